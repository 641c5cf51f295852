namespace Lab.Models.Training;

/// <summary>Samples that a training goes through.</summary>
public interface ITrainingData
{
    /// <summary>How many samples.</summary>
    int Count { get; }

    /// <summary>Copies samples.</summary>
    /// <param name="members">Which ones.</param>
    /// <param name="inputs">Receives their inputs, shape [sample · input].</param>
    /// <param name="targets">Receives their targets, shape [sample · target].</param>
    void Pick(ReadOnlySpan<int> members, Span<float> inputs, Span<float> targets);
}
