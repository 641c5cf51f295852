namespace Lab.Models.Training;

/// <summary>Gradient descent with momentum: v ← μv − ηg, θ ← θ + v.</summary>
/// <param name="momentum">The share μ of a step that the next one keeps; 0 to below 1.</param>
public sealed class Sgd(double momentum = 0) : IOptimizer
{
    private readonly double momentum = momentum is >= 0 and < 1
        ? momentum
        : throw new ArgumentOutOfRangeException(
            nameof(momentum), $"The momentum is {momentum}; it has to be 0 or more and below 1.");

    private double[] velocity = [];

    /// <inheritdoc/>
    public void Step(Span<double> parameters, ReadOnlySpan<double> gradient, double learningRate)
    {
        OptimizerState.Require(ref velocity, parameters.Length, gradient.Length);
        for (int i = 0; i < parameters.Length; i++)
        {
            velocity[i] = (momentum * velocity[i]) - (learningRate * gradient[i]);
            parameters[i] += velocity[i];
        }
    }

    /// <inheritdoc/>
    public double[] Save() => [.. velocity];

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<double> saved) => velocity = saved.ToArray();
}
