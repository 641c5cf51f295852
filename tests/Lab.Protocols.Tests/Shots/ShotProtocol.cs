using Lab.Instruments.Shots;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Tests.Shots;

/// <summary>A protocol for tests: the voltage after each of many shots.</summary>
internal sealed class ShotProtocol : Protocol<ShotSettings>
{
    public const string Voltage = "voltage";

    private static readonly Column VoltageColumn = new(Voltage, "V", "Voltage after the pulse.");

    public override string Name => "shots";

    public override string Summary => "The voltage after each of many shots.";

    public override string DefaultBench => "none";

    public override IReadOnlyList<InstrumentNeed> Needs { get; } = [new("card", ShotCard.Kind, "pulses and reads")];

    public override IExperiment Create(ShotSettings settings) => new Experiment(settings.Shots);

    private sealed class Experiment(int shots) : IExperiment
    {
        public IReadOnlyList<Column> Columns { get; } = [VoltageColumn];

        public bool IsByShot => true;

        public int PointCount => shots;

        public string Describe(int point) => $"shot {point}";

        public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
        {
            ShotCard card = context.Bench.Get<ShotCard>("card");
            var shot = new Shot(card, (card, [new CaptureTask(string.Empty, 0, 1, 1)]));
            await shot.PrepareAsync(cancellationToken);
            return new Measurement(shot);
        }

        public Analysis Analyse(IRunData data) => new();
    }

    private sealed class Measurement(Shot shot) : IMeasurement
    {
        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken) =>
            row.Set(VoltageColumn, (await shot.TakeAsync(cancellationToken))[0].Samples.Span[0]);
    }
}
