namespace Lab.Models.Training;

/// <summary>How a <see cref="Trainer"/> goes on.</summary>
/// <param name="Batch">Samples of a step; at least 1.</param>
/// <param name="Seed">Seed of the orders.</param>
public sealed record TrainerOptions(int Batch, ulong Seed)
{
    /// <summary>Each derivative is held within it, of either sign, in the inverse of the parameter's scale.</summary>
    public double LargestDerivative { get; init; } = double.PositiveInfinity;

    /// <summary>Whether the learning rate falls from epoch to epoch, and not from step to step.</summary>
    public bool IsRateByEpoch { get; init; }

    /// <summary>A mean loss above it is none that a training comes back from.</summary>
    public double DivergedLoss { get; init; } = double.PositiveInfinity;

    /// <summary>Name of the stream of random numbers that orders the samples of each epoch.</summary>
    public string OrderStream { get; init; } = "network/order";
}
