using System.Numerics;
using Lab.Models.Randomness;
using Lab.Models.SignalAnalysis;

namespace Lab.Models.Tests.SignalAnalysis;

public sealed class ToneAmplitudeTests
{
    [Theory]
    [InlineData(232e6, 1.25e9, 5000, 0)]
    [InlineData(232e6, 1.25e9, 7, 3e-4)]
    [InlineData(617.3e6, 1.25e9, 4097, 1e-3)]
    public void Of_ToneOnAConstant_FindsItsAmplitudeAndPhase(double hertz, double rate, int count, double start)
    {
        double[] samples = [.. Enumerable.Range(0, count).Select(
            i => 0.3 + (2 * Math.Cos((Math.Tau * hertz * (start + (i / rate))) + 1.1)))];

        Complex amplitude = ToneAmplitude.Of(samples, start, rate, hertz);

        Assert.Equal(2, amplitude.Magnitude, 1e-6);
        Assert.Equal(1.1, amplitude.Phase, 1e-6);
    }

    [Fact]
    public void Of_NoiseAlone_ScattersAsStated()
    {
        const int count = 500;
        var random = RandomStream.For(1, "noise");
        double squares = 0;
        const int records = 400;
        for (int record = 0; record < records; record++)
        {
            double[] samples = [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
            Complex amplitude = ToneAmplitude.Of(samples, 0, 1e9, 232e6);
            squares += ((amplitude.Real * amplitude.Real) + (amplitude.Imaginary * amplitude.Imaginary)) / 2;
        }

        // σ√(2/n); 800 numbers tell it to 2.5 %.
        Assert.Equal(Math.Sqrt(2.0 / count), Math.Sqrt(squares / records), 0.1 * Math.Sqrt(2.0 / count));
    }

    [Fact]
    public void Of_RecordShorterThanAPeriod_SaysSo() => Assert.StartsWith(
        "4 samples at 1e+09 1/s do not tell the amplitude of a tone of 1e+08 Hz", Assert.Throws<ArgumentException>(
            () => ToneAmplitude.Of([1, 2, 3, 4], 0, 1e9, 1e8)).Message, StringComparison.Ordinal);
}
