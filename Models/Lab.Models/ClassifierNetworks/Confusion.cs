using Lab.Models.Data;
using Lab.Models.Training;

namespace Lab.Models.ClassifierNetworks;

/// <summary>How often images of a class are taken for each.</summary>
public static class Confusion
{
    // Images that go through a network at once.
    private const int Part = 500;

    /// <summary>Tests a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="images">The images.</param>
    /// <returns>How often an image of a class was taken for each, shape [class · answer].</returns>
    public static int[] Of(ClassifierNetwork network, ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        int[] confusion = new int[network.Classes * network.Classes];
        float[] inputs = new float[Part * network.Inputs];
        byte[] labels = new byte[Part];
        float[] outputs = new float[Part * network.Classes];
        int[] all = [.. Enumerable.Range(0, images.Count)];
        for (int first = 0; first < all.Length; first += Part)
        {
            int count = Math.Min(Part, all.Length - first);
            images.Pick(all.AsSpan(first, count), inputs, labels);
            network.Infer(inputs.AsMemory(0, count * network.Inputs), count, outputs);
            for (int i = 0; i < count; i++)
            {
                confusion[(labels[i] * network.Classes)
                    + Answers.IndexOfLargest(outputs.AsSpan(i * network.Classes, network.Classes))]++;
            }
        }

        return confusion;
    }

    /// <summary>Share of correct answers in a confusion matrix.</summary>
    /// <param name="confusion">Shape [class · answer].</param>
    public static double AccuracyOf(IReadOnlyList<int> confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        int classes = (int)Math.Round(Math.Sqrt(confusion.Count));
        return Enumerable.Range(0, classes).Sum(i => (double)confusion[(i * classes) + i]) / confusion.Sum();
    }
}
