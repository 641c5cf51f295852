using Lab.Calibration.WeightTunings;
using Lab.Instruments;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.WeightTuning;

/// <summary>How the current in a field line tunes the resonance and with it the synaptic weight (Leroux thesis,
/// section 5.3.1.3).</summary>
public sealed class WeightTuningProtocol : Protocol<WeightTuningSettings>
{
    private const int FewestReadings = 6;

    /// <inheritdoc/>
    public override string Name => "weight-tuning";

    /// <inheritdoc/>
    public override string Summary =>
        "Spectra and V(P) at a fixed tone against the current in the field line; weight and resonance against current.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(BenchSetUp.RfRole, InstrumentKind.RfGenerator, "drives the junction"),
        new(BenchSetUp.VoltmeterRole, InstrumentKind.Nanovoltmeter, "reads the rectified voltage"),
        new(BenchSetUp.LineRole, InstrumentKind.CurrentSource, "feeds the field line"),
        new(BenchSetUp.MagnetRole, InstrumentKind.Electromagnet, "holds the perpendicular field", IsOptional: true),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(WeightTuningSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequiredSetting.NotNegative("settle", settings.Settle);
        RequiredSetting.NotNegative("level_uncertainty", settings.LevelUncertainty ?? default);
        if (settings.Currents.Distinct().Count() < WeightCurve.FewestCurrents)
        {
            throw new SettingsException(
                $"The setting 'currents' has {settings.Currents.Count} values; the curve of weight against current needs at "
                    + $"least {WeightCurve.FewestCurrents}.");
        }

        if (settings.Repeats < 1 || settings.Repeats * settings.Powers.Count < FewestReadings)
        {
            throw new SettingsException(
                $"The settings 'powers' and 'repeats' give {settings.Repeats * settings.Powers.Count} readings a current; a "
                    + $"weight needs at least {FewestReadings}.");
        }

        return new WeightTuningExperiment(settings);
    }
}
