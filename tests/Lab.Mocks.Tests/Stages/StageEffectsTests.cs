using System.Globalization;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Instruments.Clocks;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Mocks.Tests.Rough;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

/// <summary>Each effect of a real bench on the stage against its closed form, and none of them where it is off.</summary>
public sealed class StageEffectsTests
{
    private static readonly Frequency Tone = Frequency.FromMegahertz(350);
    private static readonly Power Microwatts2 = Power.FromMicrowatts(2);
    private static readonly JunctionDefinition Junction = new() { Name = "mtj", ReferenceField = default };
    private static readonly SpinDiode Diode = new()
    {
        ResonanceFrequency = Junction.ResonanceFrequency,
        Damping = 0.01,
        SymmetricWeight = 0.25
    };

    [Fact]
    public void Tone_ThroughCablesThatLoseMore_ArrivesWeaker()
    {
        SampleStage stage = Stage(
            Junction,
            path: new RfPathEffects { LossError = LevelRatio.FromDecibels(1), LossSlope = LevelRatio.FromDecibels(0.5) });
        stage.Drive("rf", new ToneSignal(new RfTone(Frequency.FromGigahertz(4), Microwatts2)));

        // 1 dB and 0.5 dB times the root of 4.
        Assert.Equal(2e-6 / Math.Pow(10, 0.2), ToneAt(stage).Power.Watts, 1e-18);
    }

    [Fact]
    public void Tone_ThroughARipple_ComesBackAfterItsPeriod()
    {
        SampleStage stage = Stage(Junction, path: new RfPathEffects { Ripple = LevelRatio.FromDecibels(0.5) });
        double[] decibels =
        [
            .. Enumerable.Range(0, 601).Select(i =>
            {
                stage.Drive("rf", new ToneSignal(new RfTone(Frequency.FromMegahertz(320 + (0.2 * i)), Microwatts2)));
                return 10 * Math.Log10(ToneAt(stage).Power / Microwatts2);
            }),
        ];

        Assert.Equal(0.5, decibels.Max(), 1e-4);
        Assert.Equal(-0.5, decibels.Min(), 1e-4);
        Assert.Equal(decibels[0], decibels[300], 1e-9); // 60 MHz
        Assert.Equal(0, decibels.Take(600).Average(), 1e-9);
    }

    [Fact]
    public void Voltage_OfAJunctionThatDoesNotMatch_IsThatOfThePowerItTakes()
    {
        SampleStage stage = Stage(Junction, path: new RfPathEffects { HasMismatch = true });
        stage.Drive("rf", new ToneSignal(new RfTone(Tone, Microwatts2)));

        double reflection = (163.0 - 50) / (163 + 50);
        Assert.Equal(Diode.RectifiedVoltage(Tone, Microwatts2 * (1 - (reflection * reflection))).Volts, Volts(stage), 1e-15);
    }

    [Fact]
    public void Voltage_WithFlatRectification_HasItBesideTheLine()
    {
        SampleStage stage = Stage(
            Junction with { Twin = new JunctionTwin { FlatRectificationVoltsPerWatt = 0.05, RectificationSlope = 2 } });
        stage.Drive("rf", new ToneSignal(new RfTone(Tone, Microwatts2)));

        double beside = 0.05 * 2e-6 * (1 + (2 * ((350.0 / 346) - 1)));
        Assert.Equal(Diode.RectifiedVoltage(Tone, Microwatts2).Volts + beside, Volts(stage), 1e-15);
    }

    [Fact]
    public void Resonance_WhileItWarmsUp_DecaysWithItsTimeConstant()
    {
        SampleStage stage = Stage(
            Junction with { Twin = new JunctionTwin { Effects = new ResonanceEffects { WarmUpRatio = 3e-3 } } });
        Assert.Equal(346e6 * 1.003, Hertz(stage), 1e-3);
        ((VirtualClock)stage.Clock).Advance(Duration.FromSeconds(300));
        Assert.Equal(346e6 * (1 + (3e-3 / Math.E)), Hertz(stage), 1e-3);
    }

