using Lab.Models.Kernels;
using Lab.Models.Training;

namespace Lab.Models.ImageReservoirs;

/// <summary>Linear read-outs of the first nodes of a row of them: a score for each class, the largest of which is the
/// answer.</summary>
public sealed class ClassReadout
{
    private readonly float[] weights;
    private readonly float[] biases;

    /// <summary>Takes weights.</summary>
    /// <param name="weights">Shape [class · node].</param>
    /// <param name="biases">Shape [class].</param>
    internal ClassReadout(float[] weights, float[] biases) => (this.weights, this.biases) = (weights, biases);

    /// <summary>How many classes.</summary>
    public int Classes => biases.Length;

    /// <summary>How many of the first nodes it reads.</summary>
    public int Nodes => weights.Length / biases.Length;

    /// <summary>The answer to the states of one image, such as those that a bench has read.</summary>
    /// <param name="states">The states, shape [node].</param>
    /// <returns>The class.</returns>
    public byte AnswerTo(ReadOnlySpan<float> states)
    {
        if (states.Length != Nodes)
        {
            throw new ArgumentException($"A read-out of {Nodes} nodes does not read {states.Length}.", nameof(states));
        }

        float[] scores = new float[Classes];
        for (int label = 0; label < scores.Length; label++)
        {
            float score = biases[label];
            for (int node = 0; node < states.Length; node++)
            {
                score += weights[(label * states.Length) + node] * states[node];
            }

            scores[label] = score;
        }

        return (byte)Answers.IndexOfLargest(scores);
    }

    /// <summary>Asks several read-outs of the same nodes about images, which are shown once.</summary>
    /// <param name="readouts">The read-outs.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="images">The images.</param>
    /// <param name="purpose">The purpose of the images, which keeps the heat of one set apart from that of another.</param>
    /// <param name="threads">Threads; they change no result.</param>
    /// <param name="cancellationToken">Ends it between blocks.</param>
    /// <returns>The answers, shape [read-out][image].</returns>
    public static byte[][] Answer(
        IReadOnlyList<ClassReadout> readouts, ImageNodes nodes, ComponentImages images, string purpose, int threads = 1,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(readouts);
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(images);
        const int width = ComponentImages.BlockLength;
        byte[][] answers = [.. readouts.Select(_ => new byte[images.Count])];
        float[] states = new float[nodes.Count * width];
        float[] image = new float[images.Classes];
        for (int block = 0; block < images.BlockCount; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            nodes.Fill(images, block, purpose, states);
            int first = block * width;
            int count = images.CountOf(block);
            for (int index = 0; index < readouts.Count; index++)
            {
                ClassReadout readout = readouts[index];
                float[] scores = new float[readout.Classes * width];
                MatrixProduct.Multiply(
                    readout.weights, states.AsMemory(0, readout.Nodes * width), scores, readout.Classes, width, readout.Nodes,
                    threads: threads);
                for (int i = 0; i < count; i++)
                {
                    for (int label = 0; label < image.Length; label++)
                    {
                        image[label] = scores[(label * width) + i] + readout.biases[label];
                    }

                    answers[index][first + i] = (byte)Answers.IndexOfLargest(image);
                }
            }
        }

        return answers;
    }
}
