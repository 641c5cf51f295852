using System.Numerics;
using Lab.Models.SignalAnalysis;

namespace Lab.Mocks.Parts;

/// <summary>The complex envelope of a waveform about a carrier, on a grid that is fine enough for cubic interpolation: within
/// 10⁻³ at a third of the carrier off it, and far less near it.</summary>
internal sealed class CarrierEnvelope
{
    /// <summary>Time between the places of the grid, s.</summary>
    public const double StepSeconds = 1e-9;

    private const int Chunk = 4096;

    private readonly double omega;
    private readonly long first;
    private readonly float[] real;
    private readonly float[] imaginary;

    /// <summary>Computes the envelope.</summary>
    /// <param name="waveform">The waveform.</param>
    /// <param name="fromSeconds">From when on.</param>
    /// <param name="toSeconds">Until when.</param>
    /// <param name="carrierHertz">The carrier, whose phase is zero at the time 0.</param>
    public CarrierEnvelope(BandLimitedWaveform waveform, double fromSeconds, double toSeconds, double carrierHertz)
    {
        omega = Math.Tau * carrierHertz;
        first = (long)Math.Floor(fromSeconds / StepSeconds) - 1;
        int count = (int)((long)Math.Ceiling(toSeconds / StepSeconds) + 3 - first);
        (real, imaginary) = (new float[count], new float[count]);
        Parallel.For(0, (count + Chunk - 1) / Chunk, chunk =>
        {
            for (int i = chunk * Chunk; i < Math.Min(count, (chunk + 1) * Chunk); i++)
            {
                double seconds = (first + i) * StepSeconds;
                Complex value = waveform.At(seconds)
                    * Complex.FromPolarCoordinates(1, -Math.Tau * Math.IEEERemainder(carrierHertz * seconds, 1));
                (real[i], imaginary[i]) = ((float)value.Real, (float)value.Imaginary);
            }
        });
    }

    /// <summary>Whether it reaches over a time.</summary>
    /// <param name="fromSeconds">From when on.</param>
    /// <param name="toSeconds">Until when.</param>
    public bool Covers(double fromSeconds, double toSeconds) =>
        fromSeconds / StepSeconds >= first + 1 && toSeconds / StepSeconds <= first + real.Length - 3;

    /// <summary>The envelope at a place of the grid.</summary>
    /// <param name="place">The time over <see cref="StepSeconds"/>.</param>
    public Complex At(long place) => new(real[place - first], imaginary[place - first]);

    /// <summary>The envelope at any time.</summary>
    /// <param name="seconds">The time.</param>
    public Complex At(double seconds)
    {
        (int below, double part) = PlaceOf(seconds);
        double before = -part * (part - 1) * (part - 2) / 6;
        double here = (part + 1) * (part - 1) * (part - 2) / 2;
        double next = -(part + 1) * part * (part - 2) / 2;
        double after = (part + 1) * part * (part - 1) / 6;
        return new Complex(Sum(real, below, before, here, next, after), Sum(imaginary, below, before, here, next, after));
    }

    /// <summary>The envelope of the waveform's derivative by time, over s.</summary>
    /// <param name="seconds">The time.</param>
    public Complex SlopeAt(double seconds)
    {
        // Of the product with the carrier's turn: the slope of the envelope, and iω times it.
        (int below, double part) = PlaceOf(seconds);
        double before = -((3 * part * part) - (6 * part) + 2) / 6 / StepSeconds;
        double here = ((3 * part * part) - (4 * part) - 1) / 2 / StepSeconds;
        double next = -((3 * part * part) - (2 * part) - 2) / 2 / StepSeconds;
        double after = ((3 * part * part) - 1) / 6 / StepSeconds;
        var slope = new Complex(
            Sum(real, below, before, here, next, after), Sum(imaginary, below, before, here, next, after));
        return slope + (new Complex(0, omega) * At(seconds));
    }

    private static double Sum(float[] values, int below, double before, double here, double next, double after) =>
        (before * values[below - 1]) + (here * values[below]) + (next * values[below + 1]) + (after * values[below + 2]);

    private (int Below, double Part) PlaceOf(double seconds)
    {
        double place = (seconds / StepSeconds) - first;
        int below = Math.Clamp((int)place, 1, real.Length - 3);
        return (below, place - below);
    }
}
