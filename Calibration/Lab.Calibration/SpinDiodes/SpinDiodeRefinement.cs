using Lab.Calibration.Noise;
using MathNet.Numerics.LinearAlgebra;
using static Lab.Calibration.SpinDiodes.SpinDiodeStructure;

namespace Lab.Calibration.SpinDiodes;

/// <summary>Moves starting values to the best parameters: Levenberg–Marquardt on whitened residuals (Marquardt 1963,
/// doi:10.1137/0111030), with the noise estimated anew between rounds.</summary>
internal sealed class SpinDiodeRefinement
{
    /// <summary>Rounding of readings and model: no noise is believed to be smaller than this part of the largest
    /// reading.</summary>
    public const double SmallestNoise = 1e-7;

    private const int MostRounds = 6;
    private const int MostSteps = 100;
    private const double SmallestDamping = 1e-9;
    private const double LargestDamping = 1e9;

    // The walk's variance per point over the white one, before the readings have told it.
    private const double FirstVarianceRatioPerPoint = 0.01;

    // A step below a ten-thousandth of the uncertainties changes nothing that matters. Data without noise never get there; for
    // them the fit ends when the last step was below a billionth of the line. A line far outside the sweep may stay vague, where
    // the one inside has settled.
    private const double SmallestStepInUncertainties = 1e-4;
    private const double SettledStepInUncertainties = 0.02;
    private const double SmallestStepInLinewidths = 1e-9;
    private const double SettledLogRatio = 0.05;


    private readonly SpinDiodeModel model;
    private readonly SpinDiodeSpectrum spectrum;
    private readonly double[] parameters;

    private SpinDiodeRefinement(SpinDiodeModel model, double[] start)
    {
        this.model = model;
        spectrum = model.Spectrum;
        parameters = [.. start];
    }

    /// <summary>The best parameters near <paramref name="start"/>.</summary>
    /// <param name="spectrum">The points.</param>
    /// <param name="structure">The terms.</param>
    /// <param name="start">Starting values, shape [parameter].</param>
    /// <param name="varianceRatioPerSecond">Ratio of the walk's variance to the white one to begin with,
    /// or null for a small one.</param>
    /// <returns>Null where the start is no junction or the terms cannot be told apart.</returns>
    public static FittedSpinDiode? Refine(
        SpinDiodeSpectrum spectrum, SpinDiodeStructure structure, double[] start, double? varianceRatioPerSecond = null) =>
        new SpinDiodeRefinement(new SpinDiodeModel(spectrum, structure), start).Run(
            varianceRatioPerSecond
                ?? (spectrum.DurationSeconds > 0
                    ? FirstVarianceRatioPerPoint * (spectrum.Count - 1) / spectrum.DurationSeconds
                    : 0));

    /// <summary>Minus twice the logarithm of the likelihood of whitened residuals,
    /// maximised over the size of the noise.</summary>
    /// <remarks>Where points are left out, the likelihood is that of as many points as the spectrum has,
    /// so that fits compare.</remarks>
    public static double CriterionOf(SpinDiodeSpectrum spectrum, RandomWalkWhitening whitening, double whitenedSquares)
    {
        double floor = Math.Pow(SmallestNoise * spectrum.RangeVolts, 2);
        double used = whitening.Count;
        return ((used * Math.Log((whitenedSquares / used) + floor)) + whitening.LogDeterminant) * spectrum.Count / used;
    }

    /// <summary>What the parameters of a structure must gain in the criterion: log n for each (Schwarz 1978,
    /// doi:10.1214/aos/1176344136), and more where the points are few, since then a term takes up noise with them (McQuarrie
    /// 1999, doi:10.1016/S0167-7152(98)00294-6).</summary>
    public static double PriceOf(SpinDiodeStructure structure, SpinDiodeSpectrum spectrum)
    {
        double points = spectrum.Count;
        return structure.Count * Math.Log(points) * points / Math.Max(points - structure.Count - 2, 1);
    }

    private FittedSpinDiode? Run(double varianceRatioPerSecond)
    {
        if (model.Residuals(parameters) is null)
        {
            return null;
        }

        DriftSolution? solution = null;
        bool settled = false;
        for (int round = 0; round < MostRounds; round++)
        {
            settled = StepUntilSettled(varianceRatioPerSecond);
            solution = DriftRegression.Solve(model.Jacobian(parameters), model.Residuals(parameters)!, model.UsedSeconds);
            if (solution is null)
            {
                return null;
            }

            double next = solution.Whitening.VarianceRatioPerSecond;
            double smallest = 1e-3 / Math.Max(spectrum.DurationSeconds, double.Epsilon);
            bool isSame = Math.Abs(Math.Log((next + smallest) / (varianceRatioPerSecond + smallest))) < SettledLogRatio;
            varianceRatioPerSecond = next;
            if (isSame)
            {
                break;
            }
        }

        return new FittedSpinDiode(model, parameters, solution!, settled || HasSettled(solution!))
        {
            Whitened = Whitened(solution!.Whitening, model.Residuals(parameters)!),
            Criterion = CriterionOf(spectrum, solution.Whitening, Squares(solution.Whitening, model.Residuals(parameters)!)),
        };
    }

