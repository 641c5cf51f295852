using Lab.Models.StochasticOscillators;

namespace Lab.Models.Randomness;

/// <summary>White noise for long records: normal numbers in single precision, drawn as many at once as a vector of the processor
/// takes, some nanoseconds each.</summary>
/// <remarks>Follows from its seed alone, in whatever pieces it is taken; the last bits differ between widths of vectors. Numbers
/// that must be the same on every platform come from <see cref="RandomStream.NextGaussian"/>. Belongs to one thread at a
/// time.</remarks>
public sealed class WhiteNoise
{
    /// <summary>Streams beside each other, so that none waits for itself.</summary>
    private const int Row = 64;

    private readonly GaussianStreams streams;
    private readonly float[] drawn = new float[16 * Row];
    private int taken;

    /// <summary>Begins the noise.</summary>
    /// <param name="seed">Its seed; every seed is good.</param>
    public WhiteNoise(ulong seed)
    {
        streams = new GaussianStreams(seed, "white noise", 0, Row);
        taken = drawn.Length;
    }

    /// <summary>Adds noise to samples.</summary>
    /// <param name="deviation">Its standard deviation, in the unit of the samples. Not negative.</param>
    /// <param name="samples">The samples, shape [time].</param>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is negative or no number.</exception>
    public void AddTo(float deviation, Span<float> samples)
    {
        if (!(deviation >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "A standard deviation is not negative.");
        }

        while (!samples.IsEmpty)
        {
            if (taken == drawn.Length)
            {
                streams.Fill(drawn, 1);
                taken = 0;
            }

            Span<float> part = samples[..Math.Min(samples.Length, drawn.Length - taken)];
            ReadOnlySpan<float> noise = drawn.AsSpan(taken, part.Length);
            for (int i = 0; i < part.Length; i++)
            {
                part[i] += deviation * noise[i];
            }

            taken += part.Length;
            samples = samples[part.Length..];
        }
    }
}
