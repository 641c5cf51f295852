namespace Lab.Models.Training;

/// <summary><see cref="Losses.SoftmaxCrossEntropy"/> of a batch whose targets are classes.</summary>
public static class SoftmaxEntropy
{
    /// <summary>The loss of a batch.</summary>
    /// <param name="outputs">Unnormalised log-probabilities, shape [sample · class].</param>
    /// <param name="labels">The class of each sample, shape [sample].</param>
    /// <param name="gradient">Receives the derivatives of the mean loss, shape [sample · class].</param>
    /// <param name="batch">Samples that the mean is taken over.</param>
    /// <returns>The sum of the samples' losses in nats, and how many of the largest outputs are those of the class.</returns>
    public static (double Loss, int Correct) Differentiate(
        ReadOnlySpan<float> outputs, ReadOnlySpan<byte> labels, Span<float> gradient, int batch)
    {
        int classes = outputs.Length / labels.Length;
        Span<float> targets = stackalloc float[classes];
        targets.Clear();
        (double loss, int correct) = (0, 0);
        for (int sample = 0; sample < labels.Length; sample++)
        {
            ReadOnlySpan<float> row = outputs.Slice(sample * classes, classes);
            targets[labels[sample]] = 1;
            correct += Answers.IndexOfLargest(row) == labels[sample] ? 1 : 0;
            loss += Losses.SoftmaxCrossEntropy.Evaluate(row, targets, gradient.Slice(sample * classes, classes), batch);
            targets[labels[sample]] = 0;
        }

        return (loss, correct);
    }
}
