using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

/// <summary>A junction with two states against the laws of Arrhenius and Poisson.</summary>
public class PillarTests
{
    private const double Stability = 16;

    [Fact]
    public void Sense_ShortLivedStates_AreLeftAsOftenAsTheArrheniusLawSays()
    {
        (SampleStage stage, VirtualClock clock) = Stage(Stability, seed: 1);
        var look = Duration.FromSeconds(2e-4);
        const int looks = 100_000;
        int changes = 0;
        int parallel = 0;
        bool before = IsParallel(stage);
        for (int i = 0; i < looks; i++)
        {
            clock.Advance(look);
            bool now = IsParallel(stage);
            changes += now != before ? 1 : 0;
            parallel += now ? 1 : 0;
            before = now;
        }

        // 10 µA are 1 % of the critical current, which favours the parallel state: rates of 96 and 132 a second.
        double fromParallel = 1e9 * Math.Exp(-Stability * 1.01);
        double toParallel = 1e9 * Math.Exp(-Stability * 0.99);
        double rate = fromParallel + toParallel;
        double share = toParallel / rate;

        // An odd number of escapes between two looks is seen as one.
        double expected = looks * 2 * share * (1 - share) * (1 - Math.Exp(-rate * look.Seconds));
        Assert.Equal(expected, changes, 4 * Math.Sqrt(expected));

        // The mean of a telegraph signal of this correlation time.
        double seconds = looks * look.Seconds;
        Assert.Equal(share, (double)parallel / looks, 4 * Math.Sqrt(2 * share * (1 - share) / (rate * seconds)));
    }

    [Fact]
    public void Sense_LooksInBetween_ChangeNothing()
    {
        (SampleStage often, VirtualClock oftenClock) = Stage(23, seed: 7);
        (SampleStage seldom, VirtualClock seldomClock) = Stage(23, seed: 7);
        int changes = 0;
        bool before = true;
        for (int i = 0; i < 200; i++)
        {
            for (int k = 0; k < 8; k++)
            {
                oftenClock.Advance(Duration.FromSeconds(0.125));
                IsParallel(often);
            }

            seldomClock.Advance(Duration.FromSeconds(1));
            Assert.Equal(IsParallel(seldom), IsParallel(often));
            changes += IsParallel(seldom) != before ? 1 : 0;
            before = IsParallel(seldom);
        }

        Assert.InRange(changes, 5, 40); // 20 escapes are expected
    }

    [Fact]
    public void Drive_BeyondTheVoltageOfTheBarrier_DestroysIt()
    {
        (SampleStage stage, _) = Stage(60, seed: 1);
        stage.Drive("smu", new DirectCurrent(Current.FromMilliamperes(2)));

        Assert.Equal("pillar 'mtj' was destroyed: smu at 2 mA", stage.Damage?.ToString());
        Assert.Equal(double.PositiveInfinity, stage.Sense("smu", Sensed.Voltage));
    }

    [Fact]
    public void Pulse_ManyShots_SwitchAsOftenAsTheLawSays()
    {
        (SampleStage stage, _) = Stage(40, seed: 3);
        int switched = 0;
        const int shots = 2000;
        for (int i = 0; i < shots; i++)
        {
            Give(stage, 0.65, 10e-6);
            Assert.True(IsParallel(stage));
            Give(stage, -0.45, 100e-9);
            switched += IsParallel(stage) ? 0 : 1;
        }

        // 0.9 V over 1050 Ω less 10 µA, of the critical 1.01 mA that 100 ns need.
        double reduced = ((0.9 / 1050) - 10e-6) / 1.01e-3;
        double expected = 1 - Math.Exp(-100 * Math.Exp(-40 * (1 - reduced)));
        Assert.InRange(expected, 0.1, 0.9);
        Assert.Equal(expected, (double)switched / shots, 4 * Math.Sqrt(expected * (1 - expected) / shots));
    }

    [Fact]
    public void Pulse_OfAShot_DoesTheSameWhetherTheShotsBeforeWereTakenOrNot()
    {
        (SampleStage all, _) = Stage(40, seed: 5);
        (SampleStage some, _) = Stage(40, seed: 5);
        Assert.True(all.IsRenewedByShot);
        bool[] outcomes = new bool[40];
        for (int shot = 0; shot < outcomes.Length; shot++)
        {
            outcomes[shot] = Trial(all, shot);
        }

        Assert.Contains(true, outcomes);
        Assert.Contains(false, outcomes);
        Assert.All([20, 31, 39], shot => Assert.Equal(outcomes[shot], Trial(some, shot)));

        static bool Trial(SampleStage stage, int shot)
        {
            stage.Shots.Expect(shot);
            Give(stage, 0.65, 10e-6);
            Give(stage, -0.45, 100e-9);
            return IsParallel(stage);
        }
    }

    [Fact]
    public void Pulse_BeyondTheVoltageOfTheBarrier_DestroysIt()
    {
        (SampleStage stage, _) = Stage(60, seed: 1);
        Give(stage, 0.9, 10e-9); // 1.8 V of an open line, 1.71 V at 1 kΩ

        Assert.StartsWith("pillar 'mtj' was destroyed: pulser at 900 mV", stage.Damage?.ToString(), StringComparison.Ordinal);
        Assert.Equal(double.PositiveInfinity, stage.Sense("smu", Sensed.Voltage));
    }

    private static void Give(SampleStage stage, double volts, double seconds)
    {
        stage.Shots.Trigger();
        stage.Drive("pulser", new PulseBurst(Voltage.FromVolts(volts), Duration.FromSeconds(seconds), 1));
    }

    private static bool IsParallel(SampleStage stage) => stage.Sense("smu", Sensed.Voltage) < 0.015;

    private static (SampleStage Stage, VirtualClock Clock) Stage(double stability, ulong seed)
    {
        var values = new Dictionary<string, object>(
            Pillar.Description.Schema.Keys.ToDictionary(key => key.Name, key => key.Default!))
        {
            ["stability"] = stability,
        };
        var part = new PartDefinition(Pillar.Description.Schema, "mtj", new SettingValues(values));
        var bench = new BenchDefinition
        {
            Name = "pillar",
            Instruments = [],
            SafeState = [],
            Sample = new SampleDefinition { Parts = [part] },
            Wiring =
            [
                new WiringDefinition("smu", Pillar.Port, "mtj", default),
                new WiringDefinition("pulser", Pillar.PulsePort, "mtj", default),
            ],
        };
        var clock = new VirtualClock();
        var stage = new SampleStage(bench, seed, clock, Pillar.Description);
        stage.Drive("smu", new DirectCurrent(Current.FromAmperes(10e-6)));
        return (stage, clock);
    }
}
