using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.FieldLines;

/// <summary>Settings of <see cref="FieldLineCalibrationProtocol"/>.</summary>
public sealed record FieldLineCalibrationSettings
{
    /// <summary>Fields of the magnet.</summary>
    [Setting("In-plane fields of the magnet, ascending; they are gone through up and down. At least seven.")]
    public Sweep<MagneticField> Fields { get; init; } = Sweep<MagneticField>.Parse("-12..12 Oe step 2 Oe");

    /// <summary>Currents in the line.</summary>
    [Setting("Currents in the field line, ascending; they are gone through up and down. At least seven.")]
    public Sweep<Current> Currents { get; init; } = Sweep<Current>.Parse("-12..12 mA step 1 mA");

    /// <summary>Whether the leakage of another line is measured.</summary>
    [Setting(
        "Whether the current in another line, fed by the source 'other_line', is swept as well to see what leaks into this one.")]
    public bool Leakage { get; init; } = true;

    /// <summary>Current through the junction.</summary>
    [Setting("Current through the junction, with which its resistance is measured.")]
    public Current SenseCurrent { get; init; } = Current.FromMilliamperes(0.25);

    /// <summary>Readings of a resistance.</summary>
    [Setting("Readings at each point, of which the mean is recorded.")]
    public int Readings { get; init; } = 4;

    /// <summary>Wait after a change.</summary>
    [Setting("Wait after each change of field or current.")]
    public Duration Settle { get; init; } = Duration.FromSeconds(0.05);
}
