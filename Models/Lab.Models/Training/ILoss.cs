namespace Lab.Models.Training;

/// <summary>What a training makes small: a number from outputs and targets, and its derivative by the outputs.</summary>
public interface ILoss
{
    /// <summary>The loss of one sample.</summary>
    /// <param name="outputs">What the network gave, shape [output].</param>
    /// <param name="targets">What it should give, shape [output].</param>
    /// <param name="gradient">Receives the derivative by each output, shape [output].</param>
    double Evaluate(ReadOnlySpan<double> outputs, ReadOnlySpan<double> targets, Span<double> gradient);
}
