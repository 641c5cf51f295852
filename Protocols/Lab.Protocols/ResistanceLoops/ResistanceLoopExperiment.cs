using Lab.Instruments.Electromagnets;
using Lab.Instruments.SourceMeters;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.ResistanceLoops;

/// <summary>The plan of <see cref="ResistanceLoopProtocol"/>: loop after loop, down and up.</summary>
internal sealed class ResistanceLoopExperiment(ResistanceLoopSettings settings) : IExperiment
{
    internal static readonly Column LoopColumn = new("loop", "", "Number of the loop, from 0.") { IsAxis = true };
    internal static readonly Column UpwardColumn = new("upward", "", "1 on the way up, 0 on the way down.") { IsAxis = true };
    internal static readonly Column WantedColumn = new(
        "wanted_field", "T", "Field that the magnet was set to.")
    { IsAxis = true };
    internal static readonly Column FieldColumn = new("field", "T", "Field of the magnet as measured.");
    internal static readonly Column ResistanceColumn = new(
        "resistance", "Ω", "Resistance of the junction, mean of the readings.");

    public IReadOnlyList<Column> Columns { get; } =
    [
        LoopColumn, UpwardColumn, WantedColumn, FieldColumn, PreparedField.UncertaintyColumn,
        PreparedField.ScaleUncertaintyColumn, ResistanceColumn,
    ];

    public int PointCount => settings.Loops * 2 * settings.Fields.Count;

    public string Describe(int point)
    {
        (int loop, bool isUpward, MagneticField field) = PointAt(point);
        return $"loop {loop + 1}, {(isUpward ? "up" : "down")} to {field}";
    }

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        ISourceMeter meter = context.Bench.Get<ISourceMeter>(ResistanceLoopProtocol.MeterRole);
        IElectromagnet magnet = context.Bench.Get<IElectromagnet>(BenchSetUp.MagnetRole);

        // The last field holds one state, wherever an earlier user left the junction.
        await magnet.SetFieldAsync(settings.Fields[^1], cancellationToken).ConfigureAwait(false);
        await meter.SetCurrentAsync(settings.SenseCurrent, cancellationToken).ConfigureAwait(false);
        await meter.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
        return new ResistanceLoopMeasurement(settings, PointAt, context.Bench.Clock, meter, magnet);
    }

    public Analysis Analyse(IRunData data) => new ResistanceLoopAnalysis(data).Conclude();

    private (int Loop, bool IsUpward, MagneticField Field) PointAt(int point)
    {
        int count = settings.Fields.Count;
        int inLoop = point % (2 * count);
        bool isUpward = inLoop >= count;
        return (point / (2 * count), isUpward, settings.Fields[isUpward ? inLoop - count : count - 1 - inLoop]);
    }
}
