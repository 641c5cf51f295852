using Lab.Models.KerrLoops;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Nanowires;

/// <summary>The plan of <see cref="SpotPositionProtocol"/>: each point is a position of the spot.</summary>
internal sealed class SpotPositionExperiment : IExperiment
{
    internal static readonly Column PositionColumn = new("position", "V", "Voltage of the scanner.") { IsAxis = true };
    internal static readonly Column StepColumn = new(
        "step", "V", "First step: the median over the loops with a pulse, less what loops without a pulse show there.");
    internal static readonly Column UncertaintyColumn = new("step_uncertainty", "V", "Its standard uncertainty, by the scatter.");

    /// <summary>The signal before the pulse is averaged over this part of a period, and none of it or of the plateau nearer to
    /// the pulse than the other.</summary>
    private const double BeforePeriods = 0.04;

    private const double MarginPeriods = 0.004;

    private readonly SpotPositionSettings settings;

    /// <summary>Plans it.</summary>
    public SpotPositionExperiment(SpotPositionSettings settings) => this.settings = settings;

    public IReadOnlyList<Column> Columns { get; } = [PositionColumn, StepColumn, UncertaintyColumn];

    public int PointCount => settings.Positions.Count;

    public string Describe(int point) => $"spot at {settings.Positions[point]}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken) =>
        new Measurement(
            settings,
            await WallLoops.PrepareAsync(
                context.Bench, settings, FieldTimingRecord.Find(context, settings), cancellationToken).ConfigureAwait(false));

    public Analysis Analyse(IRunData data) => new SpotPositionAnalysis(data).Conclude();

    private sealed class Measurement(SpotPositionSettings settings, WallLoops loops) : IMeasurement
    {
        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
        {
            Voltage position = settings.Positions[point];
            await loops.MoveSpotAsync(settings.SpotOutput, position, cancellationToken).ConfigureAwait(false);
            double[] pulsed = new double[settings.Loops];
            double[] plain = new double[settings.Loops];
            for (int loop = 0; loop < settings.Loops; loop++)
            {
                pulsed[loop] = StepOf(await loops.TakeAsync(settings.Field, cancellationToken).ConfigureAwait(false));
            }

            for (int loop = 0; loop < settings.Loops; loop++)
            {
                plain[loop] = StepOf(
                    await loops.TakeWithoutPulseAsync(settings.Field, cancellationToken).ConfigureAwait(false));
            }

            (double step, double uncertainty) = MedianOf(pulsed);
            (double background, double ofBackground) = MedianOf(plain);
            row.Set(PositionColumn, position.Volts);
            row.Set(StepColumn, step - background);
            row.Set(UncertaintyColumn, double.Hypot(uncertainty, ofBackground));
        }

        private double StepOf(WallLoop loop)
        {
            LoopRecord record = loop.Record;
            double period = 1 / settings.LoopFrequency.Hertz;
            double pulse = record.PulseSeconds;
            double held = loop.Field.SecondsTo(settings.HeldUntil) - loop.Field.SecondsTo(settings.Field) + pulse;
            return MeanOf(record, pulse + (MarginPeriods * period), held)
                - MeanOf(record, pulse - (BeforePeriods * period), pulse - (MarginPeriods * period));
        }

        private static double MeanOf(LoopRecord record, double fromSeconds, double toSeconds)
        {
            int from = Math.Max(0, (int)Math.Ceiling(fromSeconds / record.SampleSeconds));
            int to = Math.Min(record.Volts.Length, (int)(toSeconds / record.SampleSeconds));
            double sum = 0;
            foreach (double volts in record.Volts.Span[from..to])
            {
                sum += volts;
            }

            return sum / (to - from);
        }

        // The few walls that pass do not move a median; its deviation is that of a mean times √(π/2), and that of the values is
        // told by the median of their distances.
        private static (double Median, double Deviation) MedianOf(double[] values)
        {
            double median = MiddleOf(values);
            double scatter = 1.4826 * MiddleOf([.. values.Select(value => Math.Abs(value - median))]);
            return (median, scatter * Math.Sqrt(Math.PI / 2 / values.Length));
        }

        private static double MiddleOf(double[] values)
        {
            double[] ordered = [.. values.Order()];
            return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
        }
    }
}
