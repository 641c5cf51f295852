using System.Numerics;
using MathNet.Numerics;

namespace Lab.Models.SignalAnalysis;

/// <summary>A sampled waveform as the continuous signal that a reconstruction filter makes of it, in a band about a carrier: with
/// its Hilbert transform, at any moment and at any delay.</summary>
/// <remarks>
/// <para>Interpolated by a sinc in a window of Kaiser of 100 dB, turned to the carrier. The band is flat within ±0.15 of the
/// carrier and empty from −2 times the carrier on, where the mirror image of a real signal lies; images that the rate itself
/// makes within the band stay, as they do behind a real generator.</para>
/// <para>Immutable and safe to share between threads.</para>
/// </remarks>
public sealed class BandLimitedWaveform
{
    private const double KaiserBeta = 10;

    /// <summary>Half the length of the filter in periods of the carrier: 100 dB at a transition of 1.6 of the carrier.</summary>
    private const double HalfPeriods = 2;

    /// <summary>Places of the table in half of the filter; between them it is interpolated, within 10⁻⁶.</summary>
    private const int Places = 4096;

    private readonly ReadOnlyMemory<double> samples;
    private readonly double startSeconds;
    private readonly double samplesPerSecond;
    private readonly double halfSeconds;
    private readonly Complex[] filter;
    private readonly Complex[] slope;

    /// <summary>Makes the signal.</summary>
    /// <param name="samples">The samples; before the first and after the last there is nothing.</param>
    /// <param name="startSeconds">Time of the first one, s.</param>
    /// <param name="samplesPerSecond">The rate; more than twice the carrier.</param>
    /// <param name="carrierHertz">The carrier. Positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate does not resolve the carrier.</exception>
    public BandLimitedWaveform(
        ReadOnlyMemory<double> samples, double startSeconds, double samplesPerSecond, double carrierHertz)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(carrierHertz);
        if (!(samplesPerSecond > 2 * carrierHertz))
        {
            throw new ArgumentOutOfRangeException(
                nameof(samplesPerSecond), samplesPerSecond,
                $"A carrier of {carrierHertz:g6} Hz needs more than two samples a period.");
        }

        (this.samples, this.startSeconds, this.samplesPerSecond) = (samples, startSeconds, samplesPerSecond);
        halfSeconds = HalfPeriods / carrierHertz;
        filter = new Complex[(2 * Places) + 2];
        for (int i = 0; i < filter.Length; i++)
        {
            double time = ((double)i / Places - 1) * halfSeconds;
            double inside = 1 - (time / halfSeconds * (time / halfSeconds));
            double window = inside > 0 ? SpecialFunctions.BesselI0(KaiserBeta * Math.Sqrt(inside)) : inside < 0 ? 0 : 1;
            double sinc = Trig.Sinc(2 * carrierHertz * time);
            filter[i] = window / SpecialFunctions.BesselI0(KaiserBeta) * sinc
                * Complex.FromPolarCoordinates(1, Math.Tau * carrierHertz * time);
        }

        // A tone at the carrier comes out as it went in: the mean over all places is that of the sums over samples.
        Complex sum = Complex.Zero;
        for (int i = 0; i <= 2 * Places; i++)
        {
            double time = ((double)i / Places - 1) * halfSeconds;
            sum += filter[i] * Complex.FromPolarCoordinates(1, -Math.Tau * carrierHertz * time);
        }

        // Twice, since half of a real tone lies at the mirror image.
        double scale = 2 * Places / (sum.Real * halfSeconds * samplesPerSecond);
        slope = new Complex[filter.Length];
        for (int i = 0; i < filter.Length; i++)
        {
            filter[i] *= scale;
        }

        for (int i = 1; i < filter.Length - 1; i++)
        {
            slope[i] = (filter[i + 1] - filter[i - 1]) * (Places / (2 * halfSeconds));
        }
    }

    /// <summary>The signal with its Hilbert transform as the imaginary part, in the unit of the samples.</summary>
    /// <param name="seconds">The time.</param>
    public Complex At(double seconds) => Sum(filter, seconds);

    /// <summary>Its derivative by time, in the unit of the samples over s.</summary>
    /// <param name="seconds">The time.</param>
    public Complex SlopeAt(double seconds) => Sum(slope, seconds);

    private Complex Sum(Complex[] table, double seconds)
    {
        double position = (seconds - startSeconds) * samplesPerSecond;
        double half = halfSeconds * samplesPerSecond;
        long first = Math.Max(0, (long)Math.Ceiling(position - half));
        long last = Math.Min(samples.Length - 1, (long)Math.Floor(position + half));
        ReadOnlySpan<double> span = samples.Span;
        double perSample = Places / half;
        Complex sum = Complex.Zero;
        for (long k = first; k <= last; k++)
        {
            double place = Math.Clamp((position - k + half) * perSample, 0, 2 * Places);
            int below = (int)place;
            sum += span[(int)k] * (table[below] + ((place - below) * (table[below + 1] - table[below])));
        }

        return sum;
    }
}
