namespace Lab.Models.Training.Schemes;

/// <summary>Forward and backward in the model; the bench gets the finished parameters.</summary>
public sealed class OffChip : ITrainingScheme
{
    /// <inheritdoc/>
    public bool MeasuresTheBench => false;

    /// <inheritdoc/>
    public ValueTask<BatchResult> DifferentiateAsync(INetwork network, TrainingBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.DifferentiateAsync(batch, ForwardPass.Model, cancellationToken);
    }
}