    [Fact]
    public void Resonance_OverAHeatedLine_ShiftsWithTheSquareOfItsCurrent()
    {
        SampleStage stage = Stage(Junction with
        {
            InPlaneSlope = default,
            Twin = new JunctionTwin { Effects = new ResonanceEffects { LineHeatingPerWatt = -2 } }
        });
        stage.Drive("line", new DirectCurrent(Current.FromMilliamperes(-10)));

        Assert.Equal(346e6 * (1 - (2 * 1.2e-3)), Hertz(stage), 1e-3); // 10 mA in 12 Ω: 1.2 mW
    }

    [Fact]
    public void Resonance_UnderTelegraphNoise_IsInEitherOfTwoPlaces()
    {
        SampleStage stage = Stage(
            Junction with
            {
                Twin = new JunctionTwin
                {
                    Effects = new ResonanceEffects { TelegraphRatio = 0.01, TelegraphRate = Frequency.FromHertz(1) }
                }
            });
        double[] seen =
        [
            .. Enumerable.Range(0, 200).Select(_ =>
            {
                ((VirtualClock)stage.Clock).Advance(Duration.FromSeconds(1));
                return Math.Round(Hertz(stage));
            }).Distinct().Order(),
        ];

        Assert.Equal([344.27e6, 347.73e6], seen); // 346 MHz ± 0.5 %
    }

    [Fact]
    public void Resonance_ThatWalks_SpreadsWithTheRootOfTime()
    {
        const int seeds = 400;
        double variance = Enumerable.Range(1, seeds).Average(seed =>
        {
            SampleStage stage = Stage(
                Junction with { Twin = new JunctionTwin { Effects = new ResonanceEffects { WalkRatio = 1e-5 } } },
                seed: (ulong)seed);
            ((VirtualClock)stage.Clock).Advance(Duration.FromSeconds(100));
            return Math.Pow((Hertz(stage) / 346e6) - 1, 2);
        });

        Assert.Equal(1, variance / (1e-10 * 100), 4 * Math.Sqrt(2.0 / seeds));
    }

    [Fact]
    public void Resonance_OfAPinnedCore_DependsOnTheWayOfTheCurrent()
    {
        SampleStage stage = Stage(Junction with
        {
            Twin = new JunctionTwin { Effects = new ResonanceEffects { Pinning = MagneticField.FromOersted(0.3) } }
        });
        stage.Drive("line", new DirectCurrent(Current.FromMilliamperes(-5)));
        stage.Drive("line", new DirectCurrent(default));
        double up = Hertz(stage);
        stage.Drive("line", new DirectCurrent(Current.FromMilliamperes(5)));
        stage.Drive("line", new DirectCurrent(default));

        Assert.Equal(2 * 0.3 * 2e6, Hertz(stage) - up, 1); // 2w at 2 MHz/Oe
    }

    [Fact]
    public void Resonance_InATiltedField_MovesWithThePartInThePlane()
    {
        SampleStage stage = Stage(
            Junction with { PerpendicularSlope = default },
            magnet: new MagnetDefinition { Remanence = default, Twin = new MagnetTwin { Tilt = Angle.FromDegrees(1) } });
        stage.Drive("supply", new DirectCurrent(Current.FromAmperes(1)) { Compliance = Voltage.FromVolts(20) });
        ((VirtualClock)stage.Clock).Advance(Duration.FromSeconds(5));

        Assert.Equal(346e6 + (2e6 * 500 * Math.Sin(Math.PI / 180)), Hertz(stage), 1); // 500 Oe
    }

    [Fact]
    public void Field_WithMoreRemanenceThanTheCoilsTurnOver_NeverFallsWhileTheCurrentRises()
    {
        var model = new ElectromagnetModel(new MagnetDefinition { Remanence = MagneticField.FromOersted(200) });
        double seconds = 0;
        model.TargetAmperes = -10;
        model.AdvanceTo(seconds += 5);
        double before = model.FieldTesla;
        for (double amperes = -10; amperes <= 10; amperes += 0.05)
        {
            model.TargetAmperes = amperes;
            model.AdvanceTo(seconds += 0.1);
            Assert.True(model.FieldTesla >= before - 1e-12);
            before = model.FieldTesla;
        }

        model.TargetAmperes = 0;
        model.AdvanceTo(seconds + 5);
        Assert.Equal(200e-4, model.FieldTesla, 1e-9);
    }

