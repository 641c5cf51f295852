using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Instruments.Clocks;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Models.Nanowires;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

/// <summary>A nanowire in the field of a magnet whose current is set: a volt of swing, no noise, 50 mT/A.</summary>
public sealed class NanowireTests
{
    private const double TeslaPerAmpere = 0.05;
    private static readonly Voltage Pulse = Voltage.FromVolts(30);

    [Fact]
    public void Pulse_PropagationFieldHighAboveTheCentre_ReversesTheWholeWire()
    {
        (SampleStage stage, VirtualClock clock) = Stage();
        Saturate(stage, clock);
        Set(stage, clock, 7e-3);
        Assert.Equal(-0.5, stage.Sense("daq", Sensed.Voltage), 1e-9);

        Fire(stage, Pulse);

        Assert.Equal(0.5, stage.Sense("daq", Sensed.Voltage), 1e-9);
    }

    [Fact]
    public void Pulse_BelowTheInjectionCurrent_DoesNothing()
    {
        (SampleStage stage, VirtualClock clock) = Stage();
        Saturate(stage, clock);
        Set(stage, clock, 7e-3);

        Fire(stage, Voltage.FromVolts(15));

        Assert.Equal(-0.5, stage.Sense("daq", Sensed.Voltage), 1e-9);
    }

    [Fact]
    public void Field_WithoutAPulse_ReversesTheWireAtTheNucleationFieldAlone()
    {
        (SampleStage stage, VirtualClock clock) = Stage();
        Saturate(stage, clock);
        Set(stage, clock, 10.2e-3);
        Assert.Equal(-0.5, stage.Sense("daq", Sensed.Voltage), 1e-9);
        Set(stage, clock, 11.2e-3);
        Assert.Equal(0.5, stage.Sense("daq", Sensed.Voltage), 1e-9);
    }

    [Fact]
    public void Pulse_AtTheCentre_PassesAsOftenAsTheProbabilitySays()
    {
        (SampleStage stage, VirtualClock clock) = Stage();
        var probability = new PassProbability();
        const int walls = 600;
        int passed = 0;
        for (int wall = 0; wall < walls; wall++)
        {
            Saturate(stage, clock);
            Set(stage, clock, probability.Centre.Tesla);
            Fire(stage, Pulse);
            double signal = stage.Sense("daq", Sensed.Voltage);
            Assert.True(Math.Abs(signal - 0.5) < 1e-9 || Math.Abs(signal) < 1e-9, $"{signal} V is no state of the wire.");
            passed += signal > 0.25 ? 1 : 0;
        }

        double expected = probability.At(probability.Centre);
        Assert.Equal(expected, (double)passed / walls, 4 * Math.Sqrt(expected * (1 - expected) / walls));
    }

    [Fact]
    public void Capture_OfThePast_ShowsWhenThePulseCame()
    {
        (SampleStage stage, VirtualClock clock) = Stage();
        Saturate(stage, clock);
        Set(stage, clock, 7e-3);
        double start = clock.Now().Seconds;
        stage.Drive("pulser", new PulseBurst(Pulse, Duration.FromSeconds(100e-9), 1) { At = new TriggerMoment(start, 0.0105) });
        clock.Advance(Duration.FromSeconds(0.03));
        float[] volts = new float[200];

        stage.Capture("daq", new TraceWindow(new TriggerMoment(start, 0), 0, 10e3), volts);
        float[] again = new float[200];
        stage.Capture("daq", new TraceWindow(new TriggerMoment(start, 0), 0, 10e3), again);

        Assert.All(volts[..105], volt => Assert.Equal(-0.5, volt, 0.01));
        Assert.All(volts[107..], volt => Assert.Equal(0.5, volt, 0.01));
        Assert.Equal(volts, again);
    }

    [Fact]
    public void Spot_MovedByItsVoltage_SeesOneSideOfTheNotch()
    {
        (SampleStage stage, VirtualClock clock) = Stage();
        stage.Drive("scanner", new DirectVoltage(Voltage.FromVolts(-5))); // 5 µm before the notch
        for (int wall = 0; wall < 20; wall++)
        {
            Saturate(stage, clock);
            Set(stage, clock, 2.5e-3);
            Fire(stage, Pulse); // pinned nearly always
            Assert.Equal(0.5, stage.Sense("daq", Sensed.Voltage), 1e-4);
        }
    }

