using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lab.Instruments.Blocks;
using Lab.Models.SignalAnalysis;

namespace Lab.Mocks.Parts;

/// <summary>A complex envelope about a carrier, on a grid that is fine enough for cubic interpolation: within 10⁻³ at a third of
/// the carrier off it, and far less near it.</summary>
internal sealed class CarrierEnvelope
{
    /// <summary>Time between the places of the grid, s.</summary>
    public const double StepSeconds = 1e-9;

    private const int Chunk = 4096;

    // Samples between two turns of the carrier that are computed exactly.
    private const int TurnedTogether = 64;

    // Parts of a step between which the weights of the interpolation make no difference.
    private const int Parts = 2048;
    private const int Points = 4;
    private static readonly float[] Weights =
    [
        .. Enumerable.Range(0, Parts + 1).Select(i => WeightsAt((double)i / Parts)).SelectMany(
            weights => (float[])
            [(float)weights.Before, (float)weights.Here, (float)weights.Next, (float)weights.After]),
    ];

    private readonly double carrierHertz;
    private readonly long first;
    private readonly float[] real;
    private readonly float[] imaginary;

    /// <summary>Makes an envelope with anything in it.</summary>
    /// <param name="places">Its places.</param>
    /// <param name="carrierHertz">The carrier, whose phase is zero at the time 0.</param>
    public CarrierEnvelope(EnvelopePlaces places, double carrierHertz)
    {
        (Places, this.carrierHertz, first) = (places, carrierHertz, places.First);
        (real, imaginary) = (BlockMemory.New<float>(places.Count), BlockMemory.New<float>(places.Count));
    }

    /// <summary>Its places.</summary>
    public EnvelopePlaces Places { get; }

