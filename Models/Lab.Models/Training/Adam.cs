namespace Lab.Models.Training;

/// <summary>Adam (Kingma and Ba, arXiv:1412.6980, algorithm 1): steps scaled by running means of the gradient and of its
/// square.</summary>
/// <param name="firstDecay">Decay β1 of the mean; 0 to below 1.</param>
/// <param name="secondDecay">Decay β2 of the mean square; 0 to below 1.</param>
/// <param name="epsilon">Keeps the step finite where the gradient vanishes; positive.</param>
public sealed class Adam(double firstDecay = 0.9, double secondDecay = 0.999, double epsilon = 1e-8) : IOptimizer
{
    private readonly double firstDecay = RequireDecay(firstDecay, nameof(firstDecay));
    private readonly double secondDecay = RequireDecay(secondDecay, nameof(secondDecay));
    private readonly double epsilon = epsilon > 0
        ? epsilon
        : throw new ArgumentOutOfRangeException(nameof(epsilon), $"ε is {epsilon}; it has to be positive.");
    private double[] mean = [];
    private double[] meanSquare = [];
    private int steps;

    /// <inheritdoc/>
    public void Step(Span<double> parameters, ReadOnlySpan<double> gradient, double learningRate)
    {
        OptimizerState.Require(ref mean, parameters.Length, gradient.Length);
        OptimizerState.Require(ref meanSquare, parameters.Length, gradient.Length);
        steps++;
        double firstCorrection = 1 - Math.Pow(firstDecay, steps);
        double secondCorrection = 1 - Math.Pow(secondDecay, steps);
        for (int i = 0; i < parameters.Length; i++)
        {
            mean[i] = (firstDecay * mean[i]) + ((1 - firstDecay) * gradient[i]);
            meanSquare[i] = (secondDecay * meanSquare[i]) + ((1 - secondDecay) * gradient[i] * gradient[i]);
            parameters[i] -= learningRate * (mean[i] / firstCorrection) / (Math.Sqrt(meanSquare[i] / secondCorrection) + epsilon);
        }
    }

    /// <inheritdoc/>
    public double[] Save() => [steps, .. mean, .. meanSquare];

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<double> saved)
    {
        if (saved.Length == 0 || int.IsEvenInteger(saved.Length) || saved[0] != Math.Floor(saved[0])
            || !(saved[0] >= 0 && saved[0] <= int.MaxValue))
        {
            throw new ArgumentException(
                $"{saved.Length} numbers are not what this optimiser saves: the number of steps, then two for each parameter.",
                nameof(saved));
        }

        int count = saved.Length / 2;
        steps = (int)saved[0];
        mean = saved.Slice(1, count).ToArray();
        meanSquare = saved[(1 + count)..].ToArray();
    }

    private static double RequireDecay(double value, string name) =>
        value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(name, $"The decay is {value}; it has to be 0 or more and below 1.");
}
