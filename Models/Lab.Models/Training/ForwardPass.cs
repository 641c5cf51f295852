namespace Lab.Models.Training;

/// <summary>Where a forward pass takes its numbers from. A network that is computed alone is its own model, and all are the same
/// to it.</summary>
public enum ForwardPass
{
    /// <summary>The model: nothing is measured.</summary>
    Model,

    /// <summary>The bench: the numbers between all layers are measured, and the backward pass follows them.</summary>
    Measured,

    /// <summary>Both: the error comes from the measured outputs, everything else of the backward pass from the model.</summary>
    MeasuredOutputs,
}
