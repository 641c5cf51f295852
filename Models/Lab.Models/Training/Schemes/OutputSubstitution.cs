namespace Lab.Models.Training.Schemes;

/// <summary>Forward on the bench and in the model; the error comes from the measured outputs, everything else of the backward
/// pass from the model's own numbers.</summary>
public sealed class OutputSubstitution : ITrainingScheme
{
    /// <inheritdoc/>
    public bool MeasuresTheBench => true;

    /// <inheritdoc/>
    public ValueTask<BatchResult> DifferentiateAsync(INetwork network, TrainingBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.DifferentiateAsync(batch, ForwardPass.MeasuredOutputs, cancellationToken);
    }
}
