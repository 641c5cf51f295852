using Lab.Benches;
using Lab.Runs.Protocols;

namespace Lab.Protocols.Monitors;

/// <summary>Reads whatever can be read on a bench against time.</summary>
public sealed class MonitorProtocol : Protocol<MonitorSettings>
{
    /// <inheritdoc/>
    public override string Name => "monitor";

    /// <inheritdoc/>
    public override string Summary =>
        "Readings of any instruments against time, for a duration or until it is stopped; drift and Allan deviation.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => [];

    /// <inheritdoc/>
    public override bool PlansByBench => true;

    /// <inheritdoc/>
    public override IExperiment Create(MonitorSettings settings, BenchDefinition bench)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(bench);
        var plan = new MonitorPlan(settings, bench);
        return new MonitorExperiment(plan, plan.PointCount);
    }
}
