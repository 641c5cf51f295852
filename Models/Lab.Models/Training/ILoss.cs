namespace Lab.Models.Training;

/// <summary>The quantity that a training minimises: a number from outputs and targets, and its derivative by the
/// outputs.</summary>
public interface ILoss
{
    /// <summary>The loss of one reading.</summary>
    /// <param name="outputs">The outputs that the network gave, shape [output].</param>
    /// <param name="targets">The outputs that it should give, shape [output].</param>
    /// <param name="gradient">Receives the derivative of the mean loss by each output, shape [output]; may be the memory of the
    /// outputs.</param>
    /// <param name="count">Readings that the mean is taken over.</param>
    /// <returns>The loss of this reading.</returns>
    double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient, double count = 1);
}
