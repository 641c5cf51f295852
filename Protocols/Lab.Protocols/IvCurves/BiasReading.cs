using Lab.Instruments.DeltaMeters;
using Lab.Instruments.SourceMeters;
using Lab.Quantities;

namespace Lab.Protocols.IvCurves;

/// <summary>The readings of one point.</summary>
/// <param name="Volts">Mean voltage, V.</param>
/// <param name="Amperes">Mean current, A.</param>
/// <param name="VoltScatter">Standard deviation of one reading of the voltage, V.</param>
/// <param name="AmpereScatter">Standard deviation of one reading of the current, A.</param>
internal readonly record struct BiasReading(double Volts, double Amperes, double VoltScatter, double AmpereScatter)
{
    /// <summary>By how much the current changed to either side, A; <see langword="null"/> where it was steady.</summary>
    public double? ChangeAmperes { get; init; }

    /// <summary>Mean of the voltage's change over that of the current, Ω.</summary>
    public double? DifferentialOhms { get; init; }

    /// <summary>Standard deviation of one reading of <see cref="DifferentialOhms"/>, Ω.</summary>
    public double? DifferentialScatter { get; init; }

    /// <summary>Sums readings of a steady current up.</summary>
    public static BiasReading Of(IReadOnlyList<SourceMeterReading> readings)
    {
        (double volts, double voltScatter) = MeanOf([.. readings.Select(reading => reading.Voltage.Volts)]);
        (double amperes, double ampereScatter) = MeanOf([.. readings.Select(reading => reading.Current.Amperes)]);
        return new BiasReading(volts, amperes, voltScatter, ampereScatter);
    }

    /// <summary>Sums readings of a current up that went to and fro; all are of one bias, which the source is believed to
    /// keep.</summary>
    public static BiasReading Of(IReadOnlyList<BiasPoint> readings, Current change)
    {
        (double volts, double voltScatter) = MeanOf([.. readings.Select(reading => reading.Voltage.Volts)]);
        (double ohms, double ohmScatter) = MeanOf([.. readings.Select(reading => reading.DifferentialResistance.Ohms)]);
        return new BiasReading(volts, readings[0].Bias.Amperes, voltScatter, AmpereScatter: 0)
        {
            ChangeAmperes = change.Amperes,
            DifferentialOhms = ohms,
            DifferentialScatter = ohmScatter,
        };
    }

    private static (double Mean, double Scatter) MeanOf(double[] values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)));
    }
}