    /// <summary>Whether the next step would not move the lines inside the sweep.</summary>
    private bool HasSettled(DriftSolution solution)
    {
        for (int mode = 0; mode < model.Structure.Modes; mode++)
        {
            int first = model.Structure.First(mode);
            double resonance = parameters[first + Resonance];
            bool isInside = resonance >= spectrum.LowestHertz && resonance <= spectrum.HighestHertz;
            for (int k = first; isInside && k < first + model.Structure.CountOf(mode); k++)
            {
                if (!(Math.Abs(solution.Coefficients[k]) < SettledStepInUncertainties * solution[k].StandardUncertainty))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Steps with one ratio of the noises until they are negligible; whether they are.</summary>
    private bool StepUntilSettled(double varianceRatioPerSecond)
    {
        double damping = 1e-3;
        for (int step = 0; step < MostSteps; step++)
        {
            model.LeaveOutJumps(parameters);
            var whitening = new RandomWalkWhitening(model.UsedSeconds, varianceRatioPerSecond);
            double[] whitened = Whitened(whitening, model.Residuals(parameters)!);
            double[][] columns = [.. model.Jacobian(parameters).Select(column => Whitened(whitening, column))];
            bool hasMoved = TryStep(whitening, columns, whitened, ref damping, out double inUncertainties, out bool isTiny);
            if (isTiny || inUncertainties < SmallestStepInUncertainties)
            {
                return true;
            }

            if (!hasMoved)
            {
                // No step is short enough to lower the sum of squares by more than rounding.
                return inUncertainties < SettledStepInUncertainties;
            }
        }

        return false;
    }

    /// <summary>Moves the parameters by a step that lowers the sum of squares, or leaves them. Also gives the size of the step
    /// that an undamped problem would take, in uncertainties, and whether it is a tiny part of the linewidths.</summary>
    private bool TryStep(
        RandomWalkWhitening whitening, double[][] columns, double[] whitened, ref double damping, out double inUncertainties,
        out bool isTiny)
    {
        int count = columns.Length;
        double[] scale = [.. columns.Select(column => Math.Sqrt(InnerProduct.Of(column, column)))];
        Matrix<double> gram = Matrix<double>.Build.Dense(count, count);
        Vector<double> gradient = Vector<double>.Build.Dense(count);
        for (int k = 0; k < count; k++)
        {
            scale[k] = scale[k] > 0 ? scale[k] : 1;
            gradient[k] = InnerProduct.Of(columns[k], whitened) / scale[k];
            for (int j = 0; j <= k; j++)
            {
                gram[k, j] = gram[j, k] = InnerProduct.Of(columns[k], columns[j]) / (scale[k] * scale[j]);
            }
        }

        double[] start = [.. parameters];
        double before = InnerProduct.Of(whitened, whitened);
        double variance = Math.Max(before / Math.Max(whitened.Length - count, 1), double.Epsilon);
        Vector<double> full = Damped(gram, SmallestDamping).LU().Solve(gradient);

        // The predicted gain over the variance of the noise is the square of the step in units of its uncertainty.
        inUncertainties = Math.Sqrt(Math.Max(full.DotProduct(gradient), 0) / variance);
        isTiny = IsTiny(full, scale);
        for (; damping <= LargestDamping; damping *= 8)
        {
            Vector<double> change = Damped(gram, damping).LU().Solve(gradient);
            for (int k = 0; k < count; k++)
            {
                parameters[k] = start[k] + (change[k] / scale[k]);
            }

            if (model.Residuals(parameters) is { } moved && Squares(whitening, moved) <= before)
            {
                damping = Math.Max(damping / 10, SmallestDamping);
                return true;
            }
        }

        start.CopyTo(parameters, 0);
        return false;
    }

    private static Matrix<double> Damped(Matrix<double> gram, double damping) =>
        gram + Matrix<double>.Build.DenseIdentity(gram.RowCount).Multiply(damping);

    private bool IsTiny(Vector<double> change, double[] scale)
    {
        for (int mode = 0; mode < model.Structure.Modes; mode++)
        {
            int first = model.Structure.First(mode);
            double limit = SmallestStepInLinewidths * parameters[first + Linewidth];
            if (Math.Abs(change[first + Resonance] / scale[first + Resonance]) > limit
                || Math.Abs(change[first + Linewidth] / scale[first + Linewidth]) > limit)
            {
                return false;
            }
        }

        return true;
    }

    private static double[] Whitened(RandomWalkWhitening whitening, double[] values)
    {
        double[] whitened = new double[values.Length];
        whitening.Apply(values, whitened);
        return whitened;
    }

    private static double Squares(RandomWalkWhitening whitening, double[] values)
    {
        whitening.Apply(values, values);
        return InnerProduct.Of(values, values);
    }
}
