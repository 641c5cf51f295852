namespace Lab.Models.Training;

/// <summary>A network that a <see cref="Trainer"/> trains, in single precision: parameters, forward pass, backward
/// pass.</summary>
/// <remarks>Used by one caller at a time.</remarks>
public interface INetwork
{
    /// <summary>Numbers of a sample.</summary>
    int InputCount { get; }

    /// <summary>Numbers of a sample's target.</summary>
    int TargetCount { get; }

    /// <summary>The groups of the parameters, one after the other.</summary>
    IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>All parameters, shape [parameter]; a training changes them in place.</summary>
    float[] Parameters { get; }

    /// <summary>The derivatives of the mean loss by the parameters that <see cref="DifferentiateAsync"/> found, shape
    /// [parameter].</summary>
    float[] Gradient { get; }

    /// <summary>Forward and backward pass of samples, at the present parameters.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="pass">Where the numbers of the forward pass come from.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The result of the forward pass; <see cref="Gradient"/> has the derivatives.</returns>
    ValueTask<BatchResult> DifferentiateAsync(TrainingBatch batch, ForwardPass pass, CancellationToken cancellationToken);

    /// <summary>Forward pass alone.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="pass">Where the numbers come from.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    ValueTask<BatchResult> EvaluateAsync(TrainingBatch batch, ForwardPass pass, CancellationToken cancellationToken);

    /// <summary>Moves the parameters to the nearest ones that can be set.</summary>
    void Project()
    {
    }
}
