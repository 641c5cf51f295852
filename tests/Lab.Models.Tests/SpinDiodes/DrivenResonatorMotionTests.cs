using System.Numerics;
using Lab.Models.SpinDiodes;
using Lab.Quantities;
using Xunit;

namespace Lab.Models.Tests.SpinDiodes;

public sealed class DrivenResonatorMotionTests
{
    private static readonly SpinDiode Linear = new()
    {
        ResonanceFrequency = Frequency.FromMegahertz(200),
        Damping = 0.01,
        FrequencyNonlinearity = 0,
        DampingNonlinearity = 0
    };

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.1, 1.0)]
    public void Move_OfOneTone_SettlesAtTheSteadyAmplitude(double n, double q)
    {
        SpinDiode diode = Linear with { FrequencyNonlinearity = n, DampingNonlinearity = q };
        var driven = new DrivenResonator(diode, [202e6]);
        const double watts = 40e-6;
        const double interval = 0.5e-9;
        double[] motion = new double[4000];
        driven.Move([watts], [0.7], interval, 4, motion);
        Complex steady = driven.SteadyAmplitude(0, watts, 0.7);

        Assert.Equal(
            diode.OscillationPower(Frequency.FromMegahertz(202), Power.FromWatts(watts)),
            steady.Magnitude * steady.Magnitude,
            1e-9);
        for (int i = 3000; i < motion.Length; i++)
        {
            double expected = steady.Magnitude * Math.Cos(steady.Phase - (Math.Tau * 202e6 * interval * (i + 1)));
            Assert.Equal(expected, motion[i], 1e-4 * steady.Magnitude);
        }
    }

    [Fact]
    public void Move_OfALinearResonator_IsTheSumOverTheTones()
    {
        double[] tones = [198e6, 200e6, 205e6];
        double[] watts = [10e-6, 30e-6, 50e-6];
        double[] phases = [0.3, 2, 4];
        double[] together = new double[500];
        new DrivenResonator(Linear, tones).Move(watts, phases, 0.5e-9, 4, together);
        double[] sum = new double[together.Length];
        for (int i = 0; i < tones.Length; i++)
        {
            double[] alone = new double[together.Length];
            new DrivenResonator(Linear, [tones[i]]).Move([watts[i]], [phases[i]], 0.5e-9, 4, alone);
            for (int k = 0; k < sum.Length; k++)
            {
                sum[k] += alone[k];
            }
        }

        Assert.All(sum.Zip(together), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * sum.Max()));
    }
}
