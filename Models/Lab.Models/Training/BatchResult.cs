namespace Lab.Models.Training;

/// <summary>The result of a forward pass of samples. A sample has one reading, or one after each step of a sequence.</summary>
/// <param name="LossSum">Sum of the losses of all readings.</param>
/// <param name="Correct">Readings whose answer is that of the target.</param>
/// <param name="Readings">How many readings.</param>
/// <param name="Measured">Samples that were measured on a bench for it.</param>
public readonly record struct BatchResult(double LossSum, int Correct, int Readings, long Measured)
{
    /// <summary>The values that were read out, shape [sample · output], where the network keeps them; otherwise empty.</summary>
    public ReadOnlyMemory<float> Outputs { get; init; }

    /// <summary>Mean loss of a reading.</summary>
    public double Loss => LossSum / Readings;

    /// <summary>Share of the readings whose answer is correct.</summary>
    public double Accuracy => (double)Correct / Readings;

    /// <summary>Both together, without their outputs.</summary>
    /// <param name="other">The other.</param>
    public BatchResult Plus(BatchResult other) =>
        new(LossSum + other.LossSum, Correct + other.Correct, Readings + other.Readings, Measured + other.Measured);
}
