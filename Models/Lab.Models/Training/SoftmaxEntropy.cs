namespace Lab.Models.Training;

/// <summary><see cref="Losses.SoftmaxCrossEntropy"/> of a batch in single precision.</summary>
public static class SoftmaxEntropy
{
    /// <summary>The loss of a batch.</summary>
    /// <param name="outputs">Unnormalised log-probabilities, shape [sample · class].</param>
    /// <param name="labels">The class of each sample, shape [sample].</param>
    /// <param name="gradient">Receives the derivatives of the mean loss, shape [sample · class].</param>
    /// <param name="batch">Samples that the mean is taken over.</param>
    /// <returns>The sum of the samples' losses in nats, and how many of the largest outputs are those of the class.</returns>
    public static (double Loss, int Right) Differentiate(
        ReadOnlySpan<float> outputs, ReadOnlySpan<byte> labels, Span<float> gradient, int batch)
    {
        int classes = outputs.Length / labels.Length;
        Span<double> powers = stackalloc double[classes];
        (double loss, int right) = (0, 0);
        for (int sample = 0; sample < labels.Length; sample++)
        {
            ReadOnlySpan<float> row = outputs.Slice(sample * classes, classes);
            int largest = IndexOfLargest(row);
            double sum = 0;
            for (int i = 0; i < classes; i++)
            {
                powers[i] = Math.Exp(row[i] - row[largest]);
                sum += powers[i];
            }

            int label = labels[sample];
            loss += Math.Log(sum) - (row[label] - row[largest]);
            right += largest == label ? 1 : 0;
            Span<float> to = gradient.Slice(sample * classes, classes);
            for (int i = 0; i < classes; i++)
            {
                to[i] = (float)(((powers[i] / sum) - (i == label ? 1 : 0)) / batch);
            }
        }

        return (loss, right);
    }

    /// <summary>Where the largest number is; the first of equal ones.</summary>
    public static int IndexOfLargest(ReadOnlySpan<float> row)
    {
        int largest = 0;
        for (int i = 1; i < row.Length; i++)
        {
            largest = row[i] > row[largest] ? i : largest;
        }

        return largest;
    }
}
