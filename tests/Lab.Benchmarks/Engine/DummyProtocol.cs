using Lab.Runs.Protocols;

namespace Lab.Benchmarks.Engine;

internal sealed class DummyProtocol : Protocol<DummySettings>
{
    public override string Name => "dummy";

    public override string Summary => "Points that cost nothing to measure.";

    public override IReadOnlyList<InstrumentNeed> Needs => [];

    public override string DefaultBench => "dummy";

    /// <summary>The experiment of the last run, with its time stamps.</summary>
    public DummyExperiment? Last { get; private set; }

    public override IExperiment Create(DummySettings settings) => Last = new DummyExperiment(settings);
}