    [Fact]
    public void Pulse_ThatTheLineDoesNotBear_DestroysIt()
    {
        (SampleStage stage, _) = Stage();
        Fire(stage, Voltage.FromVolts(60));
        Assert.Contains("nanowire 'wire'", stage.Damage?.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, stage.Sense("daq", Sensed.Voltage));
    }

    [Fact]
    public void Reveal_WithSpread_IsAnotherWireForEachSeedAndTheSameForOne()
    {
        double Centre(ulong seed) => Stage(seed, ("spread", 1.0)).Stage.Reveal("wire")["pass_centre"];
        double[] centres = [.. Enumerable.Range(1, 50).Select(seed => Centre((ulong)seed))];
        Assert.Equal(Centre(3), centres[2]);
        double mean = centres.Average();
        double deviation = Math.Sqrt(centres.Sum(each => (each - mean) * (each - mean)) / (centres.Length - 1));
        Assert.Equal(4.63e-3, mean, 0.15e-3);
        Assert.InRange(deviation, 0.15e-3, 0.35e-3);
    }

    [Fact]
    public void WarmingMagnet_FollowsTheModelOfTheField()
    {
        var model = new SinusoidalField();
        var warming = new WarmingMagnet(
            new MagnetTwin
            {
                Lag = model.Lag, WarmLag = model.WarmLag, WarmLoss = model.WarmLoss, WarmingTime = model.WarmingTime,
            },
            startSeconds: 0);
        foreach (double seconds in (double[])[0.01, 1000.013, 9000.021])
        {
            double radians = Math.Tau * model.Frequency.Hertz * (seconds - warming.LagAt(seconds));
            double expected = warming.GainAt(seconds) * model.Amplitude.Tesla * Math.Sin(radians);
            Assert.Equal(expected, model.TeslaAt(seconds), 1e-10); // of a million radians
        }
    }

    private static void Saturate(SampleStage stage, VirtualClock clock) => Set(stage, clock, -15e-3);

    private static void Set(SampleStage stage, VirtualClock clock, double tesla)
    {
        var current = Current.FromAmperes(tesla / TeslaPerAmpere);
        stage.Drive("supply", new DirectCurrent(current) { Compliance = Voltage.FromVolts(50) });
        clock.Advance(Duration.FromSeconds(0.2));
        stage.Sense("daq", Sensed.Voltage);
    }

    private static void Fire(SampleStage stage, Voltage amplitude) =>
        stage.Drive("pulser", new PulseBurst(amplitude, Duration.FromSeconds(100e-9), 1));

    private static (SampleStage Stage, VirtualClock Clock) Stage(ulong seed = 5, params (string Key, object Value)[] keys)
    {
        var values = SettingValues.Of(
            Nanowire.Description.Schema.Keys,
            [
                ("kerr_swing", Voltage.FromVolts(1)), ("kerr_noise", default(Voltage)), ("kerr_hum", default(Voltage)),
                ("kerr_volts_per_tesla", 0.0), ("kerr_drift", 0.0), .. keys,
            ]);
        var bench = new BenchDefinition
        {
            Name = "nanowire",
            Instruments = [],
            SafeState = [],
            Sample = new SampleDefinition
            {
                Magnet = new MagnetDefinition
                {
                    IsInPlane = true,
                    Conversion = FieldPerCurrent.FromTeslaPerAmpere(TeslaPerAmpere),
                    Inductance = Inductance.FromHenries(1e-3),
                    Remanence = default,
                },
                Parts = [new PartDefinition(Nanowire.Description.Schema, "wire", values)],
            },
            Wiring =
            [
                new WiringDefinition("supply", SamplePort.Coil, null, default),
                new WiringDefinition("pulser", Nanowire.LinePort, "wire", default),
                new WiringDefinition("daq", Nanowire.SignalPort, "wire", default),
                new WiringDefinition("scanner", Nanowire.SpotPort, "wire", default),
            ],
        };
        var clock = new VirtualClock();
        return (new SampleStage(bench, seed, clock, Nanowire.Description), clock);
    }
}
