using Lab.Calibration.Noise;
using Lab.Models.SpinDiodes;
using static Lab.Calibration.SpinDiodes.SpinDiodeSpectrum;

namespace Lab.Calibration.SpinDiodes;

/// <summary>Moves starting values to the best parameters, and says how far these stand above noise.</summary>
internal static class SpinDiodeRefinement
{
    private const int MostSteps = 60;

    // The likelihood of the noise can have two hills of nearly the same height, with a walk and without, and a step from one can
    // lead to the other and back for ever. From this step on the noise is left as it is, and the parameters settle.
    private const int StepsWithFreeNoise = 12;
    private const int MostHalvings = 20;

    // A step below a thousandth of the uncertainties changes nothing that matters. Data without noise never get there; for them the
    // fit ends when no step lowers the residual and the last one was below a millionth of the line.
    private const double SmallestStepInUncertainties = 1e-3;
    private const double SmallestStepInLinewidths = 1e-6;

    /// <summary>Gauss–Newton from <paramref name="parameters"/>, which it moves. A step is halved until it lowers the whitened
    /// residual, and the noise is estimated anew at each step.</summary>
    public static (DriftSolution? Solution, bool Converged) Refine(SpinDiodeSpectrum spectrum, double[] parameters)
    {
        double[][] columns = [.. Enumerable.Range(0, spectrum.ParameterCount).Select(_ => new double[spectrum.Count])];
        double[] residuals = new double[spectrum.Count];
        double[] scratch = new double[spectrum.Count];
        SpinDiode? diode = spectrum.DiodeOf(parameters);
        DriftSolution? solution = null;
        for (int iteration = 0; iteration < MostSteps && diode is not null; iteration++)
        {
            spectrum.ResidualsInto(diode, parameters[Offset], residuals);
            spectrum.JacobianInto(diode, columns);
            DriftSolution? next = solution is not null && iteration >= StepsWithFreeNoise
                ? DriftRegression.SolveAt(columns, residuals, spectrum.TimeSeconds, solution.Whitening.VarianceRatioPerSecond)
                : DriftRegression.Solve(columns, residuals, spectrum.TimeSeconds);
            if (next is null)
            {
                break;
            }

            solution = next;
            double before = WhitenedSquares(solution.Whitening, residuals, scratch);
            double fraction = Step(spectrum, parameters, solution, before, scratch, out SpinDiode? moved);
            double inUncertainties = LargestStep(solution, fraction);
            if (moved is null || inUncertainties < SmallestStepInUncertainties)
            {
                return (solution, inUncertainties < SmallestStepInUncertainties || IsTinyStep(parameters, solution));
            }

            diode = moved;
        }

        return (solution, false);
    }

    /// <summary>Moves the parameters along the step and gives the fraction of it that was gone; the moved junction is null where
    /// no fraction lowers the residual.</summary>
    private static double Step(
        SpinDiodeSpectrum spectrum, double[] parameters, DriftSolution solution, double before, double[] scratch, out SpinDiode? moved)
    {
        double[] start = [.. parameters];
        double fraction = 1;
        for (int halving = 0; halving < MostHalvings; halving++, fraction /= 2)
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                parameters[i] = start[i] + (fraction * solution.Coefficients[i]);
            }

            moved = spectrum.DiodeOf(parameters);
            if (moved is not null)
            {
                spectrum.ResidualsInto(moved, parameters[Offset], scratch);
                if (WhitenedSquares(solution.Whitening, scratch, scratch) <= before)
                {
                    return fraction;
                }
            }
        }

        start.CopyTo(parameters, 0);
        moved = null;
        return 1;
    }

    private static double LargestStep(DriftSolution solution, double fraction) =>
        solution.Coefficients.Select((step, i) => Math.Abs(fraction * step) / solution[i].StandardUncertainty).Max();

    private static bool IsTinyStep(double[] parameters, DriftSolution solution) =>
        Math.Abs(solution.Coefficients[Resonance]) < SmallestStepInLinewidths * parameters[Linewidth]
            && Math.Abs(solution.Coefficients[Linewidth]) < SmallestStepInLinewidths * parameters[Linewidth];

    private static double WhitenedSquares(RandomWalkWhitening whitening, double[] residuals, double[] whitened)
    {
        whitening.Apply(residuals, whitened);
        double sum = 0;
        foreach (double value in whitened)
        {
            sum += value * value;
        }

        return sum;
    }

    /// <summary>Root of twice the logarithm of the likelihood ratio between the fitted resonance and a drifting offset alone, each
    /// with the noise that suits it best: a drift that happens to look like a wide line counts as a drift. Without a solution the
    /// resonance is that of the search.</summary>
    public static double Significance(SpinDiodeSpectrum spectrum, double[] parameters, DriftSolution? solution)
    {
        double[] scratch = new double[spectrum.Count];
        if (spectrum.DiodeOf(parameters) is not { } diode)
        {
            return 0;
        }

        double[] ones = new double[spectrum.Count];
        Array.Fill(ones, 1);
        DriftSolution alone = DriftRegression.Solve([ones], spectrum.VoltageVolts, spectrum.TimeSeconds)
            ?? throw new InvalidOperationException("Bug in Lab: a constant column does not depend on any other.");
        for (int i = 0; i < scratch.Length; i++)
        {
            scratch[i] = spectrum.VoltageVolts[i] - alone.Coefficients[0];
        }

        double without = MinusTwiceLogLikelihood(alone.Whitening, scratch, scratch);
        spectrum.ResidualsInto(diode, parameters[Offset], scratch);
        double with = MinusTwiceLogLikelihood((solution ?? alone).Whitening, scratch, scratch);
        return Math.Sqrt(Math.Max(without - with, 0));
    }

    private static double MinusTwiceLogLikelihood(RandomWalkWhitening whitening, double[] residuals, double[] scratch) =>
        (residuals.Length * Math.Log(WhitenedSquares(whitening, residuals, scratch))) + whitening.LogDeterminant;
}
