using Lab.Models.Randomness;
using Lab.Models.Training;

namespace Lab.Models.Tests;

/// <summary>Holds the derivatives of a network against central differences of its loss.</summary>
internal static class Slopes
{
    /// <summary>Along a random direction in each group of parameters: single ones change the loss by less than its
    /// rounding.</summary>
    /// <param name="network">The network; its gradient is that of the batch.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="pass">Where the numbers come from.</param>
    /// <param name="tolerance">Largest relative error.</param>
    public static async Task AgreeAsync(INetwork network, TrainingBatch batch, ForwardPass pass, double tolerance)
    {
        var random = RandomStream.For(1, "direction");
        float[] gradient = [.. network.Gradient];
        foreach (ParameterGroup group in network.Groups)
        {
            double norm = Math.Sqrt(gradient.AsSpan(group.First, group.Count).ToArray().Sum(value => (double)value * value));
            Assert.True(norm > 0, $"{group.Name} has no derivatives");
            double[] direction =
            [
                .. Enumerable.Range(group.First, group.Count)
                    .Select(i => (gradient[i] / norm) + (0.3 * random.NextGaussian() / Math.Sqrt(group.Count))),
            ];
            double expected = direction.Select((value, i) => value * gradient[group.First + i]).Sum();
            double size = 3e-3 * group.Scale;
            double found = (await LossAsync(group, direction, size) - await LossAsync(group, direction, -size)) / (2 * size);
            Assert.True(Math.Abs(found - expected) <= tolerance * Math.Abs(expected),
                $"{group.Name}: {found} by differences, {expected} by the network");
        }

        async Task<double> LossAsync(ParameterGroup group, double[] direction, double size)
        {
            float[] kept = [.. network.Parameters];
            for (int i = 0; i < direction.Length; i++)
            {
                network.Parameters[group.First + i] += (float)(size * direction[i]);
            }

            double loss = (await network.EvaluateAsync(batch, pass, default)).Loss;
            kept.CopyTo(network.Parameters, 0);
            return loss;
        }
    }
}
