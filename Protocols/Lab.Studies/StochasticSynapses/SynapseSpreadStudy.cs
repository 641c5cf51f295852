using Lab.Models.Data;
using Lab.Models.Nanowires;
using Lab.Models.StochasticSynapses;
using Lab.Models.Training;
using Lab.Models.Training.Schemes;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;

namespace Lab.Studies.StochasticSynapses;

/// <summary>Trainings on wires that differ, a training an item and a point; in the loop and off it on the same wires, with the
/// same images in the same order.</summary>
/// <param name="settings">The settings.</param>
internal sealed class SynapseSpreadStudy(SynapseSpreadSettings settings) : IStudy
{
    internal static readonly Column SpreadColumn = new(
        "spread", "", "Spread between wires; 1 is the design's.")
    { IsAxis = true };
    internal static readonly Column LoopColumn = new(
        "in_the_loop", "", "1 for a training with the wires in the loop, 0 off them with the mean of their pass probabilities.")
    { IsAxis = true };
    internal static readonly Column ReplicateColumn = new("replicate", "", "Number of the wires, from 0.") { IsAxis = true };
    internal static readonly Column TestColumn = new(
        "test_accuracy", "", "Share of the test images whose class was named on the wires.");
    internal static readonly Column ModelColumn = new(
        "model_accuracy", "", "The same on equal wires, each of which passes as often as all do on average.");
    internal static readonly Column LawErrorColumn = new(
        "law_error", "", "Largest difference of the wires' mean pass probability from the law that the model has for it.");
    internal static readonly Column ShotsColumn = new("training_shots", "", "Shots of the training.");
    internal static readonly Column TestShotsColumn = new("test_shots", "", "Shots of the test.");
    internal static readonly Column AccuraciesColumn = new(
        "training_accuracies", "", "Share of the training images whose class was named, before each step, mean of each epoch.",
        ColumnKind.Array);

    private readonly FewClasses images = new(
        settings.Data, settings.ToClasses(), settings.TrainingImages, settings.TestImages);
    private readonly (double Spread, bool IsInTheLoop, int Replicate)[] items =
    [
        .. from spread in settings.ToSpreads()
           from replicate in Enumerable.Range(0, settings.Seeds)
           from loop in (bool[])[true, false]
           select (spread, loop, replicate),
    ];

    public IReadOnlyList<Column> Columns =>
    [
        SpreadColumn, LoopColumn, ReplicateColumn, TestColumn, ModelColumn, LawErrorColumn, ShotsColumn, TestShotsColumn,
        AccuraciesColumn,
    ];

    public int ItemCount => items.Length;

    public int Threads => settings.Threads;

    public string Describe(int item, int point)
    {
        (double spread, bool isInTheLoop, int replicate) = items[item];
        string way = isInTheLoop ? "in the loop" : "off the chip";
        return FormattableString.Invariant($"spread {spread}, {way}, wires {replicate + 1} of {settings.Seeds}");
    }

    public IReadOnlyList<ReadData> LookAtData() => [images.Describe()];

    public IStudyWork Begin(StudyContext context) => new Work(settings, images, items, context);

    public Analysis Analyse(IRunData data) => new SynapseSpreadAnalysis(settings, data).Analyse();

    // Walls of each epoch and of the test have a stream of their own, the same in the loop and off it.
    private sealed class Work(
        SynapseSpreadSettings settings, FewClasses images, (double Spread, bool IsInTheLoop, int Replicate)[] items,
        StudyContext context) : IStudyWork
    {
        private const int Part = 500;

        public async ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
        {
            (double spread, bool isInTheLoop, int replicate) = items[item.Index];
            ulong seed = context.SeedOf(replicate);
            ImageSet training = images.Training;
            DrawnWires wires = DrawnWires.Draw(
                new NotchedNanowire(), SynapseSpreadSettings.SpreadOf(spread), training.Size * training.Classes, seed);
            var options = new StochasticPerceptron.Options(training.Size, training.Classes) { Samples = settings.Samples };
            (PassProbability law, double lawError) = MeanPassProbability.Of(
                wires.Wires, options.SmallestField, options.LargestField);
            var model = new StochasticPerceptron(
                options with
                {
                    CentreMillitesla = law.Centre.Tesla * 1e3,
                    SlopePerMillitesla = law.SlopePerTesla * 1e-3,
                    Floor = law.Floor,
                },
                seed);
            var network = new PerceptronOnWires(model, wires);
            var trainer = new Trainer(
                network, isInTheLoop ? new InTheLoop() : new SampledEpochs(model), new Adam(),
                LearningRate.Constant(settings.LearningRate), new TrainerOptions(settings.Batch, seed)
                {
                    IsRateByEpoch = true,
                    OrderStream = "stochastic/order",
                });
            List<double> accuracies = [];
            for (int epoch = 0; epoch < settings.Epochs; epoch++)
            {
                wires.Restart("stochastic/walls", (ulong)epoch);
                BatchResult result = await TrainAsync(trainer, training, cancellationToken).ConfigureAwait(false);
                accuracies.Add(result.Accuracy);
            }

            long shots = network.Shots;
            wires.Restart("stochastic/test", 0);
            double accuracy = await TestAsync(network, cancellationToken).ConfigureAwait(false);
            long testShots = network.Shots - shots;
            var mean = new PerceptronOnWires(
                model, new DrawnWires([.. Enumerable.Repeat(law, wires.Wires.Count)], seed));
            double modelAccuracy = await TestAsync(mean, cancellationToken).ConfigureAwait(false);
            item.Add(row =>
            {
                row.Set(SpreadColumn, spread);
                row.Set(LoopColumn, isInTheLoop ? 1 : 0);
                row.Set(ReplicateColumn, replicate);
                row.Set(TestColumn, accuracy);
                row.Set(ModelColumn, modelAccuracy);
                row.Set(LawErrorColumn, lawError);
                row.Set(ShotsColumn, shots);
                row.Set(TestShotsColumn, testShots);
                row.Set(AccuraciesColumn, [.. accuracies]);
            });
        }

        private static async ValueTask<BatchResult> TrainAsync(
            Trainer trainer, ImageSet training, CancellationToken cancellationToken)
        {
            try
            {
                return await trainer.TrainEpochAsync(training, cancellationToken).ConfigureAwait(false);
            }
            catch (ArithmeticException diverged)
            {
                throw new RunException(diverged.Message, diverged);
            }
        }

        private async ValueTask<double> TestAsync(PerceptronOnWires network, CancellationToken cancellationToken)
        {
            ImageSet test = images.Test;
            float[] inputs = new float[Part * test.Size];
            float[] targets = new float[Part * test.Classes];
            BatchResult sum = default;
            for (int first = 0; first < test.Count; first += Part)
            {
                int count = Math.Min(Part, test.Count - first);
                test.Pick([.. Enumerable.Range(first, count)], inputs, targets);
                sum = sum.Plus(await network.EvaluateAsync(
                    new TrainingBatch(
                        inputs.AsMemory(0, count * test.Size), targets.AsMemory(0, count * test.Classes), count),
                    ForwardPass.Measured, cancellationToken).ConfigureAwait(false));
            }

            return sum.Accuracy;
        }
    }
}
