using Lab.Models.Training;
using Lab.Models.Training.Schemes;

namespace Lab.Models.StochasticSynapses;

/// <summary>Off the chip with samples that are drawn anew in every epoch, the same ones whether or not the training was taken up
/// in between.</summary>
/// <param name="network">The trained network.</param>
public sealed class SampledEpochs(StochasticPerceptron network) : ITrainingScheme
{
    /// <inheritdoc/>
    public bool MeasuresTheBench => false;

    /// <inheritdoc/>
    public void Begin(ulong index) => network.Restart(index);

    /// <inheritdoc/>
    public ValueTask<BatchResult> DifferentiateAsync(INetwork network, TrainingBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.DifferentiateAsync(batch, ForwardPass.Model, cancellationToken);
    }
}
