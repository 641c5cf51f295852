using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Models.Junctions;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

/// <summary>The stage against the closed forms of the models that it puts together.</summary>
public sealed class SampleStageTests
{
    private static readonly Frequency Tone = Frequency.FromMegahertz(350);
    private static readonly Power Microwatts2 = Power.FromMicrowatts(2);

    /// <summary>Resonance at 346 MHz without a magnet: the reference field is zero.</summary>
    private static readonly JunctionDefinition Junction = new() { Name = "mtj1", ReferenceField = default };

    [Fact]
    public void VoltageAt_ToneThrough6Decibels_IsThatOfAQuarterOfThePower()
    {
        SampleStage stage = Stage(Sample(Junction), loss: LevelRatio.FromDecibels(6));
        stage.Drive("rf", new ToneSignal(new RfTone(Tone, Microwatts2)));
        Assert.Equal(Diode(346e6).RectifiedVoltage(Tone, Power.FromWatts(2e-6 / Math.Pow(10, 0.6))).Volts, Volts(stage), 1e-15);
    }

    [Fact]
    public void VoltageAt_OutputOff_IsNothing()
    {
        SampleStage stage = Stage(Sample(Junction));
        stage.Drive("rf", new ToneSignal(new RfTone(Tone, Microwatts2)));
        stage.Drive("rf", new ToneSignal());
        Assert.Equal(0, Volts(stage));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.5)]
    public void VoltageAt_InThePerpendicularField_IsTheSpinDiodesAtItsResonance(double amperes)
    {
        // 30 kHz/Oe and 0.05 T/A: 15 MHz an ampere.
        SampleStage stage = Stage(Sample(Junction) with { Magnet = new MagnetDefinition { Remanence = default } });
        stage.Drive("supply", new DirectCurrent(Current.FromAmperes(amperes)) { Compliance = Voltage.FromVolts(20) });
        ((VirtualClock)stage.Clock).Advance(Duration.FromSeconds(5));
        stage.Drive("rf", new ToneSignal(new RfTone(Tone, Microwatts2)));
        Assert.Equal(amperes * 500, MagneticField.FromTesla(stage.Sense("gaussmeter", Sensed.Field)).Oersted, 1e-6);
        Assert.Equal(Diode(346e6 + (15e6 * amperes)).RectifiedVoltage(Tone, Microwatts2).Volts, Volts(stage), 1e-13);
    }

    [Fact]
    public void VoltageAt_TwoTones_IsTheSumOfBoth()
    {
        SampleStage stage = Stage(Sample(Junction));
        Frequency second = Frequency.FromMegahertz(330);
        stage.Drive("rf", new ToneSignal(new RfTone(Tone, Microwatts2)));
        stage.Drive("rf2", new ToneSignal(new RfTone(second, Power.FromMicrowatts(5))));
        double sum = Diode(346e6).RectifiedVoltage(Tone, Microwatts2).Volts
            + Diode(346e6).RectifiedVoltage(second, Power.FromMicrowatts(5)).Volts;
        Assert.Equal(sum, Volts(stage), 1e-15);
    }

    [Fact]
    public void Reveal_FieldLineCurrents_ShiftResonancesWithLeakage()
    {
        // 0.98 Oe/mA and 2 MHz/Oe: 1.96 MHz a milliampere, and 3 % of it from the other line.
        SampleStage stage = Stage(TwoJunctions());
        stage.Drive("line1", new DirectCurrent(Current.FromMilliamperes(10)));
        stage.Drive("line2", new DirectCurrent(Current.FromMilliamperes(-4)));
        IReadOnlyList<SpinDiode> diodes = stage.RevealJunctions();
        Assert.Equal(346e6 + (1.96e6 * (10 - (0.03 * 4))), diodes[0].ResonanceFrequency.Hertz, 1);
        Assert.Equal(540e6 + (1.96e6 * (-4 + (0.03 * 10))), diodes[1].ResonanceFrequency.Hertz, 1);
    }

    [Fact]
    public void VoltageAt_HeadToTailChain_IsTheDifference()
    {
        SampleStage stage = Stage(TwoJunctions());
        stage.Drive("rf", new ToneSignal(new RfTone(Tone, Microwatts2)));
        double difference = Diode(346e6).RectifiedVoltage(Tone, Microwatts2).Volts
            - Diode(540e6).RectifiedVoltage(Tone, Microwatts2).Volts;
        Assert.Equal(difference, Volts(stage), 1e-15);
    }

    [Fact]
    public void VoltageAt_BiasCurrent_AddsOhmsLawAtTheInPlaneField()
    {
        SampleStage stage = Stage(TwoJunctions());
        stage.Drive("bias", new DirectCurrent(Current.FromMilliamperes(0.1)));
        Assert.Equal(0.1e-3 * 2 * 163, Volts(stage), 1e-12);
        stage.Drive("line1", new DirectCurrent(Current.FromMilliamperes(10)));
        double ohms = Resistance(9.8) + Resistance(9.8 * 0.03);
        Assert.Equal(0.1e-3 * ohms, Volts(stage), 1e-12);
        Assert.Equal(ohms, stage.LoadOf("bias").Resistance.Ohms, 1e-9);

        static double Resistance(double oersted) => new Magnetoresistance
        {
            MeanResistance = Lab.Quantities.Resistance.FromOhms(163),
            TunnelMagnetoresistanceRatio = 0.8,
            SaturationField = MagneticField.FromOersted(500),
        }.ResistanceAt(MagneticField.FromOersted(oersted)).Ohms;
    }

    [Fact]
    public void LoadOf_EachPort_IsWhatIsThere()
    {
        SampleStage stage = Stage(TwoJunctions() with { Magnet = new MagnetDefinition() });
        Assert.Equal(326, stage.LoadOf("bias").Resistance.Ohms, 1e-9);
        Assert.Equal(12, stage.LoadOf("line1").Resistance.Ohms);
        Assert.Equal(1, stage.LoadOf("supply").Resistance.Ohms);
        Assert.Equal(double.PositiveInfinity, stage.LoadOf("stranger").Resistance.Ohms);
    }

    [Fact]
    public void JohnsonNoise_Of163OhmsAt300Kelvin_IsNyquists()
    {
        // 4 k T R with k = 1.380649e-23 J/K.
        Assert.Equal(
            Math.Sqrt(4 * 1.380649e-23 * 300 * 163), Stage(Sample(Junction)).LoadOf("voltmeter").JohnsonVoltsPerRootHertz, 1e-15);
    }

    [Fact]
    public void Damage_ByTooMuchPower_NamesItsCauseAndStays()
    {
        SampleStage stage = Stage(Sample(Junction));
        stage.Drive("rf", new ToneSignal(new RfTone(Tone, Power.FromWatts(0.9e-3))));
        Assert.Null(stage.Damage);
        stage.Drive("rf2", new ToneSignal(new RfTone(Tone, Power.FromWatts(0.2e-3))));
        Assert.Equal(
            "junction 'mtj1' was destroyed: 1.1 mW of RF power at the junction broke it down, which bears 1 mW (rf2 at 350 MHz, "
                + "200 µW)",
            Assert.IsType<SampleDamage>(stage.Damage).ToString());
        stage.Drive("rf", new ToneSignal());
        stage.Drive("rf2", new ToneSignal());
        Assert.NotNull(stage.Damage);
        Assert.Equal(double.PositiveInfinity, Volts(stage));
        Assert.Equal(double.PositiveInfinity, stage.LoadOf("bias").Resistance.Ohms);
        Assert.Equal(0, stage.LoadOf("voltmeter").JohnsonVoltsPerRootHertz);
    }

    [Fact]
    public void Damage_ByTooMuchCurrent_NamesItsCause()
    {
        SampleStage stage = Stage(Sample(Junction));
        stage.Drive("bias", new DirectCurrent(Current.FromMilliamperes(-6)));
        Assert.Equal(
            "junction 'mtj1' was destroyed: -6 mA through the junction broke it down, which bears 5 mA (bias at -6 mA)",
            Assert.IsType<SampleDamage>(stage.Damage).ToString());
    }

    [Fact]
    public void VoltageAt_FieldWithoutAResonance_IsThatOfAPlainResistor()
    {
        // 346 MHz and 2 MHz/Oe: below -173 Oe there is no resonance, and no twin may fall over it.
        SampleStage stage = Stage(TwoJunctions());
        stage.Drive("rf", new ToneSignal(new RfTone(Tone, Microwatts2)));
        stage.Drive("line1", new DirectCurrent(Current.FromMilliamperes(-200)));
        double second = Diode(540e6 - (1.96e6 * 0.03 * 200)).RectifiedVoltage(Tone, Microwatts2).Volts;
        Assert.Equal(-second, Volts(stage), 1e-12);
    }

    [Fact]
    public void Voltage_SameSeed_IsTheSameWhateverOthersDo()
    {
        SampleStage quiet = Stage(Sample(Junction) with { ThermalDrift = Voltage.FromVolts(5e-9) });
        SampleStage busy = Stage(Sample(Junction) with { ThermalDrift = Voltage.FromVolts(5e-9) });
        SampleStage other = Stage(Sample(Junction) with { ThermalDrift = Voltage.FromVolts(5e-9) }, seed: 2);
        for (int i = 0; i < 100; i++)
        {
            foreach (SampleStage stage in (SampleStage[])[quiet, busy, other])
            {
                ((VirtualClock)stage.Clock).Advance(Duration.FromSeconds(0.33));
            }

            busy.Drive("rf", new ToneSignal(new RfTone(Tone, Microwatts2)));
            busy.Sense("voltmeter2", Sensed.Voltage);
            busy.Sense("gaussmeter", Sensed.Field);
            busy.Drive("rf", new ToneSignal());
        }

        Assert.Equal(Volts(quiet), Volts(busy));
        Assert.NotEqual(Volts(quiet), Volts(other));
    }

    [Fact]
    public void Stage_AnInstrumentThatIsNotWired_DoesNothing()
    {
        SampleStage stage = Stage(Sample(Junction));
        stage.Drive("stranger", new ToneSignal(new RfTone(Tone, Power.FromWatts(10))));
        stage.Drive("stranger", new DirectCurrent(Current.FromAmperes(1)));
        stage.Drive("stranger", new DirectCurrent(Current.FromAmperes(1)) { Compliance = Voltage.FromVolts(1) });
        Assert.Null(stage.Damage);
        Assert.Equal(0, stage.Sense("stranger", Sensed.Voltage));
        Assert.Equal(0, stage.Sense("stranger", Sensed.Field));
    }

    private static double Volts(SampleStage stage) => stage.Sense("voltmeter", Sensed.Voltage);

    private static SpinDiode Diode(double hertz) => new()
    {
        ResonanceFrequency = Frequency.FromHertz(hertz),
        Damping = Junction.Damping,
        SymmetricWeight = Junction.Twin.SymmetricWeight,
        AntisymmetricWeight = Junction.Twin.AntisymmetricWeight,
    };

    private static SampleDefinition Sample(params JunctionDefinition[] junctions) =>
        new() { Junctions = junctions, ThermalDrift = default };

    private static SampleDefinition TwoJunctions() => Sample(
        Junction, Junction with { Name = "mtj2", ResonanceFrequency = Frequency.FromMegahertz(540) }) with
    {
        FieldLines =
        [
            new FieldLineDefinition { Name = "a", Junction = "mtj1", Leakage = 0.03 },
            new FieldLineDefinition { Name = "b", Junction = "mtj2", Leakage = 0.03 },
        ],
    };

    private static SampleStage Stage(SampleDefinition sample, LevelRatio loss = default, ulong seed = 1)
    {
        bool hasLines = sample.FieldLines.Count > 0;
        return new SampleStage(
            new BenchDefinition
            {
                Name = "test",
                Instruments = [],
                SafeState = [],
                Sample = sample,
                Wiring =
                [
                    new WiringDefinition("rf", SamplePort.Rf, null, loss),
                    new WiringDefinition("rf2", SamplePort.Rf, null, default),
                    new WiringDefinition("voltmeter", SamplePort.DcVoltage, null, default),
                    new WiringDefinition("voltmeter2", SamplePort.DcVoltage, null, default),
                    new WiringDefinition("bias", SamplePort.DcBias, null, default),
                    new WiringDefinition("supply", SamplePort.Coil, null, default),
                    new WiringDefinition("gaussmeter", SamplePort.Gap, null, default),
                    .. hasLines ? (WiringDefinition[])[
                        new("line1", SamplePort.FieldLine, "a", default),
                        new("line2", SamplePort.FieldLine, "b", default)
                    ] : [],
                ],
            },
            seed,
            new VirtualClock());
    }
}
