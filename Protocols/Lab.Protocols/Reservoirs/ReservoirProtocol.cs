using Lab.Benches;
using Lab.Models.Reservoirs;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;
using Lab.Studies.Reservoirs;

namespace Lab.Protocols.Reservoirs;

/// <summary>Any device with one input and one output as a reservoir: the masked input is played to it node after node, and its
/// answers are the states of a linear read-out (L. Appeltant et al., Nat. Commun. 2, 468, 2011,
/// doi:10.1038/ncomms1476).</summary>
public sealed class ReservoirProtocol : Protocol<ReservoirBenchSettings>
{
    /// <inheritdoc/>
    public override string Name => "reservoir";

    /// <inheritdoc/>
    public override string Summary =>
        "Any device with an input and an output as a reservoir: memory, NARMA-10, parity, Mackey-Glass, or your own task.";

    /// <inheritdoc/>
    public override string DefaultBench => "vortex";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => [];

    /// <inheritdoc/>
    public override bool PlansByBench => true;

    /// <inheritdoc/>
    public override IExperiment Create(ReservoirBenchSettings settings, BenchDefinition bench)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(bench);
        RequiredSetting.Positive("drive", settings.Drive);
        RequiredSetting.Positive("carrier", settings.Carrier);
        RequiredSetting.Positive("node_time", settings.NodeTime);
        RequiredSetting.Positive("generator_rate", settings.GeneratorRate);
        RequiredSetting.Positive("scope_rate", settings.ScopeRate);
        RequiredSetting.Positive("range", settings.Range);
        RequiredSetting.NotNegative("delay", settings.Delay);
        ReservoirBounds.RequireCount("block", settings.Block, 1, 1_000_000);
        ReservoirBounds.RequireCount("lead", settings.Lead, 0, 1_000_000);
        ReservoirBounds.RequireCount("shots", settings.Shots, 1, 100_000);
        if (!double.IsFinite(settings.FeedbackGain))
        {
            throw new SettingsException($"The setting 'feedback_gain' is {settings.FeedbackGain}; it has to be a number.");
        }

        if (settings.FeedbackDelay is { } delay)
        {
            ReservoirBounds.RequireCount("feedback_delay", delay, 1, 1_000_000);
        }

        if (!(settings.ReadFrom is >= 0 and < 1))
        {
            throw new SettingsException($"The setting 'read_from' is {settings.ReadFrom}; it has to be 0 or more, and below 1.");
        }

        if (settings is { Encoding: NodeEncoding.Level, State: NodeState.Phase or NodeState.Quadratures })
        {
            throw new SettingsException(
                $"The setting 'state' is {settings.State.ToString().ToLowerInvariant()}, which counts against a tone, and "
                    + "'encoding' is level, which plays none. Give --state amplitude, or --encoding frequency or amplitude.");
        }

        var experiment = new ReservoirExperiment(settings, bench);
        if (settings.State != NodeState.Mean)
        {
            double lowest = experiment.LowestHertz ?? settings.Carrier.Hertz;
            RequiredSetting.AtLeast(
                "node_time", settings.NodeTime, Duration.FromSeconds(NodeTraces.ShortestNode(lowest)),
                $"an oscillation of {Frequency.FromHertz(lowest)} needs two windows of some periods in it");
        }

        return experiment;
    }
}
