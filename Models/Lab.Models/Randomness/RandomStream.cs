using System.Numerics;

namespace Lab.Models.Randomness;

/// <summary>
/// A seeded stream of random numbers that is the same on every platform and every version of .NET: xoshiro256** (Blackman and
/// Vigna, ACM Trans. Math. Softw. 47, 36, 2021, doi:10.1145/3460772), seeded by SplitMix64.
/// </summary>
/// <remarks>Only integer arithmetic and the exactly rounded operations +, −, ×, / and √ are used; the logarithm behind
/// <see cref="NextGaussian"/> is computed here, because the one of the platform may differ in the last bit. A stream belongs to
/// one thread at a time.</remarks>
public sealed class RandomStream
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;
    private double spareGaussian;
    private bool hasSpareGaussian;

    /// <summary>Makes the stream of a seed. Every seed is good, zero included.</summary>
    public RandomStream(ulong seed)
    {
        var splitMix = new SplitMix64(seed);
        (s0, s1, s2, s3) = (splitMix.Next(), splitMix.Next(), splitMix.Next(), splitMix.Next());
    }

    /// <summary>Starts from a state instead of a seed, for comparison with the published sequence.</summary>
    internal RandomStream(ulong s0, ulong s1, ulong s2, ulong s3) => (this.s0, this.s1, this.s2, this.s3) = (s0, s1, s2, s3);

    /// <summary>One of many independent streams of a run: what is drawn for one purpose or index never moves what is drawn for
    /// another.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="purpose">The purpose of the numbers, such as <c>nanovoltmeter noise</c>.</param>
    /// <param name="index">The number of the stream among those of one purpose, such as the point of a sweep.
    /// Two indices never share a stream.</param>
    public static RandomStream For(ulong seed, string purpose, ulong index = 0)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        ulong mixed = SplitMix64.Mix(SplitMix64.Mix(seed) ^ StableHash(purpose));
        return new RandomStream(SplitMix64.Mix(mixed + (index * 0x9E3779B97F4A7C15)));
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A number from 0 up to but not including 1, evenly spread over the multiples of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The numbers from 0 on in a random order (Fisher and Yates).</summary>
    /// <param name="count">How many; not negative.</param>
    public int[] NextOrder(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = NextInt32(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    /// <summary>An integer from 0 up to but not including a bound, each as likely as the other.</summary>
    /// <param name="exclusiveMaximum">The bound. Positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int NextInt32(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);

        // Lemire's method (doi:10.1145/3230636): the high half of a product, redrawn in the few cases that would favour some
        // values.
        uint bound = (uint)exclusiveMaximum;
        uint threshold = (0 - bound) % bound;
        while (true)
        {
            ulong product = (NextUInt64() >> 32) * bound;
            if ((uint)product >= threshold)
            {
                return (int)(product >> 32);
            }
        }
    }

    /// <summary>A number from the normal distribution of mean 0 and standard deviation 1, by Marsaglia's polar method
    /// (doi:10.1137/1006063).</summary>
    public double NextGaussian()
    {
        if (hasSpareGaussian)
        {
            hasSpareGaussian = false;
            return spareGaussian;
        }

        while (true)
        {
            double x = (2 * NextDouble()) - 1;
            double y = (2 * NextDouble()) - 1;
            double square = (x * x) + (y * y);
            if (square is > 0 and < 1)
            {
                double factor = Math.Sqrt(-2 * StableLogarithm.Of(square) / square);
                spareGaussian = y * factor;
                hasSpareGaussian = true;
                return x * factor;
            }
        }
    }

    /// <summary>A number from the exponential distribution of mean 1: the time between events that come at random, in units of
    /// their mean time.</summary>
    public double NextExponential() => -StableLogarithm.Of(1 - NextDouble());

    /// <summary>FNV-1a over the UTF-16 code units; string.GetHashCode differs from process to process.</summary>
    private static ulong StableHash(string text)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char unit in text)
        {
            hash = (hash ^ (byte)unit) * 0x100000001B3;
            hash = (hash ^ (byte)(unit >> 8)) * 0x100000001B3;
        }

        return hash;
    }
}
