using Lab.Calibration.Tunnelling;
using Lab.Models.Junctions;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Calibration.Tests.Tunnelling;

public class TunnelChangeFitTests
{
    private const double ChangeAmperes = 15e-6;
    private const int Readings = 4;

    private static readonly TunnelResistance Junction = new(Resistance.FromOhms(1000), 1.2, Voltage.FromVolts(0.45))
    {
        Barrier = new TunnelBarrier(Voltage.FromVolts(0.8), Length.FromNanometers(0.9), Voltage.FromVolts(0.1)),
    };

    // A change of three quarters of the first current is far from small.
    [Fact]
    public void Of_LargeChangesWithoutNoise_GivesTheParametersOfTheClosedForm()
    {
        TunnelFitResult fit = TunnelChangeFit.Of(Changes(noiseVolts: 0, _ => 0), out string? failure)!;

        Assert.Null(failure);
        Assert.Equal(1e-3, fit.ConductanceSiemens.Value, 1e-12);
        Assert.Equal(Junction.Barrier!.LinearPerVolt, fit.LinearPerVolt.Value, 1e-8);
        Assert.Equal(Junction.Barrier.QuadraticPerSquareVolt, fit.QuadraticPerSquareVolt.Value, 1e-7);
        Assert.Equal(1.2, fit.MagnetoresistanceRatio!.Value.Value, 1e-8);
        Assert.Equal(0.45, fit.HalfBiasVolts!.Value.Value, 1e-8);
        Assert.All(fit.ResidualAmperes, residual => Assert.Equal(0, residual, 1e-14));
    }

    [Fact]
    public void Of_ManySeeds_HaveIntervalsThatHold()
    {
        const int seeds = 60;
        double squares = 0;
        for (ulong seed = 1; seed <= seeds; seed++)
        {
            TunnelFitResult fit = TunnelChangeFit.Of(Changes(noiseVolts: 30e-9, _ => 0, seed), out _)!;
            squares += Square(1e-3, fit.ConductanceSiemens) + Square(Junction.Barrier!.LinearPerVolt, fit.LinearPerVolt)
                + Square(1.2, fit.MagnetoresistanceRatio!.Value) + Square(0.45, fit.HalfBiasVolts!.Value);
        }

        // Mean square of deviations in standard uncertainties: one.
        Assert.InRange(squares / (4 * seeds), 0.75, 1.3);
    }

    [Fact]
    public void Of_OffsetThatWanders_MovesNothingElse()
    {
        TunnelFitResult still = TunnelChangeFit.Of(Changes(noiseVolts: 30e-9, _ => 0), out _)!;
        TunnelFitResult wandering = TunnelChangeFit.Of(Changes(noiseVolts: 30e-9, i => 1e-6 + (20e-9 * i)), out _)!;

        Assert.Equal(still.LinearPerVolt.Value, wandering.LinearPerVolt.Value, still.LinearPerVolt.StandardUncertainty / 1000);
        Assert.Equal(
            still.HalfBiasVolts!.Value.Value, wandering.HalfBiasVolts!.Value.Value,
            still.HalfBiasVolts.Value.StandardUncertainty / 1000);
        Assert.Equal(1e-6 + (20e-9 * 79 / 2), wandering.OffsetVolts.Value, 0.3e-6);
        Assert.True(double.IsNaN(wandering.OffsetVolts.StandardUncertainty));
    }

    [Fact]
    public void Of_SignsOfTheFieldsExchanged_SaysSo()
    {
        BiasChange[] exchanged =
        [
            .. Changes(noiseVolts: 0, _ => 0).Select(change => change with { IsParallel = !change.IsParallel }),
        ];

        Assert.Null(TunnelChangeFit.Of(exchanged, out string? failure));
        Assert.Equal("The antiparallel state does not have the larger resistance. Check the signs of the two fields.", failure);
    }

    private static double Square(double truth, Estimate estimate) =>
        Math.Pow((estimate.Value - truth) / estimate.StandardUncertainty, 2);

    private static BiasChange[] Changes(double noiseVolts, Func<int, double> offsetAt, ulong seed = 1)
    {
        var random = RandomStream.For(seed, "changes");
        (bool IsParallel, double Amperes)[] biases =
        [
            .. from isParallel in (bool[])[true, false]
               from sign in (int[])[1, -1]
               from step in Enumerable.Range(1, 20)
               select (isParallel, sign * step * 20e-6),
        ];
        return
        [
            .. biases.Select((bias, i) =>
            {
                double VoltsAt(double amperes) =>
                    Junction.VoltageAt(bias.IsParallel, Current.FromAmperes(amperes), 0).Volts;
                (double above, double below) = (VoltsAt(bias.Amperes + ChangeAmperes), VoltsAt(bias.Amperes - ChangeAmperes));
                return new BiasChange(
                    bias.IsParallel, bias.Amperes, ChangeAmperes, ((above + below) / 2) + offsetAt(i),
                    ((above - below) / 2) + (noiseVolts / Math.Sqrt(Readings) * random.NextGaussian()), noiseVolts, Readings);
            }),
        ];
    }
}
