using Lab.Models.Reservoirs;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.Oscillators;

/// <summary>Sines and squares told apart by one oscillator that a microwave drives, read in phase, frequency and amplitude,
/// against the centre frequency of the drive (Leroux thesis, ch. IV).</summary>
public sealed class ReservoirWavesProtocol : Protocol<WaveBenchSettings>
{
    /// <summary>Periods of the drive that a node has at least.</summary>
    private const double LeastPeriods = 4.3;

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
            "a frequency needs two windows of some periods of the drive");
        var latest = Quantities.Duration.FromSeconds(
            NodeTraces.LatestSettle(settings.NodeTime.Seconds, settings.Band.From.Hertz));
        foreach ((string name, Quantities.Duration settle) in ((string, Quantities.Duration)[])
        [
            ("phase_settle", settings.PhaseSettle), ("frequency_settle", settings.FrequencySettle),
            ("amplitude_settle", settings.AmplitudeSettle),
        ])
        {
            if (!(settle.Seconds <= latest.Seconds))
            {
                throw new SettingsException(
                    $"The setting '{name}' is {settle}; with a node of {settings.NodeTime} and a drive from "
                        + $"{settings.Band.From} on it has to be up to {latest}, so that two windows of some periods are left.");
            }
        }

        return new ReservoirWavesExperiment(settings);
    }
}
