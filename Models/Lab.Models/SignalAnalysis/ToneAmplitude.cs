using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace Lab.Models.SignalAnalysis;

/// <summary>The complex amplitude a of a tone of known frequency in a record, x(t) = Re(a·e^(i2πft)) + constant, by least
/// squares.</summary>
/// <remarks>In white noise of the standard deviation σ each part of a has that of σ·√(2/n) over n samples.</remarks>
public static class ToneAmplitude
{
    /// <summary>Samples over which the tone is turned on by products; then its phase is computed anew.</summary>
    private const int Block = 256;

    /// <summary>Finds the amplitude.</summary>
    /// <param name="samples">The record, shape [time]; at least a period and three samples.</param>
    /// <param name="startSeconds">Time of the first sample, s, from where the phase counts.</param>
    /// <param name="samplesPerSecond">Its rate. Positive.</param>
    /// <param name="hertz">The tone's frequency; positive, and below half of the rate.</param>
    /// <exception cref="ArgumentException">The record is too short for the tone, or its rate too low.</exception>
    public static Complex Of(ReadOnlySpan<double> samples, double startSeconds, double samplesPerSecond, double hertz)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samplesPerSecond);
        if (!(hertz > 0 && hertz < samplesPerSecond / 2) || samples.Length < 3 || samples.Length * hertz < samplesPerSecond)
        {
            throw new ArgumentException(
                $"{samples.Length} samples at {samplesPerSecond:g6} 1/s do not tell the amplitude of a tone of {hertz:g6} Hz: a "
                    + "period and more than two samples of each are needed.",
                nameof(samples));
        }

        var turn = Complex.FromPolarCoordinates(1, Math.Tau * hertz / samplesPerSecond);
        double[] moments = new double[8]; // of cosine, minus sine, one: products among them, then with the record
        for (int from = 0; from < samples.Length; from += Block)
        {
            double turns = Math.IEEERemainder(hertz * (startSeconds + (from / samplesPerSecond)), 1);
            var now = Complex.FromPolarCoordinates(1, Math.Tau * turns);
            foreach (double sample in samples[from..Math.Min(from + Block, samples.Length)])
            {
                (double cosine, double minusSine) = (now.Real, -now.Imaginary);
                moments[0] += cosine * cosine;
                moments[1] += cosine * minusSine;
                moments[2] += minusSine * minusSine;
                moments[3] += cosine;
                moments[4] += minusSine;
                moments[5] += cosine * sample;
                moments[6] += minusSine * sample;
                moments[7] += sample;
                now *= turn;
            }
        }

        Matrix<double> normal = Matrix<double>.Build.DenseOfArray(new[,]
        {
            { moments[0], moments[1], moments[3] },
            { moments[1], moments[2], moments[4] },
            { moments[3], moments[4], samples.Length },
        });
        Vector<double> found = normal.Solve(Vector<double>.Build.Dense([moments[5], moments[6], moments[7]]));
        return new Complex(found[0], found[1]);
    }
}
