using System.Globalization;
using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
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
    private readonly ClassifierTraining training;

    public ClassifierTrainingState(
        ClassifierTrainingSettings settings, string data, ClassifierPlan plan, int index, ulong seed, string? folder, int threads)
    {
        (this.data, this.plan, this.index, this.seed, this.folder) = (data, plan, index, seed, folder);
        tested = settings.Tested;
        Network = plan.Make(seed);
        Network.Threads = threads;
        training = new ClassifierTraining(Network, settings.Batch, seed)
        {
            DetuningNoise = plan.DetuningNoise,
            SharpnessRadius = plan.SharpnessRadius
        };
    }

    /// <summary>The network.</summary>
    public ClassifierNetwork Network { get; }

    /// <summary>Epochs so far.</summary>
    public int Epochs => training.Epochs;

    /// <summary>One epoch.</summary>
    public (double Loss, double Accuracy) TrainEpoch(ImageSet images, CancellationToken cancellationToken)
    {
        (double, double) result = training.TrainEpoch(images, plan.LearningRate, cancellationToken);
        if (folder is not null)
        {
            (int steps, float[] mean, float[] meanSquare) = training.Optimizer.Save();
            NetworkFile.Write(CheckpointOf(folder, Epochs), Network, Facts(), new Dictionary<string, double[]>
            {
                [StepsName] = [steps],
                [MeanName] = [.. mean.Select(value => (double)value)],
                [MeanSquareName] = [.. meanSquare.Select(value => (double)value)],
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

        training.Optimizer.Restore((
            (int)kept[StepsName][0],
            [.. kept[MeanName].Select(value => (float)value)],
            [.. kept[MeanSquareName].Select(value => (float)value)]));
        training.SkipTo(epochs);
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
