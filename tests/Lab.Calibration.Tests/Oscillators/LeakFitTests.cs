using System.Numerics;
using Lab.Calibration.Oscillators;
using Lab.Models.Randomness;

namespace Lab.Calibration.Tests.Oscillators;

/// <summary>Leaks that the fit is not told.</summary>
public sealed class LeakFitTests
{
    private const double Delay = 12.35e-9;
    private const double PerHertz = 3.69e-10;
    private const double Middle = 233e6;

    private static readonly double[] Hertz = [.. Enumerable.Range(0, 27).Select(i => 220e6 + (i * 1e6))];

    [Theory]
    [InlineData(0)]
    [InlineData(10e-12)]
    public void Of_TriggerThatJitters_IntervalsCoverTheTruth(double jitterSeconds)
    {
        const int seeds = 300;
        int delays = 0;
        int amplitudes = 0;
        for (ulong seed = 0; seed < seeds; seed++)
        {
            var fit = LeakFit.Of(Hertz, Rounds(seed, 20, 1e-4, jitterSeconds, bend: 0));
            Assert.True(fit.Probability > 1e-6);
            delays += Math.Abs(fit.DelaySeconds.Value - Delay) <= fit.DelaySeconds.StandardUncertainty ? 1 : 0;
            amplitudes += Math.Abs(fit.Amplitude.Value - (PerHertz * Middle)) <= fit.Amplitude.StandardUncertainty ? 1 : 0;
        }

        // 68.3 % with a standard error of 2.7.
        Assert.InRange(100.0 * delays / seeds, 60, 76);
        Assert.InRange(100.0 * amplitudes / seeds, 60, 76);
    }

    [Fact]
    public void Of_LeakThatBends_IsNotDescribed()
    {
        Assert.True(LeakFit.Of(Hertz, Rounds(1, 20, 1e-4, 0, bend: 0)).IsDescribed);
        Assert.False(LeakFit.Of(Hertz, Rounds(1, 20, 1e-4, 0, bend: 0.01)).IsDescribed);
    }

    [Fact]
    public void Of_TooFewRounds_SaysSo()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => LeakFit.Of(Hertz, Rounds(1, 2, 1e-4, 0, bend: 0)));

        Assert.StartsWith(
            "2 rounds of 27 tones do not tell a leak; 4 or more tones and 3 or more rounds are needed", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void CancellingWaveform_Tone_IsTheLeakTurnedOver()
    {
        const double rate = 1.2e9;
        const double hertz = 226e6;
        var transfer = new LeakTransfer(220e6, 246e6, 0.086, PerHertz, 0.7, Delay);
        double[] drive = [.. Enumerable.Range(0, 12_000).Select(i => Math.Cos(Math.Tau * hertz * i / rate))];

        double[] waveform = transfer.CancellingWaveform(drive, rate);

        double amplitude = 0.086 - (PerHertz * 7e6);
        double phase = 0.7 - (Math.Tau * -7e6 * Delay);
        for (int i = 6000; i < 6100; i++)
        {
            Assert.Equal(-amplitude * Math.Cos((Math.Tau * hertz * i / rate) + phase), waveform[i], 2e-5);
        }
    }

    private static List<Complex[]> Rounds(ulong seed, int count, double noise, double jitterSeconds, double bend)
    {
        var random = RandomStream.For(seed, "leak");
        var rounds = new List<Complex[]>();
        for (int round = 0; round < count; round++)
        {
            double late = Delay + (jitterSeconds * random.NextGaussian());
            rounds.Add([.. Hertz.Select(f =>
                (PerHertz * f * (1 + (bend * Math.Pow((f - Middle) / 13e6, 2))) * Complex.FromPolarCoordinates(
                    1, (Math.PI / 2) - (Math.Tau * f * late)))
                + (noise * new Complex(random.NextGaussian(), random.NextGaussian())))]);
        }

        return rounds;
    }
}