    /// <summary>The envelope of a waveform.</summary>
    /// <param name="waveform">The waveform.</param>
    /// <param name="places">Its places.</param>
    /// <param name="carrierHertz">The carrier, whose phase is zero at the time 0.</param>
    public static CarrierEnvelope Of(BandLimitedWaveform waveform, EnvelopePlaces places, double carrierHertz)
    {
        var envelope = new CarrierEnvelope(places, carrierHertz);
        Complex turnOfStep = envelope.Turn(-StepSeconds);
        envelope.Fill((first, values) =>
        {
            Complex turn = envelope.Turn(-first * StepSeconds);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = waveform.At((first + i) * StepSeconds) * turn;
                turn *= turnOfStep;
            }
        });
        return envelope;
    }

    /// <summary>An envelope from its values.</summary>
    /// <param name="valueAt">Its value at a time in s; several are asked for at once.</param>
    /// <param name="places">Its places.</param>
    /// <param name="carrierHertz">The carrier, whose phase is zero at the time 0.</param>
    public static CarrierEnvelope Of(Func<double, Complex> valueAt, EnvelopePlaces places, double carrierHertz)
    {
        var envelope = new CarrierEnvelope(places, carrierHertz);
        envelope.Fill((first, values) =>
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = valueAt((first + i) * StepSeconds);
            }
        });
        return envelope;
    }

    /// <summary>Its real parts, shape [place].</summary>
    public Span<float> Real => real;

    /// <summary>Its imaginary parts, shape [place].</summary>
    public Span<float> Imaginary => imaginary;

    /// <summary>Adds another envelope of the same places and carrier.</summary>
    /// <param name="other">The other one.</param>
    public void Add(CarrierEnvelope other)
    {
        Add(other.real, real);
        Add(other.imaginary, imaginary);
    }

    /// <summary>Whether it reaches over a time.</summary>
    /// <param name="fromSeconds">From when on.</param>
    /// <param name="toSeconds">Until when.</param>
    public bool Covers(double fromSeconds, double toSeconds) =>
        fromSeconds / StepSeconds >= first + 1 && toSeconds / StepSeconds <= first + real.Length - EnvelopePlaces.Margin - 1;

    /// <summary>The carrier's turn in a time.</summary>
    /// <param name="seconds">The time.</param>
    public Complex Turn(double seconds) =>
        Complex.FromPolarCoordinates(1, Math.Tau * Math.IEEERemainder(carrierHertz * seconds, 1));

    /// <summary>The envelope at a place of the grid.</summary>
    /// <param name="place">The time over <see cref="StepSeconds"/>.</param>
    public Complex At(long place) => new(real[place - first], imaginary[place - first]);

    /// <summary>The envelope at any time.</summary>
    /// <param name="seconds">The time.</param>
    public Complex At(double seconds)
    {
        (int below, double part) = PlaceOf(seconds);
        return Sum(below, WeightsAt(part));
    }

    /// <summary>The envelope of the waveform's derivative by time, over s.</summary>
    /// <param name="seconds">The time.</param>
    public Complex SlopeAt(double seconds)
    {
        // Of the product with the carrier's turn: the slope of the envelope, and iω times it.
        (int below, double part) = PlaceOf(seconds);
        Complex slope = Sum(
            below,
            (-((3 * part * part) - (6 * part) + 2) / 6, ((3 * part * part) - (4 * part) - 1) / 2,
                -((3 * part * part) - (2 * part) - 2) / 2, ((3 * part * part) - 1) / 6));
        return (slope / StepSeconds) + (new Complex(0, Math.Tau * carrierHertz) * Sum(below, WeightsAt(part)));
    }

    /// <summary>Adds the waveform, the envelope with the carrier's turn, to samples.</summary>
    /// <param name="fromSeconds">The time of the first sample.</param>
    /// <param name="samplesPerSecond">The rate.</param>
    /// <param name="samples">The samples, shape [time].</param>
    /// <exception cref="ArgumentException">The envelope does not reach over the samples.</exception>
    public void AddTo(double fromSeconds, double samplesPerSecond, Span<float> samples)
    {
        double perSample = 1 / (samplesPerSecond * StepSeconds);
        double from = (fromSeconds / StepSeconds) - first;
        if (!(from >= 1) || !(from + (samples.Length * perSample) <= real.Length - EnvelopePlaces.Margin))
        {
            throw new ArgumentException(
                $"Samples from {fromSeconds:g9} s on, {samples.Length} of them, reach beyond the envelope.", nameof(samples));
        }

        Span<float> cosinesFromTurn = stackalloc float[TurnedTogether];
        Span<float> sinesFromTurn = stackalloc float[TurnedTogether];
        for (int i = 0; i < TurnedTogether; i++)
        {
            Complex turn = Turn(i / samplesPerSecond);
            (cosinesFromTurn[i], sinesFromTurn[i]) = ((float)turn.Real, (float)turn.Imaginary);
        }

        Span<float> cosines = stackalloc float[TurnedTogether];
        Span<float> sines = stackalloc float[TurnedTogether];
        ref float reals = ref MemoryMarshal.GetArrayDataReference(real);
        ref float imaginaries = ref MemoryMarshal.GetArrayDataReference(imaginary);
        ref float weights = ref MemoryMarshal.GetArrayDataReference(Weights);
        for (int start = 0; start < samples.Length; start += TurnedTogether)
        {
            Rotate(Turn(fromSeconds + (start / samplesPerSecond)), cosinesFromTurn, sinesFromTurn, cosines, sines);
            Span<float> together = samples.Slice(start, Math.Min(TurnedTogether, samples.Length - start));
            for (int i = 0; i < together.Length; i++)
            {
                double place = from + ((start + i) * perSample);
                nuint below = (nuint)place;
                nuint row = (nuint)(((place - below) * Parts) + 0.5) * Points;
                Vector128<float> voltages = (Vector128.LoadUnsafe(ref reals, below - 1) * cosines[i])
                    - (Vector128.LoadUnsafe(ref imaginaries, below - 1) * sines[i]);
                together[i] += Vector128.Dot(Vector128.LoadUnsafe(ref weights, row), voltages);
            }
        }
    }

    // The turns of samples after a turn.
    private static void Rotate(
        Complex turn, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines, Span<float> turnedCosines, Span<float> turnedSines)
    {
        (float cosine, float sine) = ((float)turn.Real, (float)turn.Imaginary);
        for (int i = 0; i < cosines.Length; i += Vector<float>.Count)
        {
            var real = new Vector<float>(cosines[i..]);
            var imaginary = new Vector<float>(sines[i..]);
            ((cosine * real) - (sine * imaginary)).CopyTo(turnedCosines[i..]);
            ((cosine * imaginary) + (sine * real)).CopyTo(turnedSines[i..]);
        }
    }

    // Values from a place on, piece by piece, several at once.
    private void Fill(Action<long, Complex[]> compute) => Parallel.For(0, (real.Length + Chunk - 1) / Chunk, chunk =>
    {
        int from = chunk * Chunk;
        var values = new Complex[Math.Min(Chunk, real.Length - from)];
        compute(first + from, values);
        for (int i = 0; i < values.Length; i++)
        {
            (real[from + i], imaginary[from + i]) = ((float)values[i].Real, (float)values[i].Imaginary);
        }
    });

    // Of the places around, from the one before the time on.
    private static (double Before, double Here, double Next, double After) WeightsAt(double part) => (
        -part * (part - 1) * (part - 2) / 6, (part + 1) * (part - 1) * (part - 2) / 2,
        -(part + 1) * part * (part - 2) / 2, (part + 1) * part * (part - 1) / 6);

    private static void Add(ReadOnlySpan<float> values, Span<float> to)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(to[..values.Length]);
        for (int i = 0; i < vectors.Length; i++)
        {
            sums[i] += vectors[i];
        }

        for (int i = vectors.Length * Vector<float>.Count; i < values.Length; i++)
        {
            to[i] += values[i];
        }
    }

    private Complex Sum(int below, (double Before, double Here, double Next, double After) weights) =>
        new(Sum(real, below, weights), Sum(imaginary, below, weights));

    private static double Sum(
        float[] values, int below, (double Before, double Here, double Next, double After) weights) =>
        (weights.Before * values[below - 1]) + (weights.Here * values[below]) + (weights.Next * values[below + 1])
            + (weights.After * values[below + 2]);

    private (int Below, double Part) PlaceOf(double seconds)
    {
        double place = (seconds / StepSeconds) - first;
        int below = Math.Clamp((int)place, 1, real.Length - 3);
        return (below, place - below);
    }
}
