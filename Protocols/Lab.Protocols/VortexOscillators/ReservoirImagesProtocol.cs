using Lab.Benches;
using Lab.Models.Reservoirs;
using Lab.Models.VortexOscillators;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.VortexOscillators;

/// <summary>The network of <c>vortex-images</c> on a bench: the masked image is a staircase of currents, and the amplitude of
/// the orbit is read from the envelope of the voltage. A batch of test images beside the model.</summary>
public sealed class ReservoirImagesProtocol : Protocol<BenchImagesSettings>
{
    /// <inheritdoc/>
    public override string Name => "reservoir-images";

    /// <inheritdoc/>
    public override string Summary =>
        "Images told by one vortex oscillator on a bench, by a staircase of currents and the envelope, beside its model.";

    /// <inheritdoc/>
    public override string DefaultBench => "vortex";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => [];

    /// <inheritdoc/>
    public override bool PlansByBench => true;

    /// <inheritdoc/>
    public override IExperiment Create(BenchImagesSettings settings, BenchDefinition bench)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(bench);
        VortexOscillator oscillator = settings.OfModel.ToOscillator();
        settings.OfModel.Validate(oscillator);
        RequiredSetting.AtLeast("test_images", settings.TestImages, 1);
        RequiredSetting.AtLeast("calibration_images", settings.CalibrationImages, 1);
        RequiredSetting.AtLeast("block", settings.Block, 1);
        RequiredSetting.Positive("critical_current", settings.CriticalCurrent);
        RequiredSetting.Positive("drive_resistance", settings.DriveResistance);
        RequiredSetting.Positive("generator_rate", settings.GeneratorRate);
        RequiredSetting.Positive("scope_rate", settings.ScopeRate);
        RequiredSetting.Positive("range", settings.Range);
        RequiredSetting.Positive("carrier", settings.Carrier);
        RequiredSetting.AtLeast(
            "node_time", settings.NodeTime, Duration.FromSeconds(NodeTraces.ShortestNode(settings.Carrier.Hertz)),
            $"an oscillation of {settings.Carrier} needs two windows of some periods in it");
        if (settings.Start == NodeStart.Reset)
        {
            throw new SettingsException(
                "The setting 'start' is reset; a device on a bench has none. Give --start memory, or heat.");
        }

        if (!(settings.ReadFrom is >= 0 and < 1))
        {
            throw new SettingsException($"The setting 'read_from' is {settings.ReadFrom}; it has to be 0 or more, and below 1.");
        }

        double most = oscillator.Coefficients.Largest / oscillator.Coefficients.FirstCritical;
        if (!(settings.LargestCurrent > settings.OfModel.MeanCurrent && settings.LargestCurrent <= most))
        {
            throw new SettingsException(
                $"The setting 'largest_current' is {settings.LargestCurrent}; it has to be above the mean current of "
                    + $"{settings.OfModel.MeanCurrent} and up to {most:0.###}, where the core is expelled.");
        }

        return new ReservoirImagesExperiment(settings, bench, oscillator);
    }
}
