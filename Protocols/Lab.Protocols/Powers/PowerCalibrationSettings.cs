using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Powers;

/// <summary>Settings of <see cref="PowerCalibrationProtocol"/>.</summary>
public sealed record PowerCalibrationSettings
{
    /// <summary>The generator.</summary>
    [Setting("Name of the generator whose way to the chain is calibrated.")]
    public string Generator { get; init; } = BenchSetUp.RfRole;

    /// <summary>Readings of a power meter.</summary>
    [Setting("CSV file of a power meter in the junction's place, with the columns frequency_hz,set_dbm,measured_dbm; none measures with a reference junction.", IsFile = true)]
    public string Table { get; init; } = string.Empty;

    /// <summary>Response of a reference junction.</summary>
    [Setting("CSV file of a reference junction with the columns frequency_hz,volts_per_watt,relative_uncertainty; none is the one of the bench spin-diode.", IsFile = true)]
    public string Reference { get; init; } = string.Empty;

    /// <summary>Power at the reference junction.</summary>
    [Setting("Power at the reference junction if the loss were that of the bench file; small enough for a voltage that is proportional to it.")]
    public Power Power { get; init; } = Power.FromMicrowatts(2);

    /// <summary>Readings at each frequency.</summary>
    [Setting("Readings with the tone on at each frequency, and as many with the tone off between them.")]
    public int Readings { get; init; } = 10;

    /// <summary>Field of the magnet.</summary>
    [Setting("Perpendicular field in which the reference was measured; none leaves the magnet as it is.")]
    public MagneticField? Field { get; init; } = MagneticField.FromOersted(6250);

    /// <summary>Integration time in periods of the mains.</summary>
    [Setting("Integration time of a reading in periods of the mains.")]
    public double IntegrationCycles { get; init; } = 5;

    /// <summary>Range of the voltmeter.</summary>
    [Setting("Range of the nanovoltmeter.")]
    public Voltage Range { get; init; } = Voltage.FromVolts(0.01);

    /// <summary>Wait after a change.</summary>
    [Setting("Wait after each change of the tone.")]
    public Duration Settle { get; init; } = Duration.FromMilliseconds(10);
}
