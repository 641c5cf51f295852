using Lab.Calibration.Noise;

namespace Lab.Calibration.WeightTunings;

/// <summary>The noise of repeated readings of V(P) without any model of a junction:
/// each power at each visit has a mean of its own.</summary>
internal sealed class PlainNoise
{
    private readonly double[][] columns;
    private readonly double[] volts;
    private readonly double[] seconds;
    private readonly DriftSolution best;

    private PlainNoise(double[][] columns, double[] volts, double[] seconds, DriftSolution best)
    {
        this.columns = columns;
        this.volts = volts;
        this.seconds = seconds;
        this.best = best;
    }

    /// <summary>Degrees of freedom.</summary>
    public int Freedom => volts.Length - columns.Length;

    /// <summary>Variance of the white noise, V².</summary>
    public double WhiteVariance => best.WhiteVariance;

    /// <summary>Variance of the walk per second over that of the white noise, 1/s.</summary>
    public double VarianceRatioPerSecond => best.Whitening.VarianceRatioPerSecond;

    /// <summary>Reads the noise; <see langword="null"/> where the readings are not repeated often enough.</summary>
    /// <param name="readings">The readings.</param>
    /// <param name="fewestFree">The fewest degrees of freedom.</param>
    public static PlainNoise? Of(TunedReadings readings, int fewestFree)
    {
        int[] points = [.. Enumerable.Range(0, readings.Count).Where(i => readings.IsResponse[i])];
        (int Visit, double Watts)[] groups = [.. points.Select(i => (readings.Visit[i], readings.PowerWatts[i])).Distinct()];
        if (points.Length - groups.Length < fewestFree)
        {
            return null;
        }

        double[][] columns =
            [.. groups.Select(group => (double[])[
                .. points.Select(i => readings.Visit[i] == group.Visit && readings.PowerWatts[i] == group.Watts ? 1.0 : 0.0)
            ])];
        double[] volts = [.. points.Select(i => readings.Volts[i])];
        double[] seconds = [.. points.Select(i => readings.Seconds[i])];
        return DriftRegression.Solve(columns, volts, seconds) is { } best ? new PlainNoise(columns, volts, seconds, best) : null;
    }

    /// <summary>Variance of the white noise where the walk is given, V².</summary>
    /// <param name="varianceRatioPerSecond">That of the walk per second over it, 1/s.</param>
    public double WhiteVarianceAt(double varianceRatioPerSecond) => At(varianceRatioPerSecond).WhiteVariance;

    /// <summary>Twice the logarithm of the likelihood that a given walk is worse than the best one.</summary>
    /// <param name="varianceRatioPerSecond">Variance of the walk per second over that of the white noise, 1/s.</param>
    public double CriterionExcessAt(double varianceRatioPerSecond) => At(varianceRatioPerSecond).Criterion - best.Criterion;

    private DriftSolution At(double varianceRatioPerSecond) =>
        DriftRegression.SolveAt(columns, volts, seconds, varianceRatioPerSecond) ?? best;
}
