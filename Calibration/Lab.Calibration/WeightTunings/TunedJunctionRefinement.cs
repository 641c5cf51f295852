using Lab.Calibration.Noise;
using MathNet.Numerics.LinearAlgebra;
using static Lab.Calibration.WeightTunings.TunedJunctionModel;

namespace Lab.Calibration.WeightTunings;

/// <summary>Levenberg's and Marquardt's method on whitened readings, for <see cref="TunedJunctionModel"/>.</summary>
/// <param name="model">The model.</param>
/// <param name="shiftsPerWidth">A weak prior keeps N and Q where the readings tell nothing of them: standard deviations of N and
/// Q, those that shift a resonance by some of its widths, and double its width, at the largest power.</param>
internal sealed class TunedJunctionRefinement(TunedJunctionModel model, (double Shift, double Broadening) shiftsPerWidth)
{
    private const int MostSteps = 60;
    private const double FirstDamping = 1e-3;
    private const double LargestDamping = 1e9;
    private const double SmallestGain = 1e-10;

    private readonly double[][] columns =
        [.. Enumerable.Range(0, model.ParameterCount).Select(_ => new double[model.Readings.Count])];
    private readonly double[] residuals = new double[model.Readings.Count];

    /// <summary>Moves the parameters to the least whitened squares.</summary>
    /// <param name="parameters">Where to begin; receives where it ends.</param>
    /// <param name="whitening">The filter.</param>
    /// <param name="whiteVariance">Variance of the white noise, V², against which the prior is weighed.</param>
    /// <returns>The least squares in units of the variance, the prior's included;
    /// infinite where the start is that of no junction.</returns>
    public double Refine(double[] parameters, RandomWalkWhitening whitening, double whiteVariance)
    {
        double squares = Linearise(
            parameters, whitening, whiteVariance, out Matrix<double> information, out Vector<double> downhill);
        double damping = FirstDamping;
        for (int step = 0; step < MostSteps && damping < LargestDamping && double.IsFinite(squares); step++)
        {
            double[] moved = [.. parameters.Zip(Move(information, downhill, damping), (value, by) => value + by)];
            double there = SquaresAt(moved, whitening, whiteVariance);
            if (!(there < squares))
            {
                damping *= 10;
                continue;
            }

            bool isSettled = squares - there < SmallestGain * squares;
            moved.CopyTo(parameters, 0);
            squares = Linearise(parameters, whitening, whiteVariance, out information, out downhill);
            damping /= 10;
            if (isSettled)
            {
                break;
            }
        }

        return squares;
    }

    /// <summary>The noise that suits the residuals at some parameters best, by restricted likelihood.</summary>
    public DriftSolution? NoiseAt(double[] parameters) => model.LineariseInto(parameters, residuals, columns)
        ? DriftRegression.Solve(columns, residuals, model.Readings.Seconds) ?? SolveWithoutNonlinearity()
        : null;

    /// <summary>As <see cref="NoiseAt(double[])"/>, with the walk given by its variance per second over that of the white
    /// noise.</summary>
    public DriftSolution? NoiseAt(
        double[] parameters, double varianceRatioPerSecond) => model.LineariseInto(parameters, residuals, columns)
        ? DriftRegression.SolveAt(columns, residuals, model.Readings.Seconds, varianceRatioPerSecond)
        : null;

    /// <summary>Covariance of the parameters.</summary>
    public Matrix<double> CovarianceAt(double[] parameters, RandomWalkWhitening whitening, double whiteVariance)
    {
        Linearise(parameters, whitening, whiteVariance, out Matrix<double> information, out _);
        Vector<double> scale = information.Diagonal().Map(entry => 1 / Math.Sqrt(Math.Max(entry, double.Epsilon)));
        Matrix<double> scaled = Matrix<double>.Build.Dense(
            scale.Count, scale.Count, (i, j) => information[i, j] * scale[i] * scale[j]);
        Matrix<double> inverse = scaled.PseudoInverse();
        return Matrix<double>.Build.Dense(scale.Count, scale.Count, (i, j) => inverse[i, j] * scale[i] * scale[j]);
    }

    private static Vector<double> Move(Matrix<double> information, Vector<double> downhill, double damping)
    {
        // In units in which each parameter alone has unit information: hertz stand beside a damping of 0.01.
        Vector<double> scale = information.Diagonal().Map(entry => 1 / Math.Sqrt(Math.Max(entry, double.Epsilon)));
        Matrix<double> scaled = Matrix<double>.Build.Dense(
            scale.Count, scale.Count, (i, j) => (information[i, j] * scale[i] * scale[j]) + (i == j ? damping : 0));
        return scaled.Solve(downhill.PointwiseMultiply(scale)).PointwiseMultiply(scale);
    }

    // Of a line so weak that N and Q change nothing, their columns depend on the others.
    private DriftSolution? SolveWithoutNonlinearity() => DriftRegression.Solve(
        [.. columns.Where((_, index) => index is not (FrequencyNonlinearity or DampingNonlinearity))],
        residuals,
        model.Readings.Seconds);

    private double SquaresAt(double[] parameters, RandomWalkWhitening whitening, double whiteVariance)
    {
        if (!model.ResidualsInto(parameters, residuals))
        {
            return double.PositiveInfinity;
        }

        whitening.Apply(residuals, residuals);
        double squares = residuals.Sum(residual => residual * residual) / whiteVariance;
        return squares + Prior(parameters);
    }

    private double Prior(double[] parameters) =>
        Math.Pow(parameters[FrequencyNonlinearity] / shiftsPerWidth.Shift, 2)
            + Math.Pow(parameters[DampingNonlinearity] / shiftsPerWidth.Broadening, 2);

    private double Linearise(
        double[] parameters, RandomWalkWhitening whitening, double whiteVariance, out Matrix<double> information,
        out Vector<double> downhill)
    {
        int count = model.ParameterCount;
        information = Matrix<double>.Build.Dense(count, count);
        downhill = Vector<double>.Build.Dense(count);
        if (!model.LineariseInto(parameters, residuals, columns))
        {
            return double.PositiveInfinity;
        }

        whitening.Apply(residuals, residuals);
        foreach (double[] column in columns)
        {
            whitening.Apply(column, column);
        }

        for (int i = 0; i < count; i++)
        {
            downhill[i] = Dot(columns[i], residuals) / whiteVariance;
            for (int j = 0; j <= i; j++)
            {
                information[i, j] = information[j, i] = Dot(columns[i], columns[j]) / whiteVariance;
            }
        }

        foreach ((int index, double deviation) in ((int, double)[])[
            (FrequencyNonlinearity, shiftsPerWidth.Shift),
            (DampingNonlinearity, shiftsPerWidth.Broadening)
        ])
        {
            information[index, index] += 1 / (deviation * deviation);
            downhill[index] -= parameters[index] / (deviation * deviation);
        }

        return (Dot(residuals, residuals) / whiteVariance) + Prior(parameters);
    }

    private static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
