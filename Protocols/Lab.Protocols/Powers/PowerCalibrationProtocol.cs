using Lab.Instruments;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.Powers;

/// <summary>Loss from a generator to the chain against frequency, from the readings of a power meter or from the voltage of a
/// junction whose response was measured; every RF set-point is corrected by it from then on.</summary>
public sealed class PowerCalibrationProtocol : Protocol<PowerCalibrationSettings>
{
    /// <inheritdoc/>
    public override string Name => "power-calibration";

    /// <inheritdoc/>
    public override string Summary =>
        "Loss from a generator to the chain against frequency, from a power meter's table or a reference junction.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(BenchSetUp.RfRole, InstrumentKind.RfGenerator, "drives the junction"),
        new(BenchSetUp.VoltmeterRole, InstrumentKind.Nanovoltmeter, "reads the rectified voltage"),
        new(BenchSetUp.MagnetRole, InstrumentKind.Electromagnet, "holds the perpendicular field", IsOptional: true),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(PowerCalibrationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequiredSetting.NotNegative("settle", settings.Settle);
        if (settings.Readings < 2)
        {
            throw new SettingsException(
                $"The setting 'readings' is {settings.Readings}; the uncertainty of a loss needs at least 2.");
        }

        RequiredSetting.NotNegative("table_uncertainty", settings.TableUncertainty);
        RequiredSetting.NotNegative("largest_difference", settings.LargestDifference);
        return (settings.Table.Length > 0, settings.Reference.Length > 0) switch
        {
            (true, true) => throw new SettingsException(
                "The settings 'table' and 'reference' exclude each other: a power meter's readings need no junction."),
            (true, false) => new PowerCalibrationExperiment(settings, KnownPowers.ReadTable(settings.Table)),
            (false, true) => new PowerCalibrationExperiment(settings, KnownPowers.ReadReference(settings.Reference)),

            // A response that is not that of the junction on the bench would put a wrong power on it, and nothing would show it.
            _ => throw new SettingsException(
                "Nothing tells what power arrives: name the readings of a power meter with 'table', or the measured response of "
                    + "the junction on the bench with 'reference'."),
        };
    }
}
