using Lab.Models.Data;
using Lab.Models.Randomness;
using Lab.Models.Training;

namespace Lab.Models.ClassifierNetworks;

/// <summary>Trains a network on images with Adam, in an order of its own in every epoch; the last step of an epoch has fewer images where
/// they do not divide.</summary>
/// <param name="network">The network.</param>
/// <param name="batch">Images of a step; positive.</param>
/// <param name="seed">Seed of the orders.</param>
public sealed class ClassifierTraining(ClassifierNetwork network, int batch, ulong seed)
{
    private readonly SingleAdam adam = new(network.Parameters.Length);
    private readonly float[] inputs = new float[batch * network.Inputs];
    private readonly byte[] labels = new byte[batch];

    /// <summary>Epochs so far.</summary>
    public int Epochs { get; private set; }

    /// <summary>The optimiser.</summary>
    public SingleAdam Optimizer => adam;

    /// <summary>Goes on behind epochs that another training has done.</summary>
    /// <param name="epochs">How many.</param>
    public void SkipTo(int epochs) => Epochs = epochs;

    /// <summary>One epoch.</summary>
    /// <param name="images">The images.</param>
    /// <param name="learningRate">Size of the steps; positive.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>Mean loss and share of right classes while the epoch went on.</returns>
    /// <exception cref="ArithmeticException">The training diverged.</exception>
    public (double Loss, double Accuracy) TrainEpoch(ImageSet images, double learningRate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        int[] order = RandomStream.For(seed, "classifier/order", (ulong)Epochs).NextOrder(images.Count);
        (double loss, int right) = (0, 0);
        for (int first = 0; first < order.Length; first += batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(batch, order.Length - first);
            images.Pick(order.AsSpan(first, count), inputs, labels);
            (double sum, int hits) = network.Differentiate(inputs.AsMemory(0, count * network.Inputs), labels.AsMemory(0, count));
            if (!double.IsFinite(sum))
            {
                throw new ArithmeticException($"The training diverged in epoch {Epochs + 1}: its loss is not finite. A smaller learning rate helps.");
            }

            (loss, right) = (loss + sum, right + hits);
            adam.Step(network.Parameters, network.Gradient, learningRate);
        }

        Epochs++;
        return (loss / images.Count, (double)right / images.Count);
    }

    /// <summary>Tests the network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="images">The images.</param>
    /// <returns>How often an image of a class was taken for each, shape [class · answer].</returns>
    public static int[] Test(ClassifierNetwork network, ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        const int part = 500;
        int[] confusion = new int[network.Classes * network.Classes];
        float[] inputs = new float[part * network.Inputs];
        byte[] labels = new byte[part];
        float[] outputs = new float[part * network.Classes];
        int[] all = [.. Enumerable.Range(0, images.Count)];
        for (int first = 0; first < all.Length; first += part)
        {
            int count = Math.Min(part, all.Length - first);
            images.Pick(all.AsSpan(first, count), inputs, labels);
            network.Infer(inputs.AsMemory(0, count * network.Inputs), count, outputs);
            for (int i = 0; i < count; i++)
            {
                confusion[(labels[i] * network.Classes) + SoftmaxEntropy.IndexOfLargest(outputs.AsSpan(i * network.Classes, network.Classes))]++;
            }
        }

        return confusion;
    }

    /// <summary>Share of right classes in a confusion matrix.</summary>
    /// <param name="confusion">Shape [class · answer].</param>
    public static double AccuracyOf(IReadOnlyList<int> confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        int classes = (int)Math.Round(Math.Sqrt(confusion.Count));
        return Enumerable.Range(0, classes).Sum(i => (double)confusion[(i * classes) + i]) / confusion.Sum();
    }
}
