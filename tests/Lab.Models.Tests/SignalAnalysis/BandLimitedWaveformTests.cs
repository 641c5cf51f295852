using System.Numerics;
using Lab.Models.SignalAnalysis;

namespace Lab.Models.Tests.SignalAnalysis;

public sealed class BandLimitedWaveformTests
{
    private const double Rate = 1.2e9;
    private const double Carrier = 232e6;

    // The stop band of the filter.
    private const double StopBand = 5e-5;

    [Theory]
    [InlineData(222e6)]
    [InlineData(232e6)]
    [InlineData(242e6)]
    public void At_ToneBetweenItsSamples_IsTheToneWithItsHilbertTransform(double hertz)
    {
        var waveform = new BandLimitedWaveform(Tone(hertz), 1e-6, Rate, Carrier);
        for (int i = 0; i < 100; i++)
        {
            double seconds = 1.2e-6 + (i * 0.217e-9);
            var tone = Complex.FromPolarCoordinates(1, Math.Tau * hertz * (seconds - 1e-6));

            Assert.InRange((waveform.At(seconds) - tone).Magnitude, 0, StopBand);

            // The derivative of e^(iωt) is iω times it; the mirror image is as far down.
            Complex slope = tone * new Complex(0, Math.Tau * hertz);
            Assert.InRange((waveform.SlopeAt(seconds) - slope).Magnitude / slope.Magnitude, 0, 2 * StopBand);
        }
    }

    [Fact]
    public void At_OutsideOfTheSamples_IsZero()
    {
        var waveform = new BandLimitedWaveform(Tone(Carrier), 1e-6, Rate, Carrier);

        Assert.Equal(Complex.Zero, waveform.At(0.9e-6));
        Assert.Equal(Complex.Zero, waveform.At(2e-6));
    }

    [Fact]
    public void New_RateBelowTwoSamplesAPeriod_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BandLimitedWaveform(new double[10], 0, 400e6, Carrier));

    private static double[] Tone(double hertz) =>
        [.. Enumerable.Range(0, 600).Select(i => Math.Cos(Math.Tau * hertz * i / Rate))];
}
