using Lab.Models.KerrLoops;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Nanowires;

/// <summary>The plan of <see cref="PassProbabilityProtocol"/>: loops without pulses, then round after round a point of walls at
/// each field.</summary>
internal sealed class PassProbabilityExperiment : IExperiment
{
    internal static readonly Column FieldColumn = new(
        "field", "T", "Field at which the walls were to be injected; 0 for loops without pulses.")
    {
        IsAxis = true,
    };

    internal static readonly Column RoundColumn = new("round", string.Empty, "Number of the round, from 0.") { IsAxis = true };
    internal static readonly Column AtPulseColumn = new("field_at_pulse", "T", "Mean field when the pulses came.");
    internal static readonly Column WorstMissColumn = new(
        "worst_miss", "T",
        "Largest difference of the field at a pulse from the wanted one, with the loops that were taken again.");
    internal static readonly Column WallsColumn = new("walls", string.Empty, "Walls that were read.");
    internal static readonly Column PassedColumn = new("passed", string.Empty, "Walls that passed the notch.");
    internal static readonly Column NotReadColumn = new(
        "not_read", string.Empty, "Loops that could not be trusted and were taken again.");
    internal static readonly Column MissedColumn = new(
        "missed", string.Empty, "Loops whose pulse missed its field and were taken again.");
    internal static readonly Column TimedColumn = new(
        "timed_anew", string.Empty, "How often the pulses had been timed anew since the bench was prepared.");
    internal static readonly Column NucleationColumn = new(
        "nucleation_field", "T",
        "Field at which the wire reversed in a loop without a pulse; missing where none was told, and in points of walls.")
    {
        MayBeMissing = true,
    };

    private readonly PassProbabilitySettings settings;
    private readonly int nucleationPoints;

    /// <summary>Plans it.</summary>
    public PassProbabilityExperiment(PassProbabilitySettings settings)
    {
        this.settings = settings;
        nucleationPoints = settings.NucleationLoops;
    }

    public IReadOnlyList<Column> Columns { get; } =
    [
        FieldColumn, RoundColumn, AtPulseColumn, WorstMissColumn, WallsColumn, PassedColumn, NotReadColumn, MissedColumn,
        TimedColumn, NucleationColumn,
    ];

    public int PointCount => nucleationPoints + (settings.Rounds * settings.Fields.Count);

    public string Describe(int point) => point < nucleationPoints
        ? $"loop {point + 1} without a pulse"
        : $"{settings.WallsOfPoint} walls at {FieldAt(point)}, round {RoundAt(point) + 1}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        (WallLoops loops, ChangePointReader reader) =
            await WallLoops.PrepareAsync(context, settings, cancellationToken).ConfigureAwait(false);
        return new Measurement(this, loops, reader);
    }

    public Analysis Analyse(IRunData data) => new PassProbabilityAnalysis(settings, data).Conclude();

    public IExperiment? FindCompletePart(int points) =>
        (points - nucleationPoints) / settings.Fields.Count is var rounds and > 0
            ? new PassProbabilityExperiment(settings with { Walls = rounds * settings.WallsOfPoint })
            : null;

    private MagneticField FieldAt(int point) => settings.Fields[(point - nucleationPoints) % settings.Fields.Count];

    private int RoundAt(int point) => (point - nucleationPoints) / settings.Fields.Count;

    private sealed class Measurement(PassProbabilityExperiment plan, WallLoops loops, ChangePointReader reader)
        : IMeasurement
    {
        private readonly WallReader walls = new(loops, reader, plan.settings);
        private readonly NucleationReader nucleation = new(reader);

        public ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken) => point < plan.nucleationPoints
            ? NucleateAsync(row, cancellationToken)
            : InjectAsync(plan.FieldAt(point), plan.RoundAt(point), row, cancellationToken);

        private async ValueTask NucleateAsync(Row row, CancellationToken cancellationToken)
        {
            WallLoop taken = await loops.TakeWithoutPulseAsync(default, cancellationToken).ConfigureAwait(false);
            double? tesla = nucleation.Read(taken);
            row.Set(FieldColumn, 0);
            row.Set(RoundColumn, 0);
            row.Set(AtPulseColumn, 0);
            row.Set(WorstMissColumn, 0);
            row.Set(WallsColumn, 0);
            row.Set(PassedColumn, 0);
            row.Set(NotReadColumn, tesla is null ? 1 : 0);
            row.Set(MissedColumn, 0);
            row.Set(TimedColumn, loops.Timer.Retimings);
            if (tesla is { } field)
            {
                row.Set(NucleationColumn, field);
            }
            else
            {
                row.SetMissing(NucleationColumn);
            }
        }

        private async ValueTask InjectAsync(MagneticField field, int round, Row row, CancellationToken cancellationToken)
        {
            (int passed, int notRead, int missed) = (0, 0, 0);
            (double sum, double worst) = (0, 0);
            for (int wall = 0; wall < plan.settings.WallsOfPoint; wall++)
            {
                WallRead read = await walls.TakeAsync(field, cancellationToken).ConfigureAwait(false);
                passed += read.Reading.Wall == WallReading.Passed ? 1 : 0;
                notRead += read.NotRead;
                missed += read.Missed;
                sum += read.Loop.AtPulse.Tesla;
                worst = Math.Max(worst, read.WorstMissTesla);
            }

            row.Set(FieldColumn, field.Tesla);
            row.Set(RoundColumn, round);
            row.Set(AtPulseColumn, sum / plan.settings.WallsOfPoint);
            row.Set(WorstMissColumn, worst);
            row.Set(WallsColumn, plan.settings.WallsOfPoint);
            row.Set(PassedColumn, passed);
            row.Set(NotReadColumn, notRead);
            row.Set(MissedColumn, missed);
            row.Set(TimedColumn, loops.Timer.Retimings);
            row.SetMissing(NucleationColumn);
        }
    }
}
