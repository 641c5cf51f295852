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
            Wiring = [new WiringDefinition("smu", Pillar.Port, "mtj", default)],
        };
        var clock = new VirtualClock();
        var stage = new SampleStage(bench, seed, clock, Pillar.Description);
        stage.Drive("smu", new DirectCurrent(Current.FromAmperes(10e-6)));
        return (stage, clock);
    }
}
