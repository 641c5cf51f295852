using Lab.Calibration.Oscillators;
using Lab.Models.Randomness;
using Lab.Models.StochasticOscillators;
using Lab.Quantities;

namespace Lab.Calibration.Tests.Oscillators;

/// <summary>Oscillators that the fit is not told, by lines with the noise that they are stated with.</summary>
public sealed class AutoOscillatorFitTests
{
    private const double Operating = 5e-3;
    private static readonly double[] Amperes = [.. Enumerable.Range(1, 12).Select(i => i * 0.5e-3)];

    [Fact]
    public void Find_OscillatorThatItIsNotTold_IntervalsHoldIt()
    {
        const int seeds = 40;
        int frequencies = 0;
        int nonlinearities = 0;
        int dampings = 0;
        int thresholds = 0;
        int saturations = 0;
        for (ulong seed = 0; seed < seeds; seed++)
        {
            OscillatorLine[] lines = LinesOf(Device(-4), seed);
            AutoOscillatorFit? fit = Fit(lines, out string? failure);
            Assert.True(fit is not null, failure);
            Assert.True(fit.IsDescribed, $"seed {seed}: {fit.Probability}");
            frequencies += Holds(fit.FrequencyHertz, 240e6);
            nonlinearities += Holds(fit.Nonlinearity, -4);
            dampings += Holds(fit.DampingHertz, 5e6);
            thresholds += Holds(fit.ThresholdAmperes, 1.9e-3);
            saturations += Holds(fit.DampingNonlinearity, 1.5);
            Assert.True(
                fit.DampingNonlinearity.StandardUncertainty > 0.05, $"seed {seed}: Q is {fit.DampingNonlinearity}");
        }

        // 95 % of two standard uncertainties, with a standard error of 3.4; what theory may be off is stated beside the noise.
        Assert.InRange(100.0 * frequencies / seeds, 85, 100);
        Assert.InRange(100.0 * nonlinearities / seeds, 85, 100);
        Assert.InRange(100.0 * dampings / seeds, 85, 100);
        Assert.InRange(100.0 * thresholds / seeds, 85, 100);
        Assert.InRange(100.0 * saturations / seeds, 85, 100);
    }

    [Fact]
    public void Find_LinesThatHeatMakesWider_AreNotDescribed()
    {
        OscillatorLine[] lines =
        [
            .. LinesOf(Device(-4), 1).Select(line => line with
            {
                WidthHertz = new Estimate(
                    line.WidthHertz.Value * (1 + (line.Amperes / Operating)), line.WidthHertz.StandardUncertainty),
                Hertz = new Estimate(
                    line.Hertz.Value - (2e6 * Math.Pow(line.Amperes / Operating, 4)), line.Hertz.StandardUncertainty),
            }),
        ];

        AutoOscillatorFit? fit = Fit(lines, out string? failure);

        Assert.True(fit is not null, failure);
        Assert.False(fit.IsDescribed, $"probability {fit.Probability}");
    }

    [Fact]
    public void Find_NoLineBelowTheThreshold_SaysWhatIsMissing()
    {
        OscillatorLine[] lines = LinesOf(Device(-4), 1);
        var threshold = ThresholdFit.Find(
            [.. lines.Select(line => line.Amperes)], [.. lines.Select(line => line.Power)], out string? failure);
        Assert.True(threshold is not null, failure);

        Assert.Null(AutoOscillatorFit.Find([.. lines.Where(line => line.Amperes > 1.4e-3)], threshold, Operating, out failure));

        Assert.StartsWith("0 lines lie far below the threshold of 1.", failure, StringComparison.Ordinal);
    }

    private static AutoOscillatorFit? Fit(OscillatorLine[] lines, out string? failure)
    {
        var threshold = ThresholdFit.Find(
            [.. lines.Select(line => line.Amperes)], [.. lines.Select(line => line.Power)], out failure);
        return threshold is null ? null : AutoOscillatorFit.Find(lines, threshold, Operating, out failure);
    }

    private static AutoOscillator Device(double nonlinearity) => AutoOscillator.AtOperatingPoint(
        Current.FromAmperes(Operating), Frequency.FromMegahertz(240), Frequency.FromMegahertz(0.8), nonlinearity,
        Frequency.FromMegahertz(5), 1.5, Current.FromAmperes(1.9e-3));

    // By the laws of the theory, to the first order in the power below the threshold.
    private static OscillatorLine[] LinesOf(AutoOscillator device, ulong seed)
    {
        var random = RandomStream.For(seed, "lines");
        return
        [
            .. Amperes.Select(amperes =>
            {
                var current = Current.FromAmperes(amperes);
                double ratio = device.Supercriticality(current);
                double power = device.MeanPower(current);
                double width = ratio > 1
                    ? device.Linewidth(current).Hertz
                    : 10e6 * (1 - ratio + (2 * (1.5 + ratio) * power));
                double hertz = ratio > 1
                    ? device.FrequencyAt(current).Hertz
                    : device.RestFrequency.Hertz * (1 + (2 * device.FrequencyNonlinearity * power));
                double volts = 1e-6 * amperes * amperes / (Operating * Operating) * power;
                return new OscillatorLine(
                    amperes,
                    new Estimate(hertz + (0.03 * width * random.NextGaussian()), 0.03 * width),
                    new Estimate(width * (1 + (0.04 * random.NextGaussian())), 0.04 * width),
                    new Estimate(volts * (1 + (0.03 * random.NextGaussian())), 0.03 * volts));
            }),
        ];
    }

    private static int Holds(Estimate estimate, double truth) =>
        Math.Abs(estimate.Value - truth) <= 2 * estimate.StandardUncertainty ? 1 : 0;
}
