using Lab.Models.KerrLoops;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Nanowires;

/// <summary>The plan of <see cref="KerrLoopProtocol"/>: each point is a wall that was read; round after round goes through all
/// fields.</summary>
internal sealed class KerrLoopExperiment : IExperiment
{
    internal static readonly Column FieldColumn = new("field", "T", "Field at which the wall was to be injected.")
    {
        IsAxis = true,
    };

    internal static readonly Column RoundColumn = new("round", string.Empty, "Number of the round, from 0.") { IsAxis = true };
    internal static readonly Column AtPulseColumn = new("field_at_pulse", "T", "Field when the pulse came, as it was recorded.");
    internal static readonly Column PassedColumn = new(
        "passed", string.Empty, "Read by change points: 1 the wall passed the notch, 0 it was pinned.");
    internal static readonly Column ConfidenceColumn = new("confidence", string.Empty, "Probability that this reading is right.");
    internal static readonly Column PeaksColumn = new(
        "peaks", string.Empty, "Steps of more than 24 % of the whole change: 1 passed, 2 pinned, another number tells nothing.");
    internal static readonly Column NotReadColumn = new(
        "not_read", string.Empty, "Loops before it that could not be trusted and were taken again.");
    internal static readonly Column MissedColumn = new(
        "missed", string.Empty, "Loops before it whose pulse missed its field and were taken again.");
    internal static readonly Column FirstTimeColumn = new(
        "first_step_time", "s", "Time of the step at the pulse, from the first sample of the record.");
    internal static readonly Column FirstStepColumn = new("first_step", "V", "Its height.");
    internal static readonly Column SecondTimeColumn = new(
        "second_step_time", "s", "Time at which a pinned wall was freed; missing where the wall passed.")
    {
        MayBeMissing = true,
    };

    internal static readonly Column SecondStepColumn = new("second_step", "V", "Height of that step.") { MayBeMissing = true };
    internal static readonly Column SampleColumn = new("sample_time", "s", "Time between samples of the record.");
    internal static readonly Column SignalColumn = new(
        "signal", "V", "Kerr signal from an eighth of a period before the field passes zero to its top.", ColumnKind.Array)
    {
        Form = new ArrayForm(ElementType.Float32),
    };

    internal static readonly Column TeslaColumn = new("loop_field", "T", "Field at each sample.", ColumnKind.Array)
    {
        Form = new ArrayForm(ElementType.Float32),
    };

    private readonly KerrLoopSettings settings;

    /// <summary>Plans it.</summary>
    public KerrLoopExperiment(KerrLoopSettings settings) => this.settings = settings;

    public IReadOnlyList<Column> Columns { get; } =
    [
        FieldColumn, RoundColumn, AtPulseColumn, PassedColumn, ConfidenceColumn, PeaksColumn, NotReadColumn, MissedColumn,
        FirstTimeColumn, FirstStepColumn, SecondTimeColumn, SecondStepColumn, SampleColumn, SignalColumn, TeslaColumn,
    ];

    public int PointCount => settings.Loops * settings.Fields.Count;

    public string Describe(int point) => $"wall {(point / settings.Fields.Count) + 1} at {FieldAt(point)}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        (WallLoops loops, ChangePointReader reader) =
            await WallLoops.PrepareAsync(context, settings, cancellationToken).ConfigureAwait(false);
        return new Measurement(this, new WallReader(loops, reader, settings));
    }

    public Analysis Analyse(IRunData data) => new KerrLoopAnalysis(settings, data).Conclude();

    public IExperiment? FindCompletePart(int points) =>
        points / settings.Fields.Count is var rounds and > 0 ? new KerrLoopExperiment(settings with { Loops = rounds }) : null;

    private MagneticField FieldAt(int point) => settings.Fields[point % settings.Fields.Count];

    private sealed class Measurement(KerrLoopExperiment plan, WallReader walls) : IMeasurement
    {
        private readonly PeakReader rule = new();

        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
        {
            MagneticField field = plan.FieldAt(point);
            WallRead wall = await walls.TakeAsync(field, cancellationToken).ConfigureAwait(false);
            LoopReading peaks = rule.Read(wall.Loop.Record);
            row.Set(FieldColumn, field.Tesla);
            row.Set(RoundColumn, point / plan.settings.Fields.Count);
            row.Set(AtPulseColumn, wall.Loop.AtPulse.Tesla);
            row.Set(PassedColumn, wall.Reading.Wall == WallReading.Passed ? 1 : 0);
            row.Set(ConfidenceColumn, wall.Reading.Confidence);
            row.Set(PeaksColumn, peaks.Steps.Count);
            row.Set(NotReadColumn, wall.NotRead);
            row.Set(MissedColumn, wall.Missed);
            SetSteps(row, wall.Reading.Steps);
            row.Set(SampleColumn, wall.Loop.Record.SampleSeconds);
            row.SetElements(SignalColumn, ToSingle(wall.Loop.Record.Volts.Span));
            row.SetElements(TeslaColumn, ToSingle(wall.Loop.Record.Tesla.Span));
        }

        private static void SetSteps(Row row, IReadOnlyList<KerrStep> steps)
        {
            row.Set(FirstTimeColumn, steps[0].Seconds);
            row.Set(FirstStepColumn, steps[0].Volts);
            if (steps.Count > 1)
            {
                row.Set(SecondTimeColumn, steps[1].Seconds);
                row.Set(SecondStepColumn, steps[1].Volts);
            }
            else
            {
                row.SetMissing(SecondTimeColumn);
                row.SetMissing(SecondStepColumn);
            }
        }

        private static float[] ToSingle(ReadOnlySpan<double> values)
        {
            float[] singles = new float[values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                singles[i] = (float)values[i];
            }

            return singles;
        }
    }
}
