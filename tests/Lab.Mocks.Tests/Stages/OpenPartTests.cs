using Lab.Benches;
using Lab.Benches.Files;
using Lab.Benches.Safety;
using Lab.Benches.Samples;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

/// <summary>A part of a kind that Lab does not know, a Hall cross: it is described in the bench file, wired by its ports, limited
/// by the gate and sensed on the stage.</summary>
public sealed class OpenPartTests
{
    private static readonly SamplePort Arm = new("hall-current");
    private static readonly SamplePort Cross = new("hall-voltage");

    private static readonly PartSchema Schema = new("hall_crosses", "Hall cross", [Arm, Cross])
    {
        Summary = "A Hall cross in the field of the stage.",
        Keys =
        [
            SettingKey.Positive<Resistance>("arm", Resistance.FromOhms(500), "Resistance of an arm."),
            SettingKey.Number("coefficient", 1000, 0, 1e6, "Hall resistance per field, ohms per tesla."),
        ],
        Limits =
        [
            PartSchema.Limit<Power>("heat", "heat", "The most power in the arm, I²R.", sources =>
            {
                double amperes = sources.Largest(Arm, Channels.Current);
                return amperes * amperes * sources.Part.Values.Get<Resistance>("arm").Ohms;
            }),
        ],
    };

    private static readonly PartDescription Part = new(Schema, (stage, part) => new HallCross(stage, part));

    private static readonly InstrumentSchema Source =
        new("source", InstrumentKind.CurrentSource, "A source", IsComposite: false, [], []);

    private static readonly InstrumentSchema Meter = new(
        "meter", InstrumentKind.Nanovoltmeter, "A meter", IsComposite: false, [], []);

    private static readonly InstrumentSchema Supply = new(
        "supply", InstrumentKind.MagnetSupply, "A supply", IsComposite: false, [], []);

    private const string Text = """
        bench: Hall
        instruments:
          source: { driver: source, address: "sim:" }
          meter: { driver: meter, address: "sim:" }
          coil: { driver: supply, address: "sim:" }
        sample:
          magnet: { conversion: 0.1 T/A, remanence: 0 T }
          hall_crosses:
            hall: { arm: 100 ohm, coefficient: 200, limits: { heat: 1 mW } }
        wiring:
          source: { port: hall-current }
          meter: { port: hall-voltage, part: hall }
          coil: { port: coil }
        """;

    [Fact]
    public void Stage_DrivenAndSensed_GivesTheHallVoltageInTheFieldOfTheMagnet()
    {
        var clock = new VirtualClock();
        var stage = new SampleStage(Read(Text), seed: 1, clock, Part);
        stage.Drive("source", new DirectCurrent(Current.FromMilliamperes(2)));
        stage.Drive("coil", new DirectCurrent(Current.FromAmperes(0.5)) { Compliance = Voltage.FromVolts(20) });
        clock.Advance(Duration.FromSeconds(5));

        Assert.Equal(200 * 2e-3 * 0.05, stage.Sense("meter", Sensed.Voltage), 1e-9); // R_H I B
        Assert.Equal(100, stage.LoadOf("source").Resistance.Ohms);
        Assert.Equal(200, stage.Reveal("hall")["coefficient"]);
    }

    [Fact]
    public void Gate_LimitOfThePart_RefusesWhatIsBeyondIt()
    {
        var gate = new SafetyGate(Read(Text), new VirtualClock());

        gate.Check("source", [new SetPoint(Channels.Current, 3e-3)], "3 mA"); // 0.9 mW
        InstrumentException error = Assert.Throws<InstrumentException>(() => gate.Check(
            "source", [new SetPoint(Channels.Current, 4e-3)], "4 mA"));

        Assert.Contains("heat at Hall cross 'hall' at most 1 mW", error.What, StringComparison.Ordinal);
        Assert.Contains("source → port hall-current → Hall cross 'hall'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LimitOverride_OfThePart_IsTaken()
    {
        BenchDefinition bench = LimitOverride.Apply(Read(Text), "hall.heat=2 mW");

        Assert.Equal("heat at most 1 mW → 2 mW (Hall cross 'hall')", Assert.Single(bench.LimitChanges));
        new SafetyGate(bench, new VirtualClock()).Check("source", [new SetPoint(Channels.Current, 4e-3)], "4 mA"); // 1.6 mW
    }

    [Theory]
    [InlineData("port: hall-current", "port: hall-curent", "Did you mean hall-current?")]
    [InlineData("part: hall }", "part: holl }", "Did you mean hall?")]
    [InlineData("arm: 100 ohm", "arm: 100 V", "is a voltage")]
    [InlineData("heat: 1 mW", "heat: -1 mW", "'-1 mW' is below zero")]
    [InlineData("limits: { heat", "limits: { haet", "Did you mean heat?")]
    [InlineData("hall_crosses:", "hal_crosses:", "Did you mean hall_crosses?")]
    public void Read_Mistake_IsTold(string right, string wrong, string expected)
    {
        BenchException error = Assert.Throws<BenchException>(() => Read(Text.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static BenchDefinition Read(string text) =>
        new BenchFileReader([Source, Meter, Supply], Schema).Read(text, "hall.yaml");

    private sealed class HallCross(StageContext stage, PartDefinition part) : SamplePart
    {
        private double amperes;

        public override void Drive(WiringDefinition at, Signal signal) =>
            amperes = at.Port == Arm && signal is DirectCurrent current ? current.Current.Amperes : amperes;

        public override double Sense(WiringDefinition at, Sensed what, Duration interval) =>
            at.Port == Cross && what == Sensed.Voltage
                ? part.Values.Get<double>("coefficient") * amperes * stage.Field.PerpendicularTesla
                : 0;

        public override Load LoadAt(WiringDefinition at) =>
            new(part.Values.Get<Resistance>("arm"), stage.Bench.Sample.Temperature);

        public override IReadOnlyDictionary<string, double> Reveal() =>
            new Dictionary<string, double> { ["coefficient"] = part.Values.Get<double>("coefficient") };
    }
}
