using Lab.Calibration.Nanowires;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Nanowires;

/// <summary>The plan of <see cref="FieldTimingProtocol"/>: loops that tell the timing, then round after round a loop at each
/// field that checks it. No pulse reaches the wire.</summary>
internal sealed class FieldTimingExperiment : IExperiment
{
    internal static readonly Column CheckColumn = new("is_check", string.Empty, "0 tells the timing, 1 checks it.")
    {
        IsAxis = true,
    };

    internal static readonly Column FieldColumn = new("field", "T", "Field that is wanted; 0 while the timing is told.")
    {
        IsAxis = true,
    };

    internal static readonly Column MissColumn = new(
        "miss", "T", "Field at the time that was set less the one that is wanted; 0 while the timing is told.");
    internal static readonly Column LagColumn = new("lag", "s", "How much later than its waveform the field was in this loop.");
    internal static readonly Column TimedColumn = new("timed_anew", string.Empty, "How often the timing was set anew so far.");
    internal static readonly Column HertzColumn = new(
        "frequency", "Hz", "Frequency of the loop at the rate that the card has.");
    internal static readonly Column SeriesColumn = new(
        "series", "T", "Mean, then sine and cosine of each harmonic of the field in this loop.", ColumnKind.Array);

    private readonly FieldTimingSettings settings;

    /// <summary>Plans it.</summary>
    public FieldTimingExperiment(FieldTimingSettings settings) => this.settings = settings;

    public IReadOnlyList<Column> Columns { get; } =
        [CheckColumn, FieldColumn, MissColumn, LagColumn, TimedColumn, HertzColumn, SeriesColumn];

    /// <summary>The checks use what the loops before them told.</summary>
    public bool Learns => true;

    public int PointCount => settings.Loops + (settings.CheckLoops * settings.Fields.Count);

    public string Describe(int point) =>
        point < settings.Loops ? $"loop {point + 1} that tells the timing" : $"check at {FieldAt(point)}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        LoopRecorder recorder = await LoopRecorder.PrepareAsync(context.Bench, settings, cancellationToken)
            .ConfigureAwait(false);
        await recorder.TakeAsync(default, MiddleSeconds, cancellationToken).ConfigureAwait(false); // it began at rest
        List<FieldTiming> told = context.Learned(TimingsOf);
        FieldTiming? now = told.Count < settings.Loops
            ? null
            : await MeasureAsync(recorder, cancellationToken).ConfigureAwait(false);
        return new Measurement(this, recorder, told, now);
    }

    public Analysis Analyse(IRunData data) => new FieldTimingAnalysis(settings, data, TimingsOf(data)).Conclude();

    // Checks that go on after a pause meet a magnet of another warmth than the loops that told the timing.
    private async ValueTask<FieldTiming> MeasureAsync(LoopRecorder recorder, CancellationToken cancellationToken)
    {
        var seen = new List<FieldTiming>();
        for (int loop = 0; loop < settings.TimingLoops; loop++)
        {
            seen.Add((await recorder.TakeAsync(default, MiddleSeconds, cancellationToken).ConfigureAwait(false)).Field);
        }

        return FieldTiming.Mean(seen);
    }

    private double MiddleSeconds => 0.5 / settings.LoopFrequency.Hertz;

    private MagneticField FieldAt(int point) => settings.Fields[(point - settings.Loops) % settings.Fields.Count];

    // The fields of the loops that tell the timing, in their order.
    private List<FieldTiming> TimingsOf(IRunData? data)
    {
        if (data is null)
        {
            return [];
        }

        double[] checks = data.Numbers(CheckColumn.Name);
        double[][] series = data.Arrays(SeriesColumn.Name);
        double[] hertz = data.Numbers(HertzColumn.Name);
        return
        [
            .. Enumerable.Range(0, series.Length).Where(i => checks[i] == 0).Select(i => new FieldTiming(hertz[i], series[i])),
        ];
    }

    private sealed class Measurement(
        FieldTimingExperiment plan, LoopRecorder recorder, List<FieldTiming> told, FieldTiming? now) : IMeasurement
    {
        private FieldTimer? timer;

        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
        {
            FieldTimingSettings settings = plan.settings;
            bool isCheck = point >= settings.Loops;
            MagneticField field = isCheck ? plan.FieldAt(point) : default;
            double seconds = plan.MiddleSeconds;
            if (isCheck)
            {
                timer ??= new FieldTimer(now ?? FieldTiming.Mean(told), settings.TimingBound, settings.TimingLoops);
                DrivenField.RequireReached(timer.Timing, field);
                seconds = timer.SecondsTo(field);
            }

            WallLoop loop = await recorder.TakeAsync(field, seconds, cancellationToken).ConfigureAwait(false);
            row.Set(CheckColumn, isCheck ? 1 : 0);
            row.Set(FieldColumn, field.Tesla);
            row.Set(MissColumn, isCheck ? loop.Miss.Tesla : 0);
            row.Set(LagColumn, loop.Field.LagSeconds);
            row.Set(HertzColumn, loop.Field.Hertz);
            row.Set(SeriesColumn, [.. loop.Field.Series]);
            if (isCheck)
            {
                timer?.Take(loop.Field, field);
            }
            else
            {
                // Where the point is repeated, this loop takes the place of the one before.
                told.RemoveRange(point, told.Count - point);
                told.Add(loop.Field);
            }

            row.Set(TimedColumn, timer?.Retimings ?? 0);
        }
    }
}
