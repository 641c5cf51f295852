using Lab.Models.Kernels;
using Lab.Models.Randomness;

namespace Lab.Models.Tests.Kernels;

/// <summary>Rows of all lengths give what one number after the other gives.</summary>
public sealed class LinesTests
{
    private const int Longest = 40;
    private const double DoubleRounding = 1e-14;

    [Fact]
    public void EachOfThem_AnyLength_IsThatOfItsNumbers()
    {
        var random = RandomStream.For(1, "lines");
        for (int length = 0; length <= Longest; length++)
        {
            double[] a = [.. Enumerable.Range(0, length).Select(_ => random.NextGaussian())];
            double[] b = [.. Enumerable.Range(0, length).Select(_ => random.NextGaussian())];
            float[] x = [.. a.Select(number => (float)number)];
            float[] y = [.. b.Select(number => (float)number)];

            Assert.Equal(x.Zip(y, (one, other) => one - other), Changed(x, line => Lines.Subtract(line, y)));
            Assert.Equal(x.Select(one => one - 0.7f), Changed(x, line => Lines.Subtract(line, 0.7f)));
            Assert.Equal(
                x.Select(one => Math.Clamp(0.2f + (0.9f * one), -0.5f, 0.5f)),
                Changed(x, line => Lines.Bound(line, 0.9f, 0.2f, -0.5f, 0.5f)));
            Assert.Equal(a.Zip(b, (one, other) => one * other).Sum(), Lines.Dot(a, b), DoubleRounding * (1 + length));

            double[] sum = [.. b];
            Lines.AddMultiple(a, 0.3, sum);
            Lines.AddMultiples(a, -0.3, b, 2, sum);
            Assert.All(Enumerable.Range(0, length), i => Assert.Equal(3 * b[i], sum[i], DoubleRounding));
        }
    }

    private static float[] Changed(float[] numbers, Action<float[]> change)
    {
        float[] copy = [.. numbers];
        change(copy);
        return copy;
    }
}
