namespace Lab.Calibration.Noise;

/// <summary>The overlapping Allan deviation of readings that were taken at equal intervals: how far the means over neighbouring
/// stretches of
/// time differ.</summary>
/// <remarks>
/// σ²(mτ₀) = Σⱼ (ȳⱼ₊ₘ − ȳⱼ)²/2(N − 2m + 1) with ȳⱼ the mean of m readings from the j-th on (Riley, Handbook of Frequency
/// Stability Analysis,
/// NIST SP 1065, Eq. 11). Of white noise it falls with 1/√τ, of a random walk it rises with √τ, of a straight drift of slope a it
/// is aτ/√2.
/// </remarks>
/// <param name="Seconds">The averaging times τ = mτ₀, shape [time].</param>
/// <param name="Deviations">The deviation at each, in the unit of the readings, shape [time].</param>
/// <param name="Uncertainties">Its standard uncertainty for white noise, shape [time].</param>
public sealed record AllanDeviation(
    IReadOnlyList<double> Seconds, IReadOnlyList<double> Deviations, IReadOnlyList<double> Uncertainties)
{
    /// <summary>The fewest readings of which there is one.</summary>
    public const int FewestReadings = 4;

    // Beyond a third of the time the deviation rests on next to nothing.
    private const int FewestStretches = 3;
    private const double TimesPerDecade = 8;

    /// <summary>Computes it at averaging times that are evenly spaced on a logarithmic scale, up to a third of the whole
    /// time.</summary>
    /// <param name="readings">The readings, shape [n]; at least <see cref="FewestReadings"/>, all finite.</param>
    /// <param name="interval">Time from one to the next, in seconds; above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are too few readings, or the interval is not above zero.</exception>
    public static AllanDeviation Of(ReadOnlySpan<double> readings, double interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(readings.Length, FewestReadings);
        if (!(interval > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(interval), $"The time between readings must be above zero; {interval} s is not.");
        }

        double[] sums = SumsOf(readings);
        List<double> seconds = [];
        List<double> deviations = [];
        List<double> uncertainties = [];
        int largest = Math.Max(1, readings.Length / FewestStretches);
        for (int m = 1; m <= largest; m = Math.Max(m + 1, (int)Math.Round(m * Math.Pow(10, 1 / TimesPerDecade))))
        {
            double deviation = Math.Sqrt(VarianceOf(sums, m));
            seconds.Add(m * interval);
            deviations.Add(deviation);
            uncertainties.Add(deviation / Math.Sqrt(2 * FreedomOf(readings.Length, m)));
        }

        return new AllanDeviation(seconds, deviations, uncertainties);
    }

    /// <summary>The deviation at one averaging time.</summary>
    /// <param name="readings">The readings, shape [n].</param>
    /// <param name="averaged">How many readings m are averaged; at least 1 and at most half of all.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static double At(ReadOnlySpan<double> readings, int averaged)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(averaged, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(averaged, readings.Length / 2);
        return Math.Sqrt(VarianceOf(SumsOf(readings), averaged));
    }

    // Sums of readings from the first on, about their mean so that no digits are lost: a mean of m is a difference of two.
    private static double[] SumsOf(ReadOnlySpan<double> readings)
    {
        double mean = 0;
        foreach (double reading in readings)
        {
            mean += reading / readings.Length;
        }

        double[] sums = new double[readings.Length + 1];
        for (int i = 0; i < readings.Length; i++)
        {
            sums[i + 1] = sums[i] + (readings[i] - mean);
        }

        return sums;
    }

    private static double VarianceOf(double[] sums, int m)
    {
        double total = 0;
        int count = sums.Length - (2 * m);
        for (int j = 0; j < count; j++)
        {
            double difference = sums[j + (2 * m)] - (2 * sums[j + m]) + sums[j];
            total += difference * difference;
        }

        return total / (2.0 * count * m * m);
    }

    /// <summary>Equivalent degrees of freedom for white noise of the readings (NIST SP 1065, table 5, white FM).</summary>
    /// <param name="readings">How many readings.</param>
    /// <param name="m">How many are averaged.</param>
    private static double FreedomOf(int readings, int m)
    {
        double n = readings + 1; // the sums take the place of phases
        double freedom = ((3 * (n - 1) / (2 * m)) - (2 * (n - 2) / n)) * (4.0 * m * m / ((4.0 * m * m) + 5));
        return Math.Max(freedom, 1);
    }
}
