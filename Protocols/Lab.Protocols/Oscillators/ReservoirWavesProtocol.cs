using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.Oscillators;

/// <summary>Sines and squares told apart by one oscillator that a microwave drives, read in phase, frequency and amplitude,
/// against the centre frequency of the drive (Leroux thesis, ch. IV).</summary>
public sealed class ReservoirWavesProtocol : Protocol<WaveBenchSettings>
{
    /// <summary>Periods of the drive that a node has at least.</summary>
    private const double LeastPeriods = 4;

    /// <inheritdoc/>
    public override string Name => "reservoir-waves";

    /// <inheritdoc/>
    public override string Summary =>
        "One oscillator plays 25 neurons and tells sines from squares, by phase, frequency and amplitude, under a drive.";

    /// <inheritdoc/>
    public override string DefaultBench => "oscillator";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => OscillatorBench.Needs;

    /// <inheritdoc/>
    public override IExperiment Create(WaveBenchSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        RequiredSetting.Positive("drive", settings.Drive);
        RequiredSetting.Positive("copy", settings.Copy);
        RequiredSetting.Positive("generator_rate", settings.GeneratorRate);
        RequiredSetting.Positive("scope_rate", settings.ScopeRate);
        RequiredSetting.Positive("range", settings.Range);
        RequiredSetting.Positive("leak_range", settings.LeakRange);
        RequiredSetting.Positive("largest_residual", settings.LargestResidual);
        RequiredSetting.AtLeast(
            "node_time", settings.NodeTime, Quantities.Duration.FromSeconds(LeastPeriods / settings.Band.From.Hertz),
            "a phase needs some periods of the drive");
        return new ReservoirWavesExperiment(settings);
    }
}
