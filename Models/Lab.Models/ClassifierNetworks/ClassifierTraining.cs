using Lab.Models.Data;
using Lab.Models.Randomness;
using Lab.Models.Training;

namespace Lab.Models.ClassifierNetworks;

/// <summary>Trains a network on images with Adam, in an order of its own in every epoch; the last step of an epoch has fewer
/// images where they do not divide.</summary>
/// <param name="network">The network.</param>
/// <param name="batch">Images of a step; positive.</param>
/// <param name="seed">Seed of the orders.</param>
public sealed class ClassifierTraining(ClassifierNetwork network, int batch, ulong seed)
{
    private readonly float[] kept = new float[network.Parameters.Length];

    private readonly SingleAdam adam = new(network.Parameters.Length);
    private readonly float[] inputs = new float[batch * network.Inputs];
    private readonly byte[] labels = new byte[batch];

    /// <summary>Standard deviation of noise that every detuning gets anew in each step, in linewidths: the network learns to bear
    /// devices that are off.</summary>
    public double DetuningNoise { get; init; }

    /// <summary>How far the parameters are moved uphill before the derivatives are taken, as a Euclidean distance:
    /// sharpness-aware training (Foret and others, arXiv:2010.01412).</summary>
    public double SharpnessRadius { get; init; }

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
    public (double Loss, double Accuracy) TrainEpoch(
        ImageSet images, double learningRate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        int[] order = RandomStream.For(seed, "classifier/order", (ulong)Epochs).NextOrder(images.Count);
        var noise = RandomStream.For(seed, "classifier/noise", (ulong)Epochs);
        (double loss, int right) = (0, 0);
        for (int first = 0; first < order.Length; first += batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(batch, order.Length - first);
            images.Pick(order.AsSpan(first, count), inputs, labels);
            (double sum, int hits) = Differentiate(inputs.AsMemory(0, count * network.Inputs), labels.AsMemory(0, count), noise);
            if (!double.IsFinite(sum))
            {
                throw new ArithmeticException(
                    $"The training diverged in epoch {Epochs + 1}: its loss is not finite. A smaller learning rate helps.");
            }

            (loss, right) = (loss + sum, right + hits);
            adam.Step(network.Parameters, network.Gradient, learningRate);
        }

        Epochs++;
        return (loss / images.Count, (double)right / images.Count);
    }

    private (double Loss, int Right) Differentiate(ReadOnlyMemory<float> images, ReadOnlyMemory<byte> classes, RandomStream noise)
    {
        if (DetuningNoise == 0 && SharpnessRadius == 0)
        {
            return network.Differentiate(images, classes);
        }

        network.Parameters.CopyTo(kept, 0);
        if (DetuningNoise > 0)
        {
            foreach (ParameterGroup group in network.Groups.Where(group => group.Name.EndsWith(
                "_detuning", StringComparison.Ordinal)))
            {
                foreach (ref float detuning in network.Of(group))
                {
                    detuning += (float)(DetuningNoise * noise.NextGaussian());
                }
            }
        }

        (double Loss, int Right) result = network.Differentiate(images, classes);
        if (SharpnessRadius > 0)
        {
            double norm = Math.Sqrt(network.Gradient.Sum(value => (double)value * value));
            float step = (float)(norm > 0 ? SharpnessRadius / norm : 0);
            for (int i = 0; i < kept.Length; i++)
            {
                network.Parameters[i] += step * network.Gradient[i];
            }

            network.Differentiate(images, classes);
        }

        kept.CopyTo(network.Parameters, 0);
        return result;
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
                confusion[(labels[i] * network.Classes)
                    + SoftmaxEntropy.IndexOfLargest(outputs.AsSpan(i * network.Classes, network.Classes))]++;
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
