namespace Lab.Models.Training.Schemes;

/// <summary>Physics-aware training (Wright et al., Nature 601, 549): forward on the bench, backward through the model at the
/// measured inputs of every layer.</summary>
public sealed class InTheLoop : ITrainingScheme
{
    /// <inheritdoc/>
    public bool MeasuresTheBench => true;

    /// <inheritdoc/>
    public ValueTask<BatchResult> DifferentiateAsync(INetwork network, TrainingBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.DifferentiateAsync(batch, ForwardPass.Measured, cancellationToken);
    }
}
