using Lab.Benches;
using Lab.Runs.Protocols;

namespace Lab.Protocols.Sweeps;

/// <summary>Sweeps whatever channels of a bench can be set, and reads whatever can be read there.</summary>
public sealed class SweepProtocol : Protocol<SweepSettings>
{
    /// <inheritdoc/>
    public override string Name => "sweep";

    /// <inheritdoc/>
    public override string Summary =>
        "Readings of any instruments against up to four axes over any channels, on any bench; hysteresis, averages, derived "
            + "columns.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => [];

    /// <inheritdoc/>
    public override bool PlansByBench => true;

    /// <inheritdoc/>
    public override IExperiment Create(SweepSettings settings, BenchDefinition bench)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(bench);
        var plan = new SweepPlan(settings, bench);
        return new SweepExperiment(plan, plan.Grid.PointCount);
    }
}
