using Lab.Calibration.Tunnelling;
using Lab.Models.Junctions;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Calibration.Tests.Tunnelling;

public class TunnelFitTests
{
    private const double NoiseVolts = 1e-6;

    private static readonly TunnelResistance Junction = new(Resistance.FromOhms(1000), 1.2, Voltage.FromVolts(0.45))
    {
        Barrier = new TunnelBarrier(Voltage.FromVolts(0.8), Length.FromNanometers(0.9), Voltage.FromVolts(0.1)),
    };

    [Fact]
    public void Of_CurvesOfABarrier_GivesItsParameters()
    {
        TunnelFitResult fit = TunnelFit.Of(Points(volts => volts), out string? failure)!;

        Assert.Null(failure);
        AssertHolds(1e-3, fit.ConductanceSiemens);
        AssertHolds(Junction.Barrier!.LinearPerVolt, fit.LinearPerVolt);
        AssertHolds(Junction.Barrier.QuadraticPerSquareVolt, fit.QuadraticPerSquareVolt);
        AssertHolds(1.2, fit.MagnetoresistanceRatio!.Value);
        AssertHolds(0.45, fit.HalfBiasVolts!.Value);
        Assert.InRange(fit.MisfitRatio, 0.7, 1.3);
    }

    [Fact]
    public void Of_VoltmeterWithAnOffset_FindsTheOffsetAndNothingElse()
    {
        TunnelFitResult fit = TunnelFit.Of(Points(volts => volts + 50e-6), out _)!;

        AssertHolds(50e-6, fit.OffsetVolts);
        AssertHolds(Junction.Barrier!.LinearPerVolt, fit.LinearPerVolt);
        AssertHolds(1.2, fit.MagnetoresistanceRatio!.Value);
    }

    // Contacts in series are no barrier: the fit has to say so.
    [Fact]
    public void Of_AnotherLaw_ScattersMoreThanTheReadings()
    {
        TunnelFitResult fit = TunnelFit.Of(Points(volts => volts + (0.01 * Math.Sin(25 * volts))), out _)!;

        Assert.True(fit.MisfitRatio > 100, $"{fit.MisfitRatio}");
    }

    [Fact]
    public void Of_SignsOfTheFieldsExchanged_SaysSo()
    {
        BiasPoint[] exchanged = [.. Points(volts => volts).Select(point => point with { IsParallel = !point.IsParallel })];

        Assert.Null(TunnelFit.Of(exchanged, out string? failure));
        Assert.Equal("The antiparallel state does not have the larger resistance. Check the signs of the two fields.", failure);
    }

    [Fact]
    public void Of_FewPoints_SaysHowManyAreMissing()
    {
        BiasPoint[] few = [.. Points(volts => volts).Where(point => point.IsParallel).Take(5)];

        Assert.Null(TunnelFit.Of(few, out string? failure));
        Assert.StartsWith(
            "There are 5 points of the parallel and 0 of the antiparallel state;", failure, StringComparison.Ordinal);
    }

    private static void AssertHolds(double truth, Estimate estimate) =>
        Assert.Equal(truth, estimate.Value, 4 * estimate.StandardUncertainty);

    private static BiasPoint[] Points(Func<double, double> read)
    {
        var random = RandomStream.For(1, "I-V");
        return
        [
            .. from isParallel in (bool[])[true, false]
               from microamperes in Enumerable.Range(1, 20)
               from sign in (int[])[1, -1]
               let current = Current.FromAmperes(sign * microamperes * 20e-6)
               let volts = Junction.VoltageAt(isParallel, current, 0).Volts
               select new BiasPoint(
                   isParallel, read(volts) + (NoiseVolts * random.NextGaussian()), current.Amperes, NoiseVolts, 0, 1),
        ];
    }
}
