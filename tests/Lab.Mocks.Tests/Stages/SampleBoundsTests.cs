using Lab.Benches;
using Lab.Benches.Files;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Mocks.Stages;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

/// <summary>Every number of a sample at its lower and upper bound gives a twin that measures finite numbers, or a sample that
/// died of what the test does to it.</summary>
public sealed class SampleBoundsTests
{
    private static readonly BenchFileReader Reader = new(
        [.. DriverCatalog.Shipped.All.Select(driver => driver.SchemaWith(TwinCatalog.Shipped.SettingsOf(driver.Name)))]);

    public static TheoryData<string, string, string> Bounds()
    {
        var data = new TheoryData<string, string, string>();
        foreach ((string section, IReadOnlyList<SettingKey> keys) in Sections())
        {
            foreach (SettingKey key in keys)
            {
                foreach (string end in key.Ends)
                {
                    data.Add(section, key.Name, end);
                }
            }
        }

        return data;
    }

    [Fact]
    public void Keys_ThatAreNumbers_HaveBounds()
    {
        string[] unbounded = [.. Sections().SelectMany(section => section.Keys)
            .Where(key => key.Default is not (null or string or bool) && key.Ends.Count != 2).Select(key => key.Name)];

        Assert.Empty(unbounded);
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Twin_WithANumberAtItsBound_MeasuresFiniteNumbers(string section, string key, string value)
    {
        BenchDefinition bench = Wired(Reader.Read(Yaml(section, $"{key}: {value}"), "bench.yaml"));
        using var twins = new VirtualBench(bench, seed: 1, new VirtualClock());
        SampleStage stage = twins.Stage;
        foreach (double amperes in (double[])[0, 12, -3])
        {
            stage.Drive("supply", new DirectCurrent(Current.FromAmperes(amperes)) { Compliance = Voltage.FromVolts(20) });
            stage.Drive("line", new DirectCurrent(Current.FromMilliamperes(amperes)));
            stage.Drive("smu", new DirectCurrent(Current.FromMilliamperes(amperes / 20)));
            stage.Drive("rf", new ToneSignal(new RfTone(Frequency.FromMegahertz(346 + amperes), Power.FromMicrowatts(20))));
            ((VirtualClock)stage.Clock).Advance(Duration.FromSeconds(1));
            double volts = stage.Sense("voltmeter", Sensed.Voltage, Duration.FromSeconds(0.02));
            Assert.True(
                double.IsFinite(volts) || stage.Damage is not null, $"{section} {key}: {value} gives {volts} V at {amperes} A.");
            Assert.True(double.IsFinite(stage.LoadOf("voltmeter").JohnsonVoltsPerRootHertz));
            Assert.True(double.IsFinite(stage.Sense("gaussmeter", Sensed.Field)));
            Assert.True(double.IsFinite(stage.LoadOf("line").Resistance.Ohms));
            Assert.True(double.IsFinite(stage.Sense("supply", Sensed.Voltage)));
        }
    }

    [Fact]
    public void Reader_NumberBeyondItsBound_IsRefused()
    {
        BenchException error = Assert.Throws<BenchException>(() => Reader.Read(
            Yaml("junction", "resistance: 1e300 Ohm"), "bench.yaml"));

        Assert.Contains(
            "sample.junctions.mtj.resistance: '1e300 Ohm' is not between 1 µΩ and 1 GΩ.",
            error.Message,
            StringComparison.Ordinal);
    }

    private static IEnumerable<(string Section, IReadOnlyList<SettingKey> Keys)> Sections() =>
    [
        ("sample", SampleSchema.SampleKeys),
        ("junction", SampleSchema.JunctionKeys),
        ("line", SampleSchema.FieldLineKeys),
        ("magnet", SampleSchema.MagnetKeys),
        ("rf", EffectSchema.RfKeys),
    ];

    private static BenchDefinition Wired(BenchDefinition bench) => bench with
    {
        Wiring =
        [
            .. bench.Wiring,
            new WiringDefinition("voltmeter", SamplePort.DcVoltage, null, default),
            new WiringDefinition("line", SamplePort.FieldLine, "line", default),
            new WiringDefinition("smu", SamplePort.DcBias, null, default),
            new WiringDefinition("supply", SamplePort.Coil, null, default),
            new WiringDefinition("gaussmeter", SamplePort.Gap, null, default),
        ],
    };

    private static string Yaml(string section, string line)
    {
        string In(string name, string before = "") => name == section ? $"{{ {before}{line} }}" : $"{{ {before} }}";
        return $"""
            bench: bounds
            instruments:
              rf: {"{"} driver: rohde-schwarz-smb100a, address: "sim:" {"}"}
            sample:
              {(section == "sample" ? line : "temperature: 300 K")}
              junctions:
                mtj: {In("junction")}
              field_lines:
                line: {In("line", "junction: mtj, ")}
              magnet: {In("magnet", "axis: perpendicular, ")}
            wiring:
              rf: {In("rf", "port: rf, loss: 6 dB, ")}
            safe_state: [rf]
            """;
    }
}
