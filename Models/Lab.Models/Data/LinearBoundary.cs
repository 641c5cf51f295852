using Lab.Models.Randomness;

namespace Lab.Models.Data;

/// <summary>A task whose best answer is known: points in the unit square, divided by a straight line.</summary>
public static class LinearBoundary
{
    /// <summary>Points at random, by a line that falls or rises at random and leaves at least a quarter of the square on either
    /// side.</summary>
    /// <param name="count">How many points; at least 8.</param>
    /// <param name="seed">The seed of line and points.</param>
    public static LabelledSamples Draw(int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 8);
        var random = RandomStream.For(seed, "task/linear boundary");
        double[][] features = [.. Enumerable.Range(0, count).Select(_ => (double[])[random.NextDouble(), random.NextDouble()])];
        while (true)
        {
            double angle = Math.Tau * random.NextDouble();
            double offset = random.NextDouble() - 0.5;
            int[] classes =
            [
                .. features.Select(point => (Math.Cos(angle) * (point[0] - 0.5)) + (Math.Sin(angle) * (point[1] - 0.5)) > offset
                    ? 1
                    : 0),
            ];
            if (Math.Min(classes.Sum(), count - classes.Sum()) * 4 >= count)
            {
                return new LabelledSamples(features, classes);
            }
        }
    }
}
