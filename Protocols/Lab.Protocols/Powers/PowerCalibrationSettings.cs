using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Settings;

namespace Lab.Protocols.Powers;

/// <summary>Settings of <see cref="PowerCalibrationProtocol"/>.</summary>
public sealed record PowerCalibrationSettings
{
    /// <summary>The generator.</summary>
    [Setting("Name of the generator whose way to the chain is calibrated.")]
    public string Generator { get; init; } = BenchSetUp.RfRole;

    /// <summary>Readings of a power meter.</summary>
    [Setting(
        "CSV file of a power meter in the junction's place, with the columns frequency_hz,set_dbm,measured_dbm. This or "
            + "reference has to be named.",
        IsFile = true)]
    public string Table { get; init; } = string.Empty;

    /// <summary>Response of a reference junction.</summary>
    [Setting(
        "CSV file of a reference junction with the columns frequency_hz,volts_per_watt,relative_uncertainty: a junction whose "
            + "response was measured at known power, and which is now on the bench.",
        IsFile = true)]
    public string Reference { get; init; } = string.Empty;

    /// <summary>Standard uncertainty of the power meter.</summary>
    [Setting(
        "Standard uncertainty of the power meter's readings in the table, by its data sheet; it becomes that of the "
            + "calibration.")]
    public LevelRatio TableUncertainty { get; init; } = LevelRatio.FromDecibels(0.2);

    /// <summary>The largest difference from the bench file's loss that is put in force.</summary>
    [Setting(
        "Largest difference between the loss found and the one of the bench file, at any frequency, that is put in force. A "
            + "larger one asks first whether the bench file is right.")]
    public LevelRatio LargestDifference { get; init; } = RfLoss.LargestDifference;

    /// <summary>Power at the reference junction.</summary>
    [Setting(
        "Power at the reference junction if the loss were that of the bench file; small enough for a voltage that is "
            + "proportional to it.")]
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
