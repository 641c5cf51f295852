namespace Lab.Models.Training;

/// <summary>Gradient descent with momentum: v ← μv − ηg, θ ← θ + v.</summary>
/// <param name="momentum">The share μ of a step that the next one keeps; 0 to below 1.</param>
public sealed class Sgd(double momentum = 0) : IOptimizer
{
    private readonly float momentum = momentum is >= 0 and < 1
        ? (float)momentum
        : throw new ArgumentOutOfRangeException(
            nameof(momentum), $"The momentum is {momentum}; it has to be 0 or more and below 1.");

    private float[] velocity = [];

    /// <inheritdoc/>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient, double learningRate)
    {
        OptimizerState.Require(ref velocity, parameters.Length, gradient.Length);
        float rate = (float)learningRate;
        for (int i = 0; i < parameters.Length; i++)
        {
            velocity[i] = (momentum * velocity[i]) - (rate * gradient[i]);
            parameters[i] += velocity[i];
        }
    }

    /// <inheritdoc/>
    public double[] Save() => [.. velocity.Select(value => (double)value)];

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<double> saved) => velocity = OptimizerState.Round(saved);
}
