using Lab.Quantities;

namespace Lab.Instruments.Nanovoltmeters;

/// <summary>How a nanovoltmeter measures.</summary>
public sealed record NanovoltmeterSettings
{
    /// <summary>The largest voltage to be read; the instrument takes the smallest range that holds it. Default 10 mV.</summary>
    public Voltage Range { get; init; } = Voltage.FromVolts(0.01);

    /// <summary>Integration time in periods of the mains, 0.01 to 50. Default 5.</summary>
    public double IntegrationCycles { get; init; } = 5;

    /// <summary>Whether each reading is corrected by a reading of the instrument's own zero, which doubles its time.
    /// Default on.</summary>
    public bool AutoZero { get; init; } = true;

    /// <summary>Readings that the digital filter averages for one result, 1 to 100; 1 switches the filter off.
    /// Default 1.</summary>
    public int AverageCount { get; init; } = 1;

    /// <summary>Whether the analogue low-pass filter is in the signal's path; it adds 125 ms to a reading. Default off.</summary>
    public bool AnalogFilter { get; init; }
}
