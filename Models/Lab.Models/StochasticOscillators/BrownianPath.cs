using System.Numerics;
using System.Runtime.InteropServices;

namespace Lab.Models.StochasticOscillators;

/// <summary>
/// The Brownian motion that drives oscillators, as increments over equal steps; two motions for each, one for each part of its
/// amplitude. A path knows no solver: <see cref="Halved"/> is the same motion, seen at half the step.
/// </summary>
/// <remarks>The motion of an oscillator follows from seed, purpose and its number alone, whatever others are beside it. A halved
/// path draws the middle of each step by Lévy's construction (Kloeden and Platen, 1992, ch. 2.4). Belongs to one thread at a
/// time.</remarks>
public sealed class BrownianPath
{
    /// <summary>Oscillators are kept in rows of a multiple of it, the lanes of the widest vector.</summary>
    internal const int RowMultiple = 16;

    private readonly (ulong Seed, string Purpose, ulong First) origin;
    private readonly GaussianStreams streams;
    private readonly BrownianPath? coarse;
    private readonly int halvings;
    private float[] coarseIncrements = [];
    private float[] single = [];

    /// <summary>Begins a path.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="purpose">The purpose of the noise, so that two uses are independent.</param>
    /// <param name="count">Oscillators. Positive.</param>
    /// <param name="stepSeconds">The step, s. Positive.</param>
    /// <param name="first">The number of the first oscillator.</param>
    public BrownianPath(ulong seed, string purpose, int count, double stepSeconds, ulong first = 0)
        : this((seed, purpose, first), count, stepSeconds, halvings: 0)
    {
    }

    private BrownianPath((ulong Seed, string Purpose, ulong First) origin, int count, double stepSeconds, int halvings)
    {
        ArgumentNullException.ThrowIfNull(origin.Purpose);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepSeconds);
        (this.origin, Count, StepSeconds, this.halvings) = (origin, count, stepSeconds, halvings);
        Row = RowOf(count);
        coarse = halvings > 0 ? new BrownianPath(origin, count, 2 * stepSeconds, halvings - 1) : null;
        streams = new GaussianStreams(
            origin.Seed, halvings == 0 ? origin.Purpose : $"{origin.Purpose}, halved {halvings}", origin.First, Row);
    }

    /// <summary>Oscillators.</summary>
    public int Count { get; }

    /// <summary>Numbers of a row: the oscillators, rounded up to a multiple of 16.</summary>
    public int Row { get; }

    /// <summary>The step, s.</summary>
    public double StepSeconds { get; }

    /// <summary>The same path from its beginning, at half the step.</summary>
    public BrownianPath Halved() => new(origin, Count, StepSeconds / 2, halvings + 1);

    /// <summary>The increments of the next steps.</summary>
    /// <typeparam name="T">Single or double precision.</typeparam>
    /// <param name="increments">Receives them in √s, shape [step · 2 · row]; a halved path takes even numbers of steps.</param>
    /// <exception cref="ArgumentException">The memory does not hold whole steps.</exception>
    public void Next<T>(Span<T> increments)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int steps = increments.Length / (2 * Row);
        if (increments.Length != steps * 2 * Row || steps % (1 << Math.Min(halvings, 30)) != 0)
        {
            throw new ArgumentException(
                $"Increments of {Count} oscillators come in steps of {2 * Row} numbers, {1L << halvings} of them at once: "
                    + $"{increments.Length} numbers do not hold them.",
                nameof(increments));
        }

        if (typeof(T) == typeof(float))
        {
            Draw(MemoryMarshal.Cast<T, float>(increments));
            return;
        }

        if (single.Length < increments.Length)
        {
            single = new float[increments.Length];
        }

        Span<float> drawn = single.AsSpan(0, increments.Length);
        Draw(drawn);
        for (int i = 0; i < drawn.Length; i++)
        {
            increments[i] = T.CreateTruncating(drawn[i]);
        }
    }

    /// <summary>The length of a row for oscillators.</summary>
    internal static int RowOf(int count) => (count + RowMultiple - 1) / RowMultiple * RowMultiple;

    private void Draw(Span<float> increments)
    {
        if (coarse is null)
        {
            streams.Fill(increments, (float)Math.Sqrt(StepSeconds));
            return;
        }

        if (coarseIncrements.Length < increments.Length / 2)
        {
            coarseIncrements = new float[increments.Length / 2];
        }

        // The middle of a step of 2h is half of its increment off the start, and a normal number of variance h/2.
        Span<float> whole = coarseIncrements.AsSpan(0, increments.Length / 2);
        coarse.Draw(whole);
        int width = 2 * Row;
        for (int step = 0; step < whole.Length / width; step++)
        {
            Span<float> first = increments.Slice(2 * step * width, width);
            Span<float> second = increments.Slice(((2 * step) + 1) * width, width);
            ReadOnlySpan<float> both = whole.Slice(step * width, width);
            streams.Fill(first, (float)Math.Sqrt(StepSeconds / 2));
            for (int i = 0; i < width; i++)
            {
                first[i] += both[i] / 2;
                second[i] = both[i] - first[i];
            }
        }
    }
}
