using Lab.Models.HardwareInTheLoop;
using Lab.Protocols.Training;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.DynamicalNetworks;

/// <summary>A chip a point: trained by one scheme, or off the chip once for chips of every spread, and tested.</summary>
/// <param name="settings">The settings.</param>
/// <param name="chips">The chips in their order.</param>
internal sealed class DynamicalMismatchExperiment(DynamicalMismatchStudySettings settings, IReadOnlyList<ChipPlan> chips) : IExperiment
{
    private static readonly Column SchemeColumn = new("scheme", "", "How the chip was trained, in the order of the report.");
    private static readonly Column MismatchColumn = new("mismatch", "", "Relative spread of its neurons.");
    private static readonly Column ReplicateColumn = new("replicate", "", "Number among the chips that differ by their random numbers alone.");
    private static readonly Column AccuracyColumn = new("test_accuracy", "", "Share of the digits that neither training nor choice sees, named by the chip.");

    // Of the last replicate, off the chip.
    private readonly Dictionary<TrainingScheme, double[]> trained = [];
    private ChipTraining? training;
    private int replicate = -1;
    private ExperimentContext? context;

    public IReadOnlyList<Column> Columns { get; } = [SchemeColumn, MismatchColumn, ReplicateColumn, AccuracyColumn];

    public bool IsComputed => true;

    public int PointCount => chips.Count;

    public string Describe(int point) => $"{SchemeNames.NameOf(chips[point].Scheme)}, spread {chips[point].Mismatch:P0}, chip {chips[point].Network.Replicate + 1} of {settings.Seeds}";

    public ValueTask PrepareAsync(ExperimentContext given, CancellationToken cancellationToken)
    {
        context = given;
        return ValueTask.CompletedTask;
    }

    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        ChipPlan plan = chips[point];
        if (replicate != plan.Network.Replicate)
        {
            training = new ChipTraining(settings, plan.Network, context!.SeedOf(plan.Network.Replicate));
            replicate = plan.Network.Replicate;
            trained.Clear();
        }

        IPhysicalLayer chip = training!.Chip(plan.Mismatch);
        if (!trained.TryGetValue(plan.Scheme, out double[]? parameters))
        {
            parameters = await training.TrainAsync(plan.Scheme, chip, cancellationToken).ConfigureAwait(false);
            if (!plan.Scheme.MeasuresTheBench())
            {
                trained[plan.Scheme] = parameters;
            }
        }

        // On a fresh chip of the same make, so that its noise does not depend on what was trained before it.
        double accuracy = await training.TestAsync(training.Chip(plan.Mismatch), parameters, cancellationToken).ConfigureAwait(false);
        row.Set(SchemeColumn, DynamicalMismatchStudyProtocol.Schemes.ToList().IndexOf(plan.Scheme));
        row.Set(MismatchColumn, plan.Mismatch);
        row.Set(ReplicateColumn, plan.Network.Replicate);
        row.Set(AccuracyColumn, accuracy);
    }

    public Analysis Analyse(IRunData data) => DynamicalMismatchAnalysis.Of(settings, chips, data.Numbers(AccuracyColumn.Name));
}
