using Lab.Calibration.FieldLines;
using Lab.Instruments;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.FieldLines;

/// <summary>
/// Field per current of a field line, by comparing the junction's resistance against the field of a calibrated electromagnet with
/// that against the current in the line (Leroux thesis, section 5.3.1.3); and what a second line leaks into the first.
/// </summary>
public sealed class FieldLineCalibrationProtocol : Protocol<FieldLineCalibrationSettings>
{
    /// <summary>The role of the source-measure unit.</summary>
    public const string MeterRole = "smu";

    /// <summary>The role of the source of another field line.</summary>
    public const string OtherLineRole = "other_line";

    /// <inheritdoc/>
    public override string Name => "field-line-calibration";

    /// <inheritdoc/>
    public override string Summary =>
        "Resistance against the magnet's in-plane field and against the current in the field line; field per current and "
            + "leakage.";

    /// <inheritdoc/>
    public override string DefaultBench => "field-line";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(MeterRole, InstrumentKind.SourceMeter, "measures the junction's resistance"),
        new(BenchSetUp.LineRole, InstrumentKind.CurrentSource, "feeds the field line"),
        new(BenchSetUp.MagnetRole, InstrumentKind.Electromagnet, "gives the known in-plane field"),
        new(OtherLineRole, InstrumentKind.CurrentSource, "feeds another line, whose leakage is measured", IsOptional: true),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(FieldLineCalibrationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequiredSetting.NotNegative("settle", settings.Settle);
        RequireEnough("fields", settings.Fields.Distinct().Count());
        RequireEnough("currents", settings.Currents.Distinct().Count());
        if (settings.Readings < 1)
        {
            throw new SettingsException($"The setting 'readings' is {settings.Readings}; a resistance needs at least one.");
        }

        return new FieldLineCalibrationExperiment(settings);
    }

    // One more than the fit needs: the ends may lie outside the common range.
    private static void RequireEnough(string setting, int count)
    {
        if (count <= FieldLineFit.FewestPoints)
        {
            throw new SettingsException(
                $"The setting '{setting}' has {count} values; a slope needs at least {FieldLineFit.FewestPoints + 1}.");
        }
    }
}
