using System.Globalization;
using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Models.StochasticSynapses;
using Lab.Models.Training;
using Lab.Models.Training.Schemes;
using Lab.Runs;
using Lab.Runs.Studies;
using Lab.Studies.ClassifierNetworks;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.StochasticSynapses;

/// <summary>Computes the trainings of a <see cref="StochasticStudy"/>: trains until the loss on the images held back does not
/// fall any more, takes the best epoch, and tests it with the numbers of samples that are asked for.</summary>
/// <param name="settings">The settings that the trainings share.</param>
/// <param name="images">The images.</param>
/// <param name="plans">The trainings in their order.</param>
/// <param name="context">Gives the seeds, and the folder for trained networks.</param>
internal sealed class StochasticWork(
    StochasticSettings settings, BinaryImages images, IReadOnlyList<StochasticPlan> plans, StudyContext context) : IStudyWork
{
    /// <summary>Where the counts of <see cref="StochasticStudy.OutputsColumn"/> begin.</summary>
    public const int LeastOutput = -20;

    /// <summary>Steps of <see cref="StochasticStudy.MeanOutputsColumn"/> in one.</summary>
    public const int FineSteps = 10;

    private const int OutputRange = 100;
    private const int Showings = 4000;
    private const int Part = 500;

    private readonly TimeProvider clock = TimeProvider.System;

    public async ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
    {
        StochasticPlan plan = plans[item.Index];
        ulong seed = context.SeedOf(plan.Replicate);
        (ImageSet training, ImageSet validation) = images.Split(seed);
        ClassifierNetwork network = plan.Model.Make(seed);
        var synapses = network as StochasticPerceptron;
        ITrainingScheme scheme = synapses is null ? new OffChip() : new SampledEpochs(synapses);
        var trainer = new Trainer(
            network, scheme, new Adam(), LearningRate.Constant(plan.LearningRate), new TrainerOptions(settings.Batch, seed)
            {
                IsRateByEpoch = true,
                OrderStream = "stochastic/order",
            });
        var best = new BestEpoch((loss, least) => loss < least);
        List<double> losses = [];
        List<double> accuracies = [];
        List<double> seconds = [];
        while (losses.Count < settings.Epochs && best.EpochsWithoutGain < settings.Patience)
        {
            long began = clock.GetTimestamp();
            await TrainAsync(trainer, training, cancellationToken).ConfigureAwait(false);
            seconds.Add(clock.GetElapsedTime(began).TotalSeconds);
            synapses?.Restart((ulong)losses.Count, "stochastic/validation");
            BatchResult result = await EvaluateAsync(network, validation, cancellationToken).ConfigureAwait(false);
            best.Consider(result.Loss, network.Parameters);
            losses.Add(result.Loss);
            accuracies.Add(result.Accuracy);
        }

        best.Parameters.CopyTo(network.Parameters, 0);
        int[][] confusions = Test(network, synapses, plan.TestSamples);
        Keep(item.Index, network, plan, seed, Confusion.AccuracyOf(confusions[0]));
        int bestEpoch = losses.IndexOf(best.Score);
        item.Add(row =>
        {
            row.Set(StochasticStudy.TrainingColumn, item.Index);
            row.Set(StochasticStudy.EpochsColumn, losses.Count);
            row.Set(StochasticStudy.BestEpochColumn, bestEpoch + 1);
            row.Set(StochasticStudy.ValidationLossColumn, losses[bestEpoch]);
            row.Set(StochasticStudy.ValidationColumn, accuracies[bestEpoch]);
            row.Set(StochasticStudy.SecondsColumn, seconds.Median());
            row.Set(StochasticStudy.ActiveColumn, images.Test.Pixels.Sum(pixel => (double)pixel) / images.Test.Count);
            row.Set(StochasticStudy.LossesColumn, [.. losses]);
            row.Set(StochasticStudy.AccuraciesColumn, [.. accuracies]);
            row.Set(StochasticStudy.TestColumn, [.. confusions.Select(confusion => Confusion.AccuracyOf(confusion))]);
            row.Set(StochasticStudy.ConfusionColumn, [.. confusions[0].Select(count => (double)count)]);
            row.Set(
                StochasticStudy.FieldsColumn,
                synapses is null ? [] : [.. synapses.Fields.ToArray().Select(millitesla => millitesla * 1e-3)]);
            row.Set(StochasticStudy.DeviationsColumn, synapses is null ? [] : DeviationsOf(synapses));
            row.Set(StochasticStudy.OutputsColumn, synapses is null ? [] : CountOutputs(synapses, 1, 1));
            row.Set(
                StochasticStudy.MeanOutputsColumn,
                synapses is null || plan.TestSamples[0] is not { } count ? [] : CountOutputs(synapses, count, FineSteps));
        });
    }

    private static async ValueTask TrainAsync(Trainer trainer, ImageSet training, CancellationToken cancellationToken)
    {
        try
        {
            await trainer.TrainEpochAsync(training, cancellationToken).ConfigureAwait(false);
        }
        catch (ArithmeticException diverged)
        {
            throw new RunException(diverged.Message, diverged);
        }
    }

    private static async ValueTask<BatchResult> EvaluateAsync(
        ClassifierNetwork network, ImageSet set, CancellationToken cancellationToken)
    {
        float[] inputs = new float[Part * network.Inputs];
        float[] targets = new float[Part * network.Classes];
        int[] all = [.. Enumerable.Range(0, set.Count)];
        BatchResult sum = default;
        for (int first = 0; first < all.Length; first += Part)
        {
            int count = Math.Min(Part, all.Length - first);
            set.Pick(all.AsSpan(first, count), inputs, targets);
            TrainingBatch batch =
                new(inputs.AsMemory(0, count * network.Inputs), targets.AsMemory(0, count * network.Classes), count);
            sum = sum.Plus(await network.EvaluateAsync(batch, ForwardPass.Model, cancellationToken).ConfigureAwait(false));
        }

        return sum;
    }

    // The samples of a test depend on their number, and not on which others are tested.
    private int[][] Test(ClassifierNetwork network, StochasticPerceptron? synapses, IReadOnlyList<int?> samples)
    {
        if (synapses is null)
        {
            return [Confusion.Of(network, images.Test)];
        }

        int? trained = synapses.Samples;
        int[][] confusions =
        [
            .. samples.Select(count =>
            {
                synapses.Samples = count;
                synapses.Restart((ulong)(count ?? 0), "stochastic/test");
                return Confusion.Of(network, images.Test);
            }),
        ];
        synapses.Samples = trained;
        return confusions;
    }

    private double[] DeviationsOf(StochasticPerceptron network)
    {
        int? trained = network.Samples;
        network.Samples = 1;
        float[] inputs = new float[Part * network.Inputs];
        float[] targets = new float[Part * network.Classes];
        float[] outputs = new float[Part * network.Classes];
        int count = Math.Min(Part, images.Test.Count);
        images.Test.Pick([.. Enumerable.Range(0, count)], inputs, targets);
        network.Infer(inputs, count, outputs);
        float[] variances = network.Moments(count).Variances;
        network.Samples = trained;
        int neurons = variances.Length / count;
        return
        [
            .. Enumerable.Range(0, neurons).Select(neuron => Math.Sqrt(
                Enumerable.Range(0, count).Average(image => (double)variances[(image * neurons) + neuron]))),
        ];
    }

    // The outputs that one image gives, shown again and again.
    private double[] CountOutputs(StochasticPerceptron network, int samples, int stepsOfOne)
    {
        int image = Math.Max(0, Array.IndexOf(images.Test.Labels, (byte)0));
        int right = images.Test.Labels[image];
        int? trained = network.Samples;
        network.Samples = samples;
        network.Restart((ulong)samples, "stochastic/outputs");
        float[] inputs = new float[Part * network.Inputs];
        float[] targets = new float[Part * network.Classes];
        float[] outputs = new float[Part * network.Classes];
        images.Test.Pick([.. Enumerable.Repeat(image, Part)], inputs, targets);
        int bins = OutputRange * stepsOfOne;
        double[] counts = new double[2 * bins];
        for (int showing = 0; showing < Showings; showing += Part)
        {
            network.Infer(inputs, Part, outputs);
            for (int i = 0; i < outputs.Length; i++)
            {
                int bin = Math.Clamp((int)Math.Floor((outputs[i] - LeastOutput) * stepsOfOne), 0, bins - 1);
                counts[(i % network.Classes == right ? 0 : bins) + bin]++;
            }
        }

        network.Samples = trained;
        return counts;
    }

    private void Keep(int index, ClassifierNetwork network, StochasticPlan plan, ulong seed, double accuracy)
    {
        if (context.Folder is { } folder)
        {
            NetworkFile.Write(
                Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"network-{index + 1}.npz")),
                network,
                new Dictionary<string, object>
                {
                    ["network"] = plan.Kind,
                    ["data"] = settings.Data,
                    ["seed"] = seed,
                    ["normalisation"] =
                        "Inputs are 0 or 1: the brightest of two by two pixels, against half of white. Fields are in mT.",
                    ["test_accuracy"] = accuracy,
                });
        }
    }
}
