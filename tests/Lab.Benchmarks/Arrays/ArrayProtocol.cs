using Lab.Runs.Protocols;

namespace Lab.Benchmarks.Arrays;

internal sealed class ArrayProtocol : Protocol<ArraySettings>
{
    public override string Name => "arrays";

    public override string Summary => "Points with a trace that costs nothing to measure.";

    public override IReadOnlyList<InstrumentNeed> Needs => [];

    public override string DefaultBench => "dummy";

    public override IExperiment Create(ArraySettings settings) => new ArrayExperiment(settings);
}
