using System.Globalization;
using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Models.Training;
using Lab.Models.Training.Schemes;
using Lab.Runs;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>A training under way, which keeps its last two epochs in the run's folder:
/// a run that is taken up goes on from there.</summary>
internal sealed class ClassifierTrainingState
{
    private const string StepsName = "adam_steps";
    private const string MeanName = "adam_mean";
    private const string MeanSquareName = "adam_mean_square";

    private readonly string data;
    private readonly string tested;
    private readonly ClassifierPlan plan;
    private readonly int index;
    private readonly ulong seed;
    private readonly string? folder;
    private readonly Adam optimizer = new();
    private readonly Trainer training;

    public ClassifierTrainingState(
        ClassifierTrainingSettings settings, string data, ClassifierPlan plan, int index, ulong seed, string? folder, int threads)
    {
        (this.data, this.plan, this.index, this.seed, this.folder) = (data, plan, index, seed, folder);
        tested = settings.Tested;
        Network = plan.Make(seed);
        Network.Threads = threads;
        training = TrainerOf(Network, SchemeOf(plan, seed), optimizer, plan.LearningRate, settings.Batch, seed);
    }

    /// <summary>The network.</summary>
    public ClassifierNetwork Network { get; }

    /// <summary>Epochs so far.</summary>
    public int Epochs => training.Epochs;

    /// <summary>A training on images, whose learning rate stays as it is.</summary>
    /// <param name="network">The network.</param>
    /// <param name="scheme">Where its derivatives come from.</param>
    /// <param name="optimizer">Moves its parameters.</param>
    /// <param name="learningRate">Size of the steps.</param>
    /// <param name="batch">Images of a step.</param>
    /// <param name="seed">Seed of the orders.</param>
    public static Trainer TrainerOf(
        INetwork network, ITrainingScheme scheme, IOptimizer optimizer, double learningRate, int batch, ulong seed) =>
        new(network, scheme, optimizer, LearningRate.Constant(learningRate), new TrainerOptions(batch, seed)
        {
            IsRateByEpoch = true,
            OrderStream = "classifier/order",
        });

    /// <summary>One epoch.</summary>
    public async ValueTask<BatchResult> TrainEpochAsync(ImageSet images, CancellationToken cancellationToken)
    {
        BatchResult result = await training.TrainEpochAsync(images, cancellationToken).ConfigureAwait(false);
        if (folder is not null)
        {
            double[] saved = optimizer.Save();
            int count = Network.Parameters.Length;
            NetworkFile.Write(CheckpointOf(folder, Epochs), Network, Facts(), new Dictionary<string, double[]>
            {
                [StepsName] = [saved[0]],
                [MeanName] = saved[1..(count + 1)],
                [MeanSquareName] = saved[(count + 1)..],
            });
        }

        return result;
    }

    /// <summary>Takes up the state after so many epochs, where it was kept.</summary>
    public void TakeUp(int epochs)
    {
        if (folder is null || epochs == 0 || !File.Exists(CheckpointOf(folder, epochs)))
        {
            return;
        }

        IReadOnlyDictionary<string, double[]> kept = NetworkFile.Read(
            CheckpointOf(folder, epochs), Network, StepsName, MeanName, MeanSquareName);
        foreach (string name in (string[])[MeanName, MeanSquareName])
        {
            if (kept[name].Length != Network.Parameters.Length)
            {
                throw new RunException(
                    $"{CheckpointOf(folder, epochs)} is not a file of this training: '{name}' has {kept[name].Length} numbers; "
                        + $"the network has {Network.Parameters.Length}.");
            }
        }

        double[] state =
            [kept[StepsName][0], 0, .. Network.Parameters, kept[StepsName][0], .. kept[MeanName], .. kept[MeanSquareName]];
        training.Restore(state, epochs);
    }

    /// <summary>Writes the trained network and forgets what was kept on the way.</summary>
    /// <param name="accuracy">Its accuracy on the images that it is tested with.</param>
    public void Finish(double accuracy)
    {
        if (folder is null)
        {
            return;
        }

        NetworkFile.Write(
            Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"network-{index + 1}.npz")),
            Network,
            new Dictionary<string, object>(Facts()) { [$"{tested}_accuracy"] = accuracy });
        for (int epochs = Math.Max(1, Epochs - 1); epochs <= Epochs; epochs++)
        {
            File.Delete(CheckpointOf(folder, epochs));
        }
    }

    /// <summary>Forgets the epoch before the last: its point is on record.</summary>
    public void Forget(int epochs)
    {
        if (folder is not null && epochs > 0)
        {
            File.Delete(CheckpointOf(folder, epochs));
        }
    }

    // Noise on the detunings, the derivatives a little uphill, both, or neither.
    private static ITrainingScheme SchemeOf(ClassifierPlan plan, ulong seed)
    {
        ITrainingScheme scheme = plan.SharpnessRadius > 0 ? new SharpnessAware(plan.SharpnessRadius) : new OffChip();
        return plan.DetuningNoise > 0
            ? new NoiseInjection(plan.DetuningNoise, seed, scheme)
            {
                Stream = "classifier/noise",
                IsMoved = group => group.Name.EndsWith("_detuning", StringComparison.Ordinal),
            }
            : scheme;
    }

    private Dictionary<string, object> Facts() => new()
    {
        ["network"] = plan.Variant,
        ["data"] = data,
        ["seed"] = seed,
        ["normalisation"] =
            "Inputs are grey values over white, 0 to 1: powers of tones over the largest. Powers of oscillators are over that "
                + "at four thresholds.",
        ["epochs"] = Epochs,
    };

    private string CheckpointOf(string place, int epochs) =>
        Path.Combine(place, string.Create(CultureInfo.InvariantCulture, $"training-{index + 1}-epoch-{epochs}.npz"));
}
