using Lab.Models.Randomness;

namespace Lab.Models.Data;

/// <summary>Two half circles that reach into each other: a task of two features that no straight line solves.</summary>
public static class HalfMoons
{
    // Of both features, in radii: about what a straight line, which tells 88 %, leaves to be learned.
    private const double Noise = 0.1;

    /// <summary>Points at random, one after the other of each class, with Gaussian noise of 0.1 radii, scaled such that the moons
    /// and three standard deviations about them fill the unit square.</summary>
    /// <param name="count">How many points; at least 8.</param>
    /// <param name="seed">The seed of the points.</param>
    public static LabelledSamples Draw(int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 8);
        var random = RandomStream.For(seed, "task/half moons");
        double Scaled(double value, double least, double largest) =>
            Math.Clamp((value + (Noise * random.NextGaussian()) - least + (3 * Noise)) / (largest - least + (6 * Noise)), 0, 1);
        int[] classes = [.. Enumerable.Range(0, count).Select(i => i % 2)];
        return new LabelledSamples(
            [
                .. classes.Select(label =>
                {
                    double angle = Math.PI * random.NextDouble();
                    (double x, double y) =
                        label == 0 ? (Math.Cos(angle), Math.Sin(angle)) : (1 - Math.Cos(angle), 0.5 - Math.Sin(angle));
                    return (double[])[Scaled(x, -1, 2), Scaled(y, -0.5, 1)];
                }),
            ],
            classes);
    }
}
