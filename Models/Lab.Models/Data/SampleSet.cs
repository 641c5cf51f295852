using Lab.Models.Training;

namespace Lab.Models.Data;

/// <summary>Samples and their targets in single precision.</summary>
/// <param name="Inputs">The inputs, shape [sample · input].</param>
/// <param name="Targets">The outputs that a network should give, shape [sample · target]; for classes a one among zeros.</param>
/// <param name="Count">How many samples.</param>
public sealed record SampleSet(float[] Inputs, float[] Targets, int Count) : ITrainingData
{
    /// <summary>All samples in their order.</summary>
    public TrainingBatch All => new(Inputs, Targets, Count);

    /// <summary>Samples with classes.</summary>
    /// <param name="inputs">The inputs, shape [sample · input].</param>
    /// <param name="labels">The class of each sample, from 0, shape [sample].</param>
    /// <param name="classes">How many classes there are.</param>
    public static SampleSet OfClasses(float[] inputs, IReadOnlyList<int> labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        float[] targets = new float[labels.Count * classes];
        for (int i = 0; i < labels.Count; i++)
        {
            targets[(i * classes) + labels[i]] = 1;
        }

        return new SampleSet(inputs, targets, labels.Count);
    }

    /// <inheritdoc/>
    public void Pick(ReadOnlySpan<int> members, Span<float> inputs, Span<float> targets)
    {
        (int inputCount, int targetCount) = (Inputs.Length / Count, Targets.Length / Count);
        for (int i = 0; i < members.Length; i++)
        {
            Inputs.AsSpan(members[i] * inputCount, inputCount).CopyTo(inputs[(i * inputCount)..]);
            Targets.AsSpan(members[i] * targetCount, targetCount).CopyTo(targets[(i * targetCount)..]);
        }
    }
}
