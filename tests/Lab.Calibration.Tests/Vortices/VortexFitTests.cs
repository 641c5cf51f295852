using Lab.Calibration.Vortices;
using Lab.Models.Randomness;
using Lab.Models.VortexOscillators;
using Lab.Quantities;

namespace Lab.Calibration.Tests.Vortices;

/// <summary>Transients that were drawn from known coefficients.</summary>
public class VortexFitTests
{
    private const int Seeds = 50;
    private const int Samples = 60;
    private const double TransientSeconds = 400e-9;

    private static readonly VortexOscillator Device = new();

    // Two below and three above the threshold, one near to it, with coefficients that theory has not: n = 2.6, β that changes.
    private static readonly (double Current, VortexCoefficients Coefficients)[] Truth =
    [
        (4e10, new(-2.2e7, -6e7, 2.6)),
        (6e10, new(-6e6, -6.3e7, 2.6)),
        (7e10, new(4e5, -6.6e7, 2.6)),
        (8e10, new(7e6, -7e7, 2.6)),
        (9e10, new(1.4e7, -7.3e7, 2.6)),
        (10e10, new(2.1e7, -7.8e7, 2.6)),
    ];

    [Fact]
    public void Find_FiftySeeds_CoversTheTruth()
    {
        int covered = 0;
        int all = 0;
        int threshold = 0;
        double deviations = 0;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            VortexFit fit = Fit(Draw(seed, 0.005));
            Assert.Null(fit.Misfit);
            Assert.Equal(0.005, fit.Noise, 5e-4);
            void Count(Estimate estimate, double truth)
            {
                double off = (estimate.Value - truth) / estimate.StandardUncertainty;
                covered += Math.Abs(off) <= 1 ? 1 : 0;
                deviations += off * off;
                all++;
            }

            Count(fit.Exponent, 2.6);
            Assert.All(fit.Coefficients.Zip(Truth), pair =>
            {
                Count(pair.First.Growth, pair.Second.Coefficients.GrowthPerSecond);
                Count(pair.First.Saturation, pair.Second.Coefficients.SaturationPerSecond);
                Assert.True(pair.First.HasSaturation);
            });
            threshold += Math.Abs(fit.FirstCritical.Value - 6.9375e10) <= fit.FirstCritical.StandardUncertainty ? 1 : 0;
        }

        Assert.InRange((double)covered / all, 0.60, 0.76);
        Assert.Equal(1, deviations / all, 0.25);
        Assert.InRange(threshold, 26, 42); // 68 % of 50, within 2.5 standard deviations
    }

    [Fact]
    public void Find_Noiseless_GivesTheCoefficients()
    {
        VortexFit fit = Fit(Draw(1, 1e-7));
        Assert.Equal(2.6, fit.Exponent.Value, 1e-4);
        Assert.All(fit.Coefficients.Zip(Truth), pair =>
        {
            Assert.Equal(1, pair.First.Growth.Value / pair.Second.Coefficients.GrowthPerSecond, 1e-4);
            Assert.Equal(1, pair.First.Saturation.Value / pair.Second.Coefficients.SaturationPerSecond, 1e-4);
        });
        Assert.Equal(Truth[5].Coefficients.Advance(0.05, TransientSeconds), fit.Curve(10)[^1], 1e-5);
    }

    [Fact]
    public void Find_CoreThatHeatMoves_SaysSoAndWidens()
    {
        VortexTransient[] heated = [.. ((double[])[0.8, 0.95, 1.1, 1.2, 1.3]).Select(
            (ratio, index) =>
            {
                var random = RandomStream.For(1, "heat", (ulong)index);
                CurrentDensity current = Device.Disk.FirstCritical * ratio;
                var state = new VortexState(0.4, 0);
                double[] times = [.. Enumerable.Range(0, 200).Select(i => i * 2e-9)];
                return new VortexTransient(current.AmperesPerSquareMetre, times, [.. times.Select(_ =>
                {
                    double amplitude = state.Amplitude;
                    state = Device.Advance(state, current, Duration.FromNanoseconds(2), Temperature.FromKelvin(300), random);
                    return amplitude;
                })]);
            })];
        VortexFit fit = Fit(heated);
        Assert.StartsWith("Neighbouring residuals are alike (Durbin–Watson ", fit.Misfit);
        Assert.All(fit.Coefficients, each =>
        {
            double truth = Device.Disk.At(CurrentDensity.FromAmperesPerSquareMetre(each.AmperesPerSquareMetre)).GrowthPerSecond;
            Assert.InRange(Math.Abs(each.Growth.Value - truth) / each.Growth.StandardUncertainty, 0, 4);
        });
    }

    [Fact]
    public void Find_WhatDoesNotTell_IsSaid()
    {
        Assert.Null(VortexFit.Find([new(1e10, [0, 1e-9], [0.1, 0.2])], out string? failure));
        Assert.Equal("Transient 1 has 2 samples; 3 are needed. Sample more finely.", failure);
        Assert.Null(VortexFit.Find([new(1e10, [0, 1e-9, 2e-9], [0.1, 0.2, 0.3])], out failure));
        Assert.Equal("3 samples do not tell 4 coefficients and beginnings; take more samples.", failure);
        Assert.Null(VortexFit.Find(
            [new(1e10, [.. Enumerable.Range(0, 50).Select(i => i * 1e-9)], new double[50])], out failure));
        Assert.StartsWith("The amplitudes of transient 1 are not positive on the whole", failure);

        // Orbits of a hundredth that decay do not tell how larger ones saturate.
        double[] times = [.. Enumerable.Range(0, 100).Select(i => i * 1e-9)];
        var random = RandomStream.For(1, "small");
        VortexTransient small = new(1e10, times, [.. times.Select(
            time => Truth[0].Coefficients.Advance(0.02, time) + (1e-4 * random.NextGaussian()))]);
        VortexFit fit = Fit([.. Draw(1, 0.005), small]);
        Assert.False(fit.Coefficients[0].HasSaturation);
        Assert.Equal(1e10, fit.Coefficients[0].AmperesPerSquareMetre);
        Assert.Equal(-2.2e7, fit.Coefficients[0].Growth.Value, 4e6);
    }

    private static VortexFit Fit(VortexTransient[] transients)
    {
        VortexFit? fit = VortexFit.Find(transients, out string? failure);
        Assert.Null(failure);
        return Assert.IsType<VortexFit>(fit);
    }

    private static VortexTransient[] Draw(ulong seed, double noise)
    {
        var random = RandomStream.For(seed, "transients");
        return
        [
            .. from row in Truth
               from start in (double[])[0.05, 0.6]
               let times = Enumerable.Range(0, Samples).Select(i => i * TransientSeconds / (Samples - 1)).ToArray()
               select new VortexTransient(
                   row.Current,
                   times,
                   [.. times.Select(time => row.Coefficients.Advance(start, time) + (noise * random.NextGaussian()))]),
        ];
    }
}
