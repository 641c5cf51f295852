using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Offsets;

/// <summary>Settings of <see cref="VoltmeterOffsetProtocol"/>.</summary>
public sealed record VoltmeterOffsetSettings
{
    /// <summary>How many readings.</summary>
    [Setting("How many readings are taken, one after the other. At least 50.")]
    public int Readings { get; init; } = 500;

    /// <summary>Range of the voltmeter.</summary>
    [Setting("Range of the nanovoltmeter.")]
    public Voltage Range { get; init; } = Voltage.FromVolts(0.01);

    /// <summary>Integration time in periods of the mains.</summary>
    [Setting("Integration time of a reading in periods of the mains.")]
    public double IntegrationCycles { get; init; } = 5;
}
