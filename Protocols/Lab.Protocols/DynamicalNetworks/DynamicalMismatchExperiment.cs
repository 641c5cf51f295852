using Lab.Models.HardwareInTheLoop;
using Lab.Protocols.Training;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.DynamicalNetworks;

/// <summary>A chip a point: trained in one way, or off the chip once for chips of every spread, and tested.</summary>
/// <param name="settings">The settings.</param>
/// <param name="chips">The chips in their order.</param>
internal sealed class DynamicalMismatchExperiment(DynamicalMismatchStudySettings settings, IReadOnlyList<ChipPlan> chips) : IExperiment
{
    private static readonly Column SchemeColumn = new("scheme", "", "How the chip was trained, in the order of the report.");
    private static readonly Column MismatchColumn = new("mismatch", "", "Relative spread of its neurons.");
    private static readonly Column ReplicateColumn = new("replicate", "", "Number among the chips that differ by their random numbers alone.");
    private static readonly Column StrengthColumn = new("strength", "", "Of a remedy: noise injected, or distance uphill; 0 of the others.");
    private static readonly Column TuningColumn = new("tuning", "", "1 where the chip helps to choose a strength, and is tested on the digits that choose the epoch.");
    private static readonly Column AccuracyColumn = new("test_accuracy", "", "Share of the digits that neither training nor choice sees, named by the chip; of a chip that helps to choose, of those that choose the epoch.");
    private static readonly Column ReadingsColumn = new("readings", "", "Digits that were shown to the chip before the test.");

    public IReadOnlyList<Column> Columns { get; } = [SchemeColumn, MismatchColumn, ReplicateColumn, StrengthColumn, TuningColumn, AccuracyColumn, ReadingsColumn];

    public bool IsComputed => true;

    public bool Learns => true;

    public int PointCount => chips.Count;

    public string Describe(int point) => chips[point] is { IsTuning: true } tuning
        ? $"{tuning.Way.Name} of {tuning.Strength}, spread {tuning.Mismatch:P0}, chip {tuning.Network.Replicate - settings.Seeds + 1} of {settings.TuningChips} to choose"
        : $"{chips[point].Way.Name}, spread {chips[point].Mismatch:P0}, chip {chips[point].Network.Replicate + 1} of {settings.Seeds}";

    public ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken) =>
        new(new Measurement(settings, chips, context.Learned(AccuraciesOf), context));

    public Analysis Analyse(IRunData data) => new DynamicalMismatchAnalysis(
        settings, chips, data.Numbers(AccuracyColumn.Name), data.Numbers(ReadingsColumn.Name), data.Numbers(StrengthColumn.Name)).Conclude();

    private static Dictionary<int, double> AccuraciesOf(IRunData? data)
    {
        Dictionary<int, double> accuracies = [];
        double[] recorded = data?.Numbers(AccuracyColumn.Name) ?? [];
        for (int i = 0; i < recorded.Length; i++)
        {
            accuracies[(int)data!.Points[i]] = recorded[i];
        }

        return accuracies;
    }

    private sealed class Measurement(
        DynamicalMismatchStudySettings settings, IReadOnlyList<ChipPlan> chips, Dictionary<int, double> accuracies, ExperimentContext context) : IMeasurement
    {
        // Of the last replicate, off the chip, by scheme and strength.
        private readonly Dictionary<(TrainingScheme Scheme, double Strength), double[]> trained = [];
        private (int Replicate, ChipTraining Training)? current;

        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
        {
            ChipPlan plan = chips[point];
            ChipTraining training = TrainingOf(plan.Network);
            TrainingScheme scheme = plan.Way.Scheme;
            double strength = plan.Strength ?? DynamicalMismatchStudyProtocol.ChooseStrength(plan.Way, chips, tuning => accuracies[tuning]);
            IPhysicalLayer chip = training.Chip(plan.Mismatch);
            long readings = 0;
            if (!trained.TryGetValue((scheme, strength), out double[]? parameters))
            {
                (parameters, readings) = await training.TrainAsync(scheme, strength, chip, cancellationToken).ConfigureAwait(false);
                if (!scheme.MeasuresTheBench())
                {
                    trained[(scheme, strength)] = parameters;
                }
            }

            if (plan.Way.IsRefitted)
            {
                (parameters, readings) = await training.RefitAsync(chip, parameters, cancellationToken).ConfigureAwait(false);
            }

            // On a fresh chip of the same make, so that its noise does not depend on what was trained before it.
            double accuracy = await training.TestAsync(training.Chip(plan.Mismatch), parameters, plan.IsTuning, cancellationToken).ConfigureAwait(false);
            accuracies[point] = accuracy;
            row.Set(SchemeColumn, DynamicalMismatchStudyProtocol.Ways.ToList().IndexOf(plan.Way));
            row.Set(MismatchColumn, plan.Mismatch);
            row.Set(ReplicateColumn, plan.Network.Replicate);
            row.Set(StrengthColumn, strength);
            row.Set(TuningColumn, plan.IsTuning ? 1 : 0);
            row.Set(AccuracyColumn, accuracy);
            row.Set(ReadingsColumn, readings);
        }

        private ChipTraining TrainingOf(NetworkPlan network)
        {
            if (current is not { } known || known.Replicate != network.Replicate)
            {
                known = (network.Replicate, new ChipTraining(settings, network, context.SeedOf(network.Replicate)));
                current = known;
                trained.Clear();
            }

            return known.Training;
        }
    }
}
