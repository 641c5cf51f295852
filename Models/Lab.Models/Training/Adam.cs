using System.Numerics;

namespace Lab.Models.Training;

/// <summary>Adam (Kingma and Ba, arXiv:1412.6980, algorithm 1): steps scaled by running means of the gradient and of its square.
/// In single precision, a vector at a time.</summary>
/// <param name="firstDecay">Decay β1 of the mean; 0 to below 1.</param>
/// <param name="secondDecay">Decay β2 of the mean square; 0 to below 1.</param>
/// <param name="epsilon">Keeps the step finite where the gradient vanishes; positive.</param>
public sealed class Adam(double firstDecay = 0.9, double secondDecay = 0.999, double epsilon = 1e-8) : IOptimizer
{
    private readonly float firstDecay = RequireDecay(firstDecay, nameof(firstDecay));
    private readonly float secondDecay = RequireDecay(secondDecay, nameof(secondDecay));
    private readonly float epsilon = epsilon > 0
        ? (float)epsilon
        : throw new ArgumentOutOfRangeException(nameof(epsilon), $"ε is {epsilon}; it has to be positive.");

    private float[] mean = [];
    private float[] meanSquare = [];
    private int steps;

    /// <inheritdoc/>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient, double learningRate)
    {
        OptimizerState.Require(ref mean, parameters.Length, gradient.Length);
        OptimizerState.Require(ref meanSquare, parameters.Length, gradient.Length);
        steps++;
        float rate = (float)(learningRate / (1 - Math.Pow(firstDecay, steps)));
        float correction = (float)(1 / (1 - Math.Pow(secondDecay, steps)));
        float firstShare = 1 - firstDecay;
        float secondShare = 1 - secondDecay;
        int i = 0;
        for (; i <= mean.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var g = new Vector<float>(gradient[i..]);
            Vector<float> first = (new Vector<float>(mean, i) * firstDecay) + (g * firstShare);
            Vector<float> second = (new Vector<float>(meanSquare, i) * secondDecay) + (g * g * secondShare);
            first.CopyTo(mean, i);
            second.CopyTo(meanSquare, i);
            Vector<float> root = Vector.SquareRoot(second * correction) + new Vector<float>(epsilon);
            (new Vector<float>(parameters[i..]) - (first * rate / root)).CopyTo(parameters[i..]);
        }

        for (; i < mean.Length; i++)
        {
            float g = gradient[i];
            mean[i] = (mean[i] * firstDecay) + (g * firstShare);
            meanSquare[i] = (meanSquare[i] * secondDecay) + (g * g * secondShare);
            parameters[i] -= mean[i] * rate / (MathF.Sqrt(meanSquare[i] * correction) + epsilon);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The number of steps, then the means, then the mean squares.</remarks>
    public double[] Save() => [steps, .. mean.Select(value => (double)value), .. meanSquare.Select(value => (double)value)];

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
        mean = OptimizerState.Round(saved.Slice(1, count));
        meanSquare = OptimizerState.Round(saved[(1 + count)..]);
    }

    private static float RequireDecay(double value, string name) => value is >= 0 and < 1
        ? (float)value
        : throw new ArgumentOutOfRangeException(name, $"The decay is {value}; it has to be 0 or more and below 1.");
}
