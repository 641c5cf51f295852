using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Instruments.Clocks;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

/// <summary>A magnet of 50 mT/A whose field is 50 ms late: a current is there within 5 ms.</summary>
public sealed class ElectromagnetTests
{
    private const double LagSeconds = 50e-3;

    [Fact]
    public void Field_BeforeItsLagIsOver_IsThatBeforeTheCurrentWasSet()
    {
        (SampleStage stage, VirtualClock clock) = Stage();
        Set(stage, 0.1);
        clock.Advance(Duration.FromSeconds(0.9 * LagSeconds));
        Assert.Equal(0.1, stage.Sense("supply", Sensed.Current), 1e-4);
        Assert.Equal(0, stage.Sense("probe", Sensed.Field), 1e-9);
        clock.Advance(Duration.FromSeconds(2 * LagSeconds));
        Assert.Equal(5e-3, stage.Sense("probe", Sensed.Field), 1e-6);
    }

    [Fact]
    public void Field_WhileTheCurrentRises_IsThatOfALagBefore()
    {
        (SampleStage stage, VirtualClock clock) = Stage();
        (SampleStage atOnce, VirtualClock itsClock) = Stage(lagSeconds: 0);
        Set(stage, 0.2);
        Set(atOnce, 0.2);
        clock.Advance(Duration.FromSeconds(LagSeconds));
        for (int step = 0; step < 20; step++)
        {
            Assert.Equal(atOnce.Sense("probe", Sensed.Field), stage.Sense("probe", Sensed.Field), 20e-6); // between two steps
            clock.Advance(Duration.FromSeconds(1e-3));
            itsClock.Advance(Duration.FromSeconds(1e-3));
        }
    }

    private static void Set(SampleStage stage, double amperes) => stage.Drive(
        "supply", new DirectCurrent(Current.FromAmperes(amperes)) { Compliance = Voltage.FromVolts(50) });

    private static (SampleStage Stage, VirtualClock Clock) Stage(double lagSeconds = LagSeconds)
    {
        var bench = new BenchDefinition
        {
            Name = "late",
            Instruments = [],
            SafeState = [],
            Sample = new SampleDefinition
            {
                Magnet = new MagnetDefinition
                {
                    Conversion = FieldPerCurrent.FromTeslaPerAmpere(0.05),
                    Inductance = Inductance.FromHenries(1e-3),
                    Remanence = default,
                    Twin = new MagnetTwin { Lag = Duration.FromSeconds(lagSeconds) },
                },
            },
            Wiring =
            [
                new WiringDefinition("supply", SamplePort.Coil, null, default),
                new WiringDefinition("probe", SamplePort.Gap, null, default),
            ],
        };
        var clock = new VirtualClock();
        return (new SampleStage(bench, 1, clock), clock);
    }
}
