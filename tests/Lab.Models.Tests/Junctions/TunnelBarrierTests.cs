using Lab.Models.Junctions;
using Lab.Quantities;

namespace Lab.Models.Tests.Junctions;

public class TunnelBarrierTests
{
    // The numbers of Brinkman, Dynes and Rowell, J. Appl. Phys. 41, 1915 (1970), Eqs. (4) and (5): width in Å, height in V.
    [Theory]
    [InlineData(2, 15, 0.5)]
    [InlineData(1, 10, -0.3)]
    [InlineData(0.4, 11, 0)]
    public void Coefficients_AreThoseOfThePaper(double height, double angstrom, double asymmetry)
    {
        var barrier = new TunnelBarrier(
            Voltage.FromVolts(height), Length.FromNanometers(angstrom / 10), Voltage.FromVolts(asymmetry));

        double siemensPerSquareCentimetre =
            3.16e10 * Math.Sqrt(height) / angstrom * Math.Exp(-1.025 * angstrom * Math.Sqrt(height));
        double slopeFactor = 2.0 / 3 * 1.025 * angstrom; // A0 = 4·√(2m)·d/(3ħ)
        const double digits = 0.01; // of the paper's constants, in the exponent
        Assert.Equal(1, siemensPerSquareCentimetre * 1e4 * barrier.ResistanceAreaOhmSquareMetres, digits);
        Assert.Equal(
            -slopeFactor * asymmetry / (16 * Math.Pow(height, 1.5)), barrier.LinearPerVolt,
            digits * Math.Max(Math.Abs(barrier.LinearPerVolt), 1e-12));
        Assert.Equal(1, 9 * slopeFactor * slopeFactor / (128 * height) / barrier.QuadraticPerSquareVolt, digits);
    }

    [Fact]
    public void OfCoefficients_OfABarrier_IsTheBarrier()
    {
        var barrier = new TunnelBarrier(Voltage.FromVolts(0.8), Length.FromNanometers(0.9), Voltage.FromVolts(0.15));

        TunnelBarrier found = TunnelBarrier.OfCoefficients(
            barrier.LinearPerVolt, barrier.QuadraticPerSquareVolt, barrier.ResistanceAreaOhmSquareMetres)!;

        Assert.Equal(0.8, found.Height.Volts, 1e-9);
        Assert.Equal(0.9, found.Width.Nanometers, 1e-9);
        Assert.Equal(0.15, found.Asymmetry.Volts, 1e-9);
    }

    [Fact]
    public void OfResistanceArea_HasIt()
    {
        var barrier = TunnelBarrier.OfResistanceArea(Voltage.FromVolts(0.4), default, 30e-12);

        Assert.Equal(30e-12, barrier.ResistanceAreaOhmSquareMetres, 1e-20);
        Assert.InRange(barrier.Width.Nanometers, 0.9, 1.1); // MgO with 30 Ω·µm² and 0.4 V has about 1 nm
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void OfCoefficients_NoUpwardBend_IsNoBarrier(double bend) =>
        Assert.Null(TunnelBarrier.OfCoefficients(0, bend, 30e-12));

    [Theory]
    [InlineData(true, 0.3)]
    [InlineData(false, -0.45)]
    public void At_CurrentOfAVoltage_IsTheVoltageOverTheCurrent(bool isParallel, double volts)
    {
        var junction = new TunnelResistance(Resistance.FromOhms(1000), 1.2, Voltage.FromVolts(0.5))
        {
            Barrier = new TunnelBarrier(Voltage.FromVolts(0.8), Length.FromNanometers(0.9), Voltage.FromVolts(0.15)),
        };

        Current current = junction.CurrentAt(isParallel, Voltage.FromVolts(volts));

        Assert.Equal(volts, current.Amperes * junction.At(isParallel, current).Ohms, 1e-12);
    }
}
