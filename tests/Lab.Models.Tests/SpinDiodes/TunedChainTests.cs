using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Models.Tests.SpinDiodes;

public sealed class TunedChainTests
{
    private static readonly Frequency[] Tones = [Frequency.FromMegahertz(174), Frequency.FromMegahertz(540)];

    [Fact]
    public void Weight_IsThatOfAChainOfSpinDiodes()
    {
        // Two diodes head to tail whose resonances two lines move; the linewidth follows the resonance.
        double[] amperes = [3e-3, 7e-3];
        double[] hertz = [174e6 + (10e9 * 3.1e-3), 540e6 + (9e9 * 7.2e-3)];
        double[] symmetric = [-0.9, -0.7];
        double[] antisymmetric = [-2.4, -1.7];
        double[] damping = [0.1, 0.04];
        var diodes = new ResonatorChain(Enumerable.Range(0, 2).Select(k => new SpinDiode
        {
            ResonanceFrequency = Frequency.FromHertz(hertz[k]),
            Damping = damping[k],
            SymmetricWeight = symmetric[k],
            AntisymmetricWeight = antisymmetric[k],
        }));
        double Scale(int k) => (k == 0 ? 1 : -1) * 6e7 / (Math.Tau * damping[k] * Tones[k].Hertz);
        var chain = new TunedChain(
            Tones,
            [
                symmetric[0] * Scale(0), antisymmetric[0] * Scale(0), 1, Math.Log(damping[0]), 10e9 / 174e6,
                10e9 * (0.1 / 7) / 174e6,
                symmetric[1] * Scale(1), antisymmetric[1] * Scale(1), 1, Math.Log(damping[1]), 9e9 * (0.2 / 3) / 540e6,
                9e9 / 540e6,
            ]);

        for (int tone = 0; tone < 2; tone++)
        {
            Assert.Equal(diodes.WeightVoltsPerWatt(Tones[tone]), chain.WeightAt(tone, amperes), 1e-9);
        }
    }

    [Fact]
    public void Weight_DerivativesAreItsSlopes()
    {
        double[] parameters = [0.3, -0.5, 0.98, Math.Log(0.08), 40, 2, -0.2, 0.4, 1.02, Math.Log(0.03), 1, 15];
        double[] amperes = [2e-3, 6e-3];
        double[] perCurrent = new double[2];
        double[] perParameter = new double[parameters.Length];
        new TunedChain(Tones, parameters).WeightAt(1, amperes, perCurrent, perParameter);
        for (int i = 0; i < 2; i++)
        {
            double[] above = [.. amperes];
            double[] below = [.. amperes];
            above[i] += 1e-8;
            below[i] -= 1e-8;
            var chain = new TunedChain(Tones, parameters);
            Assert.Equal((chain.WeightAt(1, above) - chain.WeightAt(1, below)) / 2e-8, perCurrent[i], 1e-4);
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            double step = 1e-6 * Math.Max(Math.Abs(parameters[i]), 0.01);
            double[] above = [.. parameters];
            double[] below = [.. parameters];
            above[i] += step;
            below[i] -= step;
            double slope = (new TunedChain(Tones, above).WeightAt(1, amperes) - new TunedChain(Tones, below).WeightAt(1, amperes))
                / (2 * step);
            Assert.Equal(slope, perParameter[i], 1e-6 * Math.Max(1, Math.Abs(slope)));
        }
    }
}
