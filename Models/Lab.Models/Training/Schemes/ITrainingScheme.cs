namespace Lab.Models.Training.Schemes;

/// <summary>Where a training takes its derivatives from: how the forward pass of a batch is obtained, and at which
/// parameters.</summary>
/// <remarks>An object belongs to one training. Schemes that move the parameters leave them as they were.</remarks>
public interface ITrainingScheme
{
    /// <summary>Whether a bench is measured while the training goes on.</summary>
    bool MeasuresTheBench { get; }

    /// <summary>Called before the first step of each epoch, and before each step outside of epochs: sources of random numbers
    /// start anew.</summary>
    /// <param name="index">Number of the epoch or of the step.</param>
    void Begin(ulong index)
    {
    }

    /// <summary>Finds the derivatives of a batch.</summary>
    /// <param name="network">The network; its <see cref="INetwork.Gradient"/> has them then.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="cancellationToken">Ends it at once; the parameters are as they were then.</param>
    /// <returns>The result of the first forward pass, and all that was measured.</returns>
    ValueTask<BatchResult> DifferentiateAsync(INetwork network, TrainingBatch batch, CancellationToken cancellationToken);
}
