using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Places of the tables between two samples; between places they are interpolated, within 10⁻⁵.</summary>
    private const int Places = 256;

    private static readonly int Lanes = Vector512<double>.Count;

    private readonly double[] samples; // with so many zeros on either side that the filter never looks beyond
    private readonly double startSeconds;
    private readonly double samplesPerSecond;
    private readonly int count;
    private readonly int half;
    private readonly int taps;
    private readonly double[] filter; // [place][real, imaginary][tap], the tap of the earliest sample first
    private readonly double[] slope;

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

        (this.startSeconds, this.samplesPerSecond, count) = (startSeconds, samplesPerSecond, samples.Length);
        double halfSeconds = HalfPeriods / carrierHertz;
        half = (int)Math.Ceiling(halfSeconds * samplesPerSecond);
        taps = ((2 * half) + Lanes - 1) / Lanes * Lanes;
        this.samples = new double[samples.Length + (2 * taps)];
        samples.Span.CopyTo(this.samples.AsSpan(taps));
        Complex Weight(double seconds)
        {
            double inside = 1 - (seconds / halfSeconds * (seconds / halfSeconds));
            double window = inside > 0 ? SpecialFunctions.BesselI0(KaiserBeta * Math.Sqrt(inside)) : 0;
            return window / SpecialFunctions.BesselI0(KaiserBeta) * Trig.Sinc(2 * carrierHertz * seconds)
                * Complex.FromPolarCoordinates(1, Math.Tau * carrierHertz * seconds);
        }

        // A tone at the carrier comes out as it went in: the mean over all places is that of the sums over samples. Twice, since
        // half of a real tone lies at the mirror image.
        Complex sum = Complex.Zero;
        double step = 1 / (Places * samplesPerSecond);
        for (int i = -half * Places; i <= half * Places; i++)
        {
            sum += Weight(i * step) * Complex.FromPolarCoordinates(1, -Math.Tau * carrierHertz * i * step);
        }

        double scale = 2 * Places / sum.Real;
        (filter, slope) = (new double[(Places + 1) * 2 * taps], new double[(Places + 1) * 2 * taps]);
        for (int place = 0; place <= Places; place++)
        {
            int row = place * 2 * taps;
            for (int tap = 0; tap < 2 * half; tap++)
            {
                // Of the sample that lies so much before the time.
                double seconds = (((half - 1 - tap) * Places) + place) * step;
                Complex weight = scale * Weight(seconds);
                Complex change = scale * (Weight(seconds + step) - Weight(seconds - step)) / (2 * step);
                (filter[row + tap], filter[row + taps + tap]) = (weight.Real, weight.Imaginary);
                (slope[row + tap], slope[row + taps + tap]) = (change.Real, change.Imaginary);
            }
        }
    }

    /// <summary>The signal with its Hilbert transform as the imaginary part, in the unit of the samples.</summary>
    /// <param name="seconds">The time.</param>
    public Complex At(double seconds) => Sum(filter, seconds);

    /// <summary>Its derivative by time, in the unit of the samples over s.</summary>
    /// <param name="seconds">The time.</param>
    public Complex SlopeAt(double seconds) => Sum(slope, seconds);

    private Complex Sum(double[] table, double seconds)
    {
        double position = (seconds - startSeconds) * samplesPerSecond;
        if (!(position > -half) || !(position < count + half))
        {
            return Complex.Zero;
        }

        double below = Math.Floor(position);
        double phase = (position - below) * Places;
        int place = Math.Min((int)phase, Places - 1);
        var part = Vector512.Create(phase - place);
        ref double sample = ref samples[taps + (int)below - half + 1];
        ref double low = ref table[place * 2 * taps];
        ref double high = ref Unsafe.Add(ref low, 2 * taps);
        Vector512<double> real = Vector512<double>.Zero;
        Vector512<double> imaginary = Vector512<double>.Zero;
        for (nuint tap = 0; tap < (nuint)taps; tap += (nuint)Lanes)
        {
            var volt = Vector512.LoadUnsafe(ref sample, tap);
            nuint quadrature = (nuint)taps + tap;
            var real0 = Vector512.LoadUnsafe(ref low, tap);
            var imaginary0 = Vector512.LoadUnsafe(ref low, quadrature);
            real += volt * (real0 + (part * (Vector512.LoadUnsafe(ref high, tap) - real0)));
            imaginary += volt * (imaginary0 + (part * (Vector512.LoadUnsafe(ref high, quadrature) - imaginary0)));
        }

        return new Complex(Vector512.Sum(real), Vector512.Sum(imaginary));
    }
}