    [Fact]
    public async Task Gaussmeter_AtAnAngle_ReadsTheCosine()
    {
        using var bench = new RoughBench(
            "lakeshore-475",
            SamplePort.Gap,
            twin: [("angle", Angle.FromDegrees(60)), ("noise", default(MagneticField)), ("offset", default(MagneticField))]);
        bench.Virtual.Stage.Drive("coil", new DirectCurrent(Current.FromAmperes(1)) { Compliance = Voltage.FromVolts(20) });
        bench.Clock.Advance(Duration.FromSeconds(5));
        await bench.LookAsync("*RST");

        // 500 Oe, of which the probe reads half.
        Assert.Equal(250, double.Parse(await bench.LookAsync("RDGFIELD?"), CultureInfo.InvariantCulture), 1e-3);
    }

    [Fact]
    public async Task Gaussmeter_WithAnErrorOfItsGain_ReadsAnotherMultipleForEachSeed()
    {
        const int seeds = 300;
        double sum = 0;
        for (ulong seed = 1; seed <= seeds; seed++)
        {
            using var bench = new RoughBench(
                "lakeshore-475",
                SamplePort.Gap,
                seed,
                twin: [("gain_error", 0.002), ("noise", default(MagneticField)), ("offset", default(MagneticField))]);
            bench.Virtual.Stage.Drive("coil", new DirectCurrent(Current.FromAmperes(1)) { Compliance = Voltage.FromVolts(20) });
            bench.Clock.Advance(Duration.FromSeconds(5));
            await bench.LookAsync("*RST");
            sum += Math.Pow((double.Parse(await bench.LookAsync("RDGFIELD?"), CultureInfo.InvariantCulture) / 500) - 1, 2);
        }

        Assert.Equal(1, sum / seeds / 4e-6, 4 * Math.Sqrt(2.0 / seeds));
    }

    [Fact]
    public void Stage_WithEverythingOff_GivesTheVoltagesOfAPlainOne()
    {
        var off = new ResonanceEffects
        {
            TelegraphRate = Frequency.FromHertz(5),
            WarmUpTime = Duration.FromSeconds(1),
            RoughnessWidth = MagneticField.FromOersted(3)
        };
        SampleStage plain = Stage(Junction, drift: 5e-9);
        SampleStage stage = Stage(
            Junction with { Twin = new JunctionTwin { Effects = off } },
            path: new RfPathEffects { RipplePeriod = Frequency.FromMegahertz(1) },
            drift: 5e-9);
        foreach (SampleStage each in (SampleStage[])[plain, stage])
        {
            each.Drive("rf", new ToneSignal(new RfTone(Tone, Microwatts2)));
            each.Drive("line", new DirectCurrent(Current.FromMilliamperes(3)));
            ((VirtualClock)each.Clock).Advance(Duration.FromSeconds(20));
        }

        Assert.Equal(Volts(plain), Volts(stage)); // to the last bit
    }

    private static RfTone ToneAt(SampleStage stage) => Assert.Single(stage.TonesFrom("rf"));

    private static double Volts(SampleStage stage) => stage.Sense("voltmeter", Sensed.Voltage);

    private static double Hertz(SampleStage stage) => stage.RevealJunctions()[0].ResonanceFrequency.Hertz;

    private static SampleStage Stage(
        JunctionDefinition junction, RfPathEffects? path = null, MagnetDefinition? magnet = null, ulong seed = 1,
        double drift = 0) => new(
        new BenchDefinition
        {
            Name = "test",
            Instruments = [],
            SafeState = [],
            Sample = new SampleDefinition
            {
                Junctions = [junction],
                FieldLines = [new FieldLineDefinition { Name = "line", Junction = "mtj" }],
                Magnet = magnet,
                ThermalDrift = Voltage.FromVolts(drift),
            },
            Wiring =
            [
                new WiringDefinition("rf", SamplePort.Rf, null, default) { Path = path ?? new RfPathEffects() },
                new WiringDefinition("voltmeter", SamplePort.DcVoltage, null, default),
                new WiringDefinition("line", SamplePort.FieldLine, "line", default),
                new WiringDefinition("supply", SamplePort.Coil, null, default),
            ],
        },
        seed,
        new VirtualClock());
}
