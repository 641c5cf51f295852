using Lab.Quantities;

namespace Lab.Calibration.Nanowires;

/// <summary>A periodic field against time, as a sensor recorded it: when after the trigger it has which value on its way
/// up.</summary>
/// <remarks>The field is a Fourier series with harmonics that iron and amplifier make, so that no assumption about their phase is
/// left. Immutable and safe to share between threads.</remarks>
public sealed record FieldTiming
{
    /// <summary>The harmonics that are fitted.</summary>
    public const int Harmonics = 5;

    /// <summary>Numbers of a series: the mean, then sine and cosine of each harmonic.</summary>
    public const int Coefficients = 1 + (2 * Harmonics);

    private readonly double[] series;

    /// <summary>A field of known series.</summary>
    /// <param name="hertz">Its frequency, Hz. Positive.</param>
    /// <param name="series">Mean, then sine and cosine of each harmonic, T, shape [<see cref="Coefficients"/>].</param>
    /// <exception cref="ArgumentException">There are not as many, or the field does not rise from the lowest to the highest
    /// value in about half a period.</exception>
    public FieldTiming(double hertz, IReadOnlyList<double> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (!(hertz > 0) || series.Count != Coefficients || !series.All(double.IsFinite))
        {
            throw new ArgumentException(
                $"A field of {hertz} Hz with {series.Count} numbers is none; {Coefficients} finite ones are needed.",
                nameof(series));
        }

        Hertz = hertz;
        this.series = [.. series];
        Amplitude = MagneticField.FromTesla(double.Hypot(series[1], series[2]));
        double phase = Math.Atan2(series[2], -series[1]); // of −sin(2πft − phase)
        LagSeconds = phase / (Math.Tau * hertz);
        RiseStart = LagSeconds + (1 / (4 * hertz));
        RiseEnd = LagSeconds + (3 / (4 * hertz));
        if (!(Amplitude.Tesla > 0))
        {
            throw new ArgumentException("A field without amplitude has no timing.", nameof(series));
        }
    }

    /// <summary>The frequency, Hz.</summary>
    public double Hertz { get; }

    /// <summary>The amplitude of its fundamental.</summary>
    public MagneticField Amplitude { get; }

    /// <summary>How much later than −sin(2πft) its fundamental is, s.</summary>
    public double LagSeconds { get; }

    /// <summary>Mean, then sine and cosine of each harmonic, T.</summary>
    public IReadOnlyList<double> Series => series;

    private double RiseStart { get; }

    private double RiseEnd { get; }

    /// <summary>The field at a time after the trigger, T.</summary>
    /// <param name="seconds">The time, s.</param>
    public double TeslaAt(double seconds)
    {
        double sum = series[0];
        (double sine, double cosine) = Math.SinCos(Math.Tau * Hertz * seconds);
        (double s, double c) = (sine, cosine);
        for (int harmonic = 1; harmonic <= Harmonics; harmonic++)
        {
            sum += (series[(2 * harmonic) - 1] * s) + (series[2 * harmonic] * c);
            (s, c) = ((s * cosine) + (c * sine), (c * cosine) - (s * sine));
        }

        return sum;
    }

    /// <summary>Whether the field passes a value on its way up.</summary>
    /// <param name="field">The value.</param>
    public bool Reaches(MagneticField field) => field.Tesla > TeslaAt(RiseStart) && field.Tesla < TeslaAt(RiseEnd);

    /// <summary>The time after the trigger at which the field passes a value on its way up, s.</summary>
    /// <param name="field">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The field does not reach it.</exception>
    public double SecondsTo(MagneticField field)
    {
        const int halvings = 50;
        (double low, double high) = (RiseStart, RiseEnd);
        if (!Reaches(field))
        {
            throw new ArgumentOutOfRangeException(
                nameof(field), $"{field} is not between {MagneticField.FromTesla(TeslaAt(low))} and "
                    + $"{MagneticField.FromTesla(TeslaAt(high))}, between which the field rises.");
        }

        for (int i = 0; i < halvings; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = TeslaAt(middle) < field.Tesla ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>The mean of several.</summary>
    /// <param name="all">They have one frequency; at least one.</param>
    public static FieldTiming Mean(IReadOnlyCollection<FieldTiming> all)
    {
        ArgumentNullException.ThrowIfNull(all);
        return new FieldTiming(
            all.First().Hertz, [.. Enumerable.Range(0, Coefficients).Select(i => all.Average(each => each.series[i]))]);
    }
}
