using Lab.Calibration.Regression;
using Lab.Calibration.SpinDiodes;
using Lab.Quantities;

namespace Lab.Calibration.Tests.SpinDiodes;

public sealed class WeightCurveTests
{
    private const double ToneHertz = 346e6;
    private const double HertzPerAmpere = 1.96e9;
    private const double WeightUncertainty = 1e-3;

    /// <summary>The part of the stated uncertainty by which a fit of noise-free weights may miss.</summary>
    private const double ModelShare = 0.1;

    private static readonly double[] Powers = [2e-6, 4e-6, 6e-6, 8e-6, 10e-6, 12e-6];
    private static readonly double[] Currents = [-5e-3, -3e-3, -1e-3, 1e-3, 3e-3, 5e-3];

    [Theory]
    [InlineData(0.25, 1)]
    [InlineData(-0.4, 1)]
    [InlineData(0.25, -1)]
    public void Fit_NoiseFreeWeights_FindsTheZeroAndItsSlope(double symmetric, double antisymmetric)
    {
        double Exact(double current) => WeightOf(current, symmetric, antisymmetric);
        WeightCurve curve = Fit([.. Currents.Select(Exact)])!;
        double zero = BisectZero(Exact);
        double slope = (Exact(zero + 1e-6) - Exact(zero - 1e-6)) / 2e-6;

        Assert.Equal(zero, curve.ZeroCurrent.Value, ModelShare * curve.ZeroCurrent.StandardUncertainty);
        Assert.Equal(slope, curve.SlopeAtZero.Value, ModelShare * curve.SlopeAtZero.StandardUncertainty);
        Assert.InRange(curve.ReducedChiSquare, 0, 1);
    }

    [Fact]
    public void Fit_NonlinearJunction_ZeroIsNotWhereItWouldBeAtVanishingPower()
    {
        // N p moves the resonance by some 18 kHz over these powers, and so the zero by about 18 kHz / 1.96 GHz/A = 9 µA.
        WeightCurve curve = Fit([.. Currents.Select(current => WeightOf(current, 0.25, 1))])!;
        double linear = ((ToneHertz / (1 - (0.01 * 0.25))) - ToneHertz) / HertzPerAmpere;
        Assert.InRange(linear - curve.ZeroCurrent.Value, 5e-6, 30e-6);
    }

    [Fact]
    public void WeightAt_MeasuredCurrents_GivesTheWeightsBack()
    {
        double[] weights = [.. Currents.Select(current => WeightOf(current, 0.25, 1))];
        WeightCurve curve = Fit(weights)!;
        for (int i = 0; i < Currents.Length; i++)
        {
            Assert.Equal(weights[i], curve.WeightAt(Currents[i]), WeightUncertainty);
        }
    }

    [Fact]
    public void Fit_ScatterAboveTheUncertainty_WidensTheResults()
    {
        double[] weights = [.. Currents.Select(current => WeightOf(current, 0.25, 1))];
        double[] scattered = [.. weights.Select((weight, i) => weight + (i % 2 == 0 ? 0.02 : -0.02))];
        Assert.True(Fit(scattered)!.ZeroCurrent.StandardUncertainty > 3 * Fit(weights)!.ZeroCurrent.StandardUncertainty);
    }

    [Fact]
    public void Fit_TooFewCurrents_GivesNothing() =>
        Assert.Null(WeightCurve.Fit(Frequency.FromHertz(ToneHertz), Powers, [0, 1, 2, 3], [.. new Estimate[4]], Line(), new Estimate(0.01, 1e-5)));

    private static WeightCurve? Fit(double[] weights) => WeightCurve.Fit(
        Frequency.FromHertz(ToneHertz),
        Powers,
        Currents,
        [.. weights.Select(weight => new Estimate(weight, WeightUncertainty))],
        Line(),
        new Estimate(0.01, 1e-5));

    private static LineFit Line() => LineFit.Weighted(
        Currents, [.. Currents.Select(current => ToneHertz + (HertzPerAmpere * current))], [.. Currents.Select(_ => 10e3)]);

    private static double WeightOf(double current, double symmetric, double antisymmetric)
    {
        var junction = new SyntheticSpectrum
        {
            ResonanceHertz = ToneHertz + (HertzPerAmpere * current),
            SymmetricRadiansPerCoulomb = 6e7 * symmetric,
            AntisymmetricRadiansPerCoulomb = 6e7 * antisymmetric,
        };
        double mean = Powers.Average();
        return Powers.Sum(p => (p - mean) * junction.Voltage(ToneHertz, p)) / Powers.Sum(p => (p - mean) * (p - mean));
    }

    private static double BisectZero(Func<double, double> weight)
    {
        (double low, double high) = (-1.7e-3, 1.7e-3);
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Math.Sign(weight(middle)) == Math.Sign(weight(low)) ? (middle, high) : (low, middle);
        }

        return low;
    }
}
