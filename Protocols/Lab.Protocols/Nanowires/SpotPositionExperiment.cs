using Lab.Models.KerrLoops;
using Lab.Quantities;
using Lab.Runs;
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

    /// <summary>The least length of the plateau between pulse and release, in periods.</summary>
    private const double LeastPlateauPeriods = 0.004;

    private readonly SpotPositionSettings settings;

    /// <summary>Plans it.</summary>
    public SpotPositionExperiment(SpotPositionSettings settings) => this.settings = settings;

    /// <summary>Whether a field is reached so long after another one that a step can be measured between them.</summary>
    /// <param name="settings">The settings.</param>
    public static bool HasPlateau(SpotPositionSettings settings)
    {
        double PeriodsTo(MagneticField field) => Math.Asin(field / settings.LoopAmplitude) / Math.Tau;
        return PeriodsTo(settings.HeldUntil) - PeriodsTo(settings.Field) >= MarginPeriods + LeastPlateauPeriods;
    }

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
        // The smallest change between two samples that was seen.
        private double converterVolts = double.PositiveInfinity;

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

            // Where the converter is too coarse to show the noise, a scatter of nothing is none.
            uncertainty = Math.Max(double.Hypot(uncertainty, ofBackground), converterVolts / Math.Sqrt(12));
            row.Set(PositionColumn, position.Volts);
            row.Set(StepColumn, step - background);
            row.Set(UncertaintyColumn, uncertainty);
        }

        private double StepOf(WallLoop loop)
        {
            LoopRecord record = loop.Record;
            converterVolts = Math.Min(converterVolts, SmallestChange(record.Volts.Span));
            if (double.IsPositiveInfinity(converterVolts))
            {
                throw new RunException(
                    $"The signal at '{settings.KerrInput}' is the same throughout a loop: set 'kerr_input' to the input of the "
                        + "detector, and look at its light and its range.");
            }

            double period = 1 / settings.LoopFrequency.Hertz;
            double pulse = record.PulseSeconds;
            DrivenField.RequireReached(loop.Field, settings.Field);
            DrivenField.RequireReached(loop.Field, settings.HeldUntil);
            double held = loop.Field.SecondsTo(settings.HeldUntil) - loop.Field.SecondsTo(settings.Field) + pulse;
            return MeanOf(record, pulse + (MarginPeriods * period), held)
                - MeanOf(record, pulse - (BeforePeriods * period), pulse - (MarginPeriods * period));
        }

        private static double MeanOf(LoopRecord record, double fromSeconds, double toSeconds)
        {
            int from = Math.Max(0, (int)Math.Ceiling(fromSeconds / record.SampleSeconds));
            int to = Math.Min(record.Volts.Length, (int)(toSeconds / record.SampleSeconds));
            if (to <= from)
            {
                throw new RunException(
                    "The field goes from 'field' to 'held_until' in too short a time for a step to be measured: set them further "
                        + "apart, or lower 'loop_frequency'.");
            }

            double sum = 0;
            foreach (double volts in record.Volts.Span[from..to])
            {
                sum += volts;
            }

            return sum / (to - from);
        }

        private static double SmallestChange(ReadOnlySpan<double> volts)
        {
            double smallest = double.PositiveInfinity;
            for (int i = 1; i < volts.Length; i++)
            {
                double change = Math.Abs(volts[i] - volts[i - 1]);
                smallest = change > 0 ? Math.Min(smallest, change) : smallest;
            }

            return smallest;
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
