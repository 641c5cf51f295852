using Lab.Models.Randomness;
using Lab.Models.StochasticOscillators;

namespace Lab.Models.Tests.StochasticOscillators;

public sealed class NoisyAdlerTests
{
    [Theory]
    [InlineData(0.004, 0.0633)] // little noise: √r to first order
    [InlineData(0.1, 0.32505)] // a von Mises distribution of κ = 10, integrated numerically
    [InlineData(1000, 1.8135)]
    public void PhaseScatter_InTheMiddle_IsThatOfVonMises(double noise, double expected) =>
        Assert.Equal(expected, NoisyAdler.PhaseScatter(0, noise), 1e-3 * expected);

    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(1, 0.02)]
    [InlineData(1.5, 0.2)]
    [InlineData(-0.5, 0.15)]
    public void PhaseScatter_AnyDetuning_IsThatOfTheEquationOfMotion(double detuning, double noise)
    {
        const double step = 0.005;
        var random = RandomStream.For(1, "adler");
        double psi = 0;
        var phases = new List<double>();
        for (int i = 0; i < 2_000_000; i++)
        {
            psi += (step * (detuning - Math.Sin(psi))) + (Math.Sqrt(2 * noise * step) * random.NextGaussian());
            if (i % 20 == 0)
            {
                phases.Add(psi);
            }
        }

        double mean = Math.Atan2(phases.Average(Math.Sin), phases.Average(Math.Cos));
        double scatter = Math.Sqrt(phases.Average(phase => Math.Pow(Math.IEEERemainder(phase - mean, Math.Tau), 2)));
        Assert.Equal(scatter, NoisyAdler.PhaseScatter(detuning, noise), 0.03 * scatter);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(3)]
    public void NoiseOf_ScatterOfANoise_IsTheNoise(double noise) =>
        Assert.Equal(noise, NoisyAdler.NoiseOf(NoisyAdler.PhaseScatter(0, noise)), 1e-6 * noise);
}
