using Lab.Instruments.SourceMeters;

namespace Lab.Protocols.IvCurves;

/// <summary>The readings of one point.</summary>
/// <param name="Volts">Mean voltage, V.</param>
/// <param name="Amperes">Mean current, A.</param>
/// <param name="VoltScatter">Standard deviation of one reading of the voltage, V.</param>
/// <param name="AmpereScatter">Standard deviation of one reading of the current, A.</param>
internal readonly record struct BiasReading(double Volts, double Amperes, double VoltScatter, double AmpereScatter)
{
    /// <summary>Sums readings up.</summary>
    public static BiasReading Of(IReadOnlyList<SourceMeterReading> readings)
    {
        (double volts, double voltScatter) = MeanOf([.. readings.Select(reading => reading.Voltage.Volts)]);
        (double amperes, double ampereScatter) = MeanOf([.. readings.Select(reading => reading.Current.Amperes)]);
        return new BiasReading(volts, amperes, voltScatter, ampereScatter);
    }

    private static (double Mean, double Scatter) MeanOf(double[] values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)));
    }
}
