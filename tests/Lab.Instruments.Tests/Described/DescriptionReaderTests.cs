using Lab.Benches;
using Lab.Instruments.Tests.Benches;

namespace Lab.Instruments.Tests.Described;

/// <summary>The faults that a description may not have; each finding has file, line and key.</summary>
public sealed class DescriptionReaderTests
{
    [Theory]
    [InlineData(
        "set: VOLTage {value:F3}", "set: VOLTage 5", "channels.voltage.set: 'VOLTage 5' has no {value}, the place of the number")]
    [InlineData(
        "set: VOLTage {value:F3}", "set: VOLTage {value},{value}",
        "channels.voltage.set: 'VOLTage {value},{value}' has {value} twice")]
    [InlineData(
        "set: VOLTage {value:F3}", "set: VOLTage {value:X2}", "channels.voltage.set: 'VOLTage {value:X2}' has no {value}")]
    [InlineData(
        "set: VOLTage {value:F3}", "set: VOLTage {value};OUTP 1", "holds a semicolon, so that a second command could hide in it")]
    [InlineData(
        "set: VOLTage {value:F3}", "set: \"VOLTage {value}\\nOUTP 1\"",
        "'VOLTage {value}?OUTP 1' has a line end, a control character or a letter beyond ASCII")]
    [InlineData("set: VOLTage {value:F3}", "set: VOLTage? {value}", "has a question mark; a command that sets is not answered")]
    [InlineData("query: VOLTage?", "query: VOLTage", "channels.voltage.query: 'VOLTage' has no question mark")]
    [InlineData("query: VOLTage?", "query: VOLTage 5?", "'VOLTage 5?' is no query")]
    [InlineData("query: VOLTage?", "query: VOLTage?;OUTP 1", "holds a semicolon")]
    [InlineData("unit: V\n", "unit: Vv\n", "channels.voltage.unit: 'Vv' is no unit that Lab knows.")]
    [InlineData(
        "range: { min: 0 V, max: 10 V }", "range: { min: 10 V, max: 0 V }",
        "channels.voltage.range: min is 10 V and max 0 V; min has to be below max.")]
    [InlineData(
        "range: { min: 0 V, max: 10 V }", "range: { min: 0 V, max: 10 A }",
        "channels.voltage.range.max: 10 A is a current; a voltage is expected here")]
    [InlineData("range: { min: 0 V, max: 10 V }", "range: { min: 0 V }", "channels.voltage.range.max is missing")]
    [InlineData("    range: { min: 0 V, max: 10 V }\n", "", "channels.voltage.range is missing; write what the instrument takes")]
    [InlineData("safe: 0 V", "safe: 11 V", "channels.voltage.safe: 11 V is outside the range 0 V to 10 V")]
    [InlineData("output: { on: \"OUTPut 1\", off: \"OUTPut 0\", query: \"OUTPut?\" }", "drives: on", "")]
    [InlineData("identity: SUPPLY\n", "", "identity is missing; write what '*IDN?' answers with")]
    [InlineData("identity: SUPPLY", "identity: { contains: SUPPLY, none: lost }", "identity.none: 'lost'")]
    [InlineData(
        "identity: SUPPLY", "identity: SUPPLY\nopening: [VOLT 5]", "opening: 'VOLT 5' sets what the channel voltage sets")]
    [InlineData("identity: SUPPLY", "identity: SUPPLY\nopening: [\"OUTP ON\"]", "opening: 'OUTP ON' sets what the output sets")]
    [InlineData(
        "identity: SUPPLY", "identity: SUPPLY\nopening: [\"*RST\"]",
        "opening: '*RST' would change whatever the instrument feeds the sample with")]
    [InlineData(
        "identity: SUPPLY", "identity: SUPPLY\nmanners: { errors: none }",
        "manners.completes: 'mark' asks the register of events, and errors: none says that the instrument has none.")]
    [InlineData(
        "reads: voltage", "reads: voltagee",
        "readings.voltage.twin.reads: there is no channel 'voltagee'; allowed are voltage. Did you mean voltage?")]
    [InlineData("query: \"MEASure:VOLTage?\",", "", "readings.voltage.query is missing")]
    [InlineData("resolution: 1 mV", "resolution: 0 V", "channels.voltage.resolution: is not above zero.")]
    [InlineData("resolution: 1 mV", "reach: through", "channels.voltage.reach: 'through' is not one of direct, output, shapes.")]
    [InlineData("  voltage:\n", "  output:\n", "channels.output: this is the name of the output switch")]
    public void Read_WrongDescription_IsRefusedWithItsPlace(string old, string @new, string finding)
    {
        Assert.Contains(old, DescribedBench.Supply, StringComparison.Ordinal);
        string text = DescribedBench.Supply.Replace(old, @new, StringComparison.Ordinal);
        if (finding.Length == 0)
        {
            Assert.NotNull(DescribedBench.Read(text)); // a safe value does without a switch
            return;
        }

        string expected = finding == "identity.none: 'lost'"
            ? "identity.none says that nothing is asked; leave the other keys out." : finding;
        BenchException error = Assert.Throws<BenchException>(() => DescribedBench.Read(text));
        Assert.Contains(
            error.Findings, each =>
                each.Contains(expected, StringComparison.Ordinal) && each.StartsWith("my.yaml:", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_TerminalThatDrivesWithoutSafeValue_IsRefused()
    {
        string text = DescribedBench.Supply.Replace("    safe: 0 V\n", string.Empty, StringComparison.Ordinal)
            .Replace(
                "output: { on: \"OUTPut 1\", off: \"OUTPut 0\", query: \"OUTPut?\" }\n", string.Empty, StringComparison.Ordinal);

        string finding = Assert.Single(Assert.Throws<BenchException>(() => DescribedBench.Read(text)).Findings);

        Assert.Contains(
            "channels.voltage.safe is missing: the terminal drives the sample and has no output switch", finding,
            StringComparison.Ordinal);
        Assert.Contains("'safe: 0 V', 'safe: hold' where it harms nothing, or 'drives: off'", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AllChannelsHeld_IsRefused()
    {
        string text = DescribedBench.Supply.Replace("safe: 0 V", "safe: hold", StringComparison.Ordinal)
            .Replace(
                "output: { on: \"OUTPut 1\", off: \"OUTPut 0\", query: \"OUTPut?\" }\n", string.Empty, StringComparison.Ordinal);

        string finding = Assert.Single(Assert.Throws<BenchException>(() => DescribedBench.Read(text)).Findings);

        Assert.Contains(
            "channels: all are 'hold', so that nothing would make the terminal safe", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TerminalNamesThatDifferInCapitalsAlone_AreRefused()
    {
        BenchException error = Assert.Throws<BenchException>(() => DescribedBench.Read(
            """
            instrument: A meter
            identity: METER
            terminals:
              in: { readings: { voltage: { query: "V?", unit: V } } }
              IN: { readings: { voltage: { query: "V?", unit: V } } }
              "a.b": { readings: { voltage: { query: "V?", unit: V } } }
            """));

        Assert.Equal(2, error.Findings.Count);
        Assert.Contains(
            error.Findings, finding =>
                finding.Contains("terminals.IN: there is a terminal of this name already", StringComparison.Ordinal));
        Assert.Contains(
            error.Findings, finding => finding.Contains("terminals.a.b: is no name of a terminal", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_TheSameTerminalTwice_IsNoYaml() => Assert.Throws<BenchException>(() => DescribedBench.Read(
        """
        instrument: A meter
        identity: METER
        terminals:
          in: { readings: { voltage: { query: "V?", unit: V } } }
          in: { readings: { voltage: { query: "V?", unit: V } } }
        """));

    [Fact]
    public void Read_SeveralMistakes_AreReportedAtOnce()
    {
        string text = DescribedBench.Supply.Replace("{value:F3}", "5", StringComparison.Ordinal)
            .Replace("min: 0 V", "min: 11 V", StringComparison.Ordinal)
            .Replace("identity: SUPPLY", "identty: SUPPLY", StringComparison.Ordinal);

        BenchException error = Assert.Throws<BenchException>(() => DescribedBench.Read(text, more: "wirin: {}"));

        Assert.True(error.Findings.Count >= 3, error.Message);
    }

    [Theory]
    [InlineData("mbar", "other_unit: mbar", "300 mbar")]
    [InlineData("K/min", "unit: K/min", "300 K/min")]
    [InlineData("none", "unit: none", "300")]
    [InlineData("mV", "unit: mV", "0.3 V")]
    [InlineData("dBm", "unit: dBm", "5 dBm")]
    public void Read_EachKindOfUnit_TakesLimitsInIt(string unit, string line, string limit)
    {
        string text =
            $$"""
            instrument: Anything
            identity: ANY
            channels:
              thing: { set: "T {value}", query: "T?", {{line}}, range: { min: {{(unit == "dBm" ? "-30 dBm" : Zero(limit))}}, max: {{Thousand(limit)}} }, safe: {{(unit == "dBm" ? "-30 dBm" : Zero(limit))}} }
            """;

        BenchDefinition bench = DescribedBench.Read(text, $$"""{ thing: { max: {{limit}} } }""");

        Assert.Single(bench.Instruments[0].Limits);
        Assert.Throws<BenchException>(() => DescribedBench.Read(text, "{ thing: { max: 5 Oe } }"));

        static string Zero(string value) => value.Contains(' ', StringComparison.Ordinal) ? $"0 {value.Split(' ')[1]}" : "0";
        static string Thousand(string value) =>
            value.Contains(' ', StringComparison.Ordinal) ? $"1000 {value.Split(' ')[1]}" : "1000";
    }

    [Fact]
    public void Read_DescriptionInAFileOfItsOwn_FindingsNameThatFile()
    {
        string folder = Directory.CreateTempSubdirectory("lab-description-").FullName;
        try
        {
            string bench = Path.Combine(folder, "my.yaml");
            File.WriteAllText(
                bench, "bench: trial\ninstruments:\n  device: { driver: scpi, kind: generic, address: \"sim:\", description: "
                    + "mine.yaml }\n");
            File.WriteAllText(Path.Combine(folder, "mine.yaml"), DescribedBench.Supply);

            BenchDefinition read = ShippedBench.Reader.ReadFile(bench);
            Assert.Equal(Path.Combine(folder, "mine.yaml"), read.Instruments[0].DescriptionFile);

            File.WriteAllText(
                Path.Combine(folder, "mine.yaml"), DescribedBench.Supply.Replace("unit: V", "unit: W", StringComparison.Ordinal));
            Assert.All(
                Assert.Throws<BenchException>(() => ShippedBench.Reader.ReadFile(bench)).Findings, finding =>
                    Assert.StartsWith(Path.Combine(folder, "mine.yaml:"), finding, StringComparison.Ordinal));

            File.WriteAllText(Path.Combine(folder, "mine.yaml"), "a: &a [x, x]\nb: [*a, *a]\n");
            Assert.Contains(
                "aliases (*name) are not allowed", Assert.Throws<BenchException>(() => ShippedBench.Reader.ReadFile(bench))
                    .Message, StringComparison.Ordinal);

            File.Delete(Path.Combine(folder, "mine.yaml"));
            Assert.Contains(
                "instruments.device.description: the description cannot be read",
                Assert.Throws<BenchException>(() => ShippedBench.Reader.ReadFile(bench)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Read_TerminalWiredToTheSampleWithoutTheCountedChannel_IsRefused()
    {
        const string wiring =
            "sample: { junctions: { mtj: { limits: { current: 1 mA } } } }\nwiring: { device: { port: dc-bias } }";

        BenchException error = Assert.Throws<BenchException>(() => DescribedBench.Read(DescribedBench.Supply, more: wiring));

        Assert.Contains(error.Findings, finding => finding.Contains(
            "wiring.device: the limits of the sample count the channel 'current', a current, of what is wired to dc-bias, and "
                + "'device' describes none.",
            StringComparison.Ordinal));
    }

    [Fact]
    public void Read_DescriptionAtADriverWithCode_IsUnknown()
    {
        BenchException error = Assert.Throws<BenchException>(() => ShippedBench.Reader.Read(
            "bench: b\ninstruments:\n  rf: { driver: rs-smb100a, address: \"sim:\", description: x.yaml }\n", "my.yaml"));
        Assert.Contains("instruments.rf.description is unknown", error.Message, StringComparison.Ordinal);
    }
}
