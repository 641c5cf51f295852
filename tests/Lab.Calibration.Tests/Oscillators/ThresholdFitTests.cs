using Lab.Calibration.Oscillators;
using Lab.Models.Randomness;
using Lab.Models.StochasticOscillators;
using Lab.Quantities;

namespace Lab.Calibration.Tests.Oscillators;

/// <summary>Thresholds that the fit is not told.</summary>
public sealed class ThresholdFitTests
{
    private const double Scatter = 0.04;

    private static readonly double[] Amperes = [.. Enumerable.Range(1, 12).Select(i => i * 0.5e-3)];

    [Fact]
    public void Find_PowersOfTheThesisNeuron_IntervalsCoverItsThreshold()
    {
        const int seeds = 100;
        int held = 0;
        for (ulong seed = 0; seed < seeds; seed++)
        {
            var fit = ThresholdFit.Find(Amperes, Powers(seed, Amperes), out string? failure);
            Assert.Null(failure);
            Assert.NotNull(fit);
            Assert.Equal(2e-3, fit.ThresholdAmperes.Value, 0.2e-3);
            held += Math.Abs(fit.ThresholdAmperes.Value - 2e-3) <= fit.ThresholdAmperes.StandardUncertainty ? 1 : 0;
        }

        Assert.InRange(held, 58, 82);
    }

    [Fact]
    public void Find_TooFewCurrents_SaysSo()
    {
        Assert.Null(ThresholdFit.Find(Amperes[..4], Powers(1, Amperes[..4]), out string? failure));
        Assert.Equal(
            "4 currents with a line do not tell a threshold; 6 or more are needed, below and above it.", failure);
    }

    private static Estimate[] Powers(ulong seed, double[] amperes)
    {
        var random = RandomStream.For(seed, "powers");
        return [.. amperes.Select(current =>
        {
            double power = current * current * AutoOscillator.ThesisNeuron.MeanPower(Current.FromAmperes(current));
            double read = power * Math.Exp(Scatter * random.NextGaussian());
            return new Estimate(read, Scatter * read);
        })];
    }
}
