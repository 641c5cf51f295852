using Lab.Benches;
using Lab.Benches.Files;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Terminals;

/// <summary>An instrument with several terminals: each has its own wiring, limits, state and turn in the safe state.</summary>
public sealed class TwoTerminalTests
{
    private static readonly TerminalDefinition Channel = new()
    {
        SafeRank = SafeRanks.LineCurrent,
        IsSwitched = true,
        Ramp = ZeroRamp.AtAnyRate,
        Channels =
        [
            ChannelDefinition.Of<Current>(Channels.Current) with { Reach = ChannelReach.ThroughOutput, RestsAt = 0 },
        ],
        Readings = [InstrumentReading.Of<IInstrument, Voltage>("voltage", (_, _) => new ValueTask<Voltage>(default(Voltage)))],
    };

    private static readonly InstrumentSchema Two = new(
        "two", new InstrumentKind("a two-channel source", typeof(IDrivesSample), []), "Two channels", IsComposite: false, [], [])
    {
        Terminals = [Channel with { Name = "1" }, Channel with { Name = "2" }],
    };

    private const string Text = """
        bench: two lines
        instruments:
          awg:
            driver: two
            address: "sim:"
            limits:
              1: { current: { max: 2 mA, step: 2 mA } }
              2: { current: { max: 5 mA } }
        sample:
          junctions:
            mtj: {}
          field_lines:
            left: { junction: mtj, width: 1 um, thickness: 100 nm, leakage: 0.1, limits: { current_density: 1e11 A/m2 } }
            right: { junction: mtj, width: 1 um, thickness: 100 nm }
        wiring:
          awg.1: { port: field-line, line: left }
          awg.2: { port: field-line, line: right }
        """;

    [Fact]
    public void Read_TwoTerminals_WiringAndLimitsAreOfEach()
    {
        BenchDefinition bench = Read(Text);

        Assert.Equal([new Terminal("awg", "1"), new Terminal("awg", "2")], bench.Wiring.Select(wiring => wiring.Terminal));
        Assert.Equal("right", bench.WiringOf(new Terminal("awg", "2"))?.Part);
        Assert.Equal(
            [("1", 2e-3), ("2", 5e-3)], bench.Instruments[0].Limits.Select(limit => (limit.Terminal, limit.Maximum!.Value)));
    }

    [Fact]
    public void Check_TwoTerminals_EachHasItsOwnLimits()
    {
        var gate = new SafetyGate(Read(Text), new VirtualClock());

        gate.Check("awg", [Set("2", 4e-3)], "SOUR2 4E-3");
        InstrumentException error = Assert.Throws<InstrumentException>(() => gate.Check("awg", [Set("1", 3e-3)], "SOUR1 3E-3"));

        Assert.Contains("'awg.1 current at most 2 mA'", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OutputOfOneTerminal_SaysNothingOfTheOther()
    {
        var gate = new SafetyGate(Read(Text), new VirtualClock());
        gate.Check("awg", [SetPoint.Output(on: true).At("1"), SetPoint.Output(on: false).At("2")], "OUTP");
        gate.Confirm("awg");

        Assert.Equal(1, gate.CertainValueOf(new Terminal("awg", "1"), Channels.Output));
        Assert.Equal(0, gate.CertainValueOf(new Terminal("awg", "2"), Channels.Output));
        gate.Check("awg", [Set("1", 1e-3), Set("2", 2e-3)], "SOUR1 1E-3;SOUR2 2E-3");
        gate.Confirm("awg");
        Assert.Equal("awg.1 is on at 1 mA", gate.DescribeOutput(new Terminal("awg", "1")));
        Assert.Null(gate.DescribeOutput(new Terminal("awg", "2")));
    }

    // 10 mA fill a cross-section of 1 µm × 100 nm to 10¹¹ A/m²; nothing of 'right' leaks into 'left'.
    [Fact]
    public void Check_LimitOfTheSample_CountsTheTerminalThatIsWiredToIt()
    {
        BenchDefinition bench = Read(Text.Replace("1: { current: { max: 2 mA, step: 2 mA } }", "1: {}", StringComparison.Ordinal)
            .Replace("2: { current: { max: 5 mA } }", "2: {}", StringComparison.Ordinal));
        var gate = new SafetyGate(bench, new VirtualClock());

        gate.Check("awg", [Set("2", 50e-3)], "SOUR2 50E-3");
        InstrumentException error = Assert.Throws<InstrumentException>(() => gate.Check(
            "awg", [Set("2", 0), Set("1", 11e-3)], "SOUR1 11E-3"));

        Assert.Contains("current density in field line 'left'", error.What, StringComparison.Ordinal);
        Assert.Contains("awg.1 → port field-line", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckProgram_OfOneTerminal_LeavesTheOtherFree()
    {
        var gate = new SafetyGate(Read(Text), new VirtualClock());

        gate.CheckProgram("awg", new SetPointProgram(Channels.Current, [0, 4e-3], 1) { Terminal = "2" }, "LIST2");

        Assert.Throws<InstrumentException>(
            () => gate.CheckProgram("awg", new SetPointProgram(Channels.Current, [0, 4e-3], 1) { Terminal = "1" }, "LIST1"));
    }

    [Fact]
    public void Check_TerminalThatIsNotDeclared_IsRefused()
    {
        var gate = new SafetyGate(Read(Text), new VirtualClock());

        InstrumentException error = Assert.Throws<InstrumentException>(() => gate.Check("awg", [Set("3", 0)], "SOUR3 0"));

        Assert.Equal("awg declares no terminal '3', so that no limit of it is known", error.What);
    }

    [Fact]
    public void SafeState_EqualRanks_IsOneStepOfTheInstrument() =>
        Assert.Equal(["awg"], Read(Text).SafeState.Select(step => step.ToString()));

    [Fact]
    public void SafeState_RanksThatDiffer_IsAStepForEachTerminal()
    {
        InstrumentSchema schema = Two with
        {
            Terminals = [Channel with { Name = "1" }, Channel with { Name = "2", SafeRank = SafeRanks.RfOutput }],
        };

        Assert.Equal(["awg.2", "awg.1"], Read(Text, schema).SafeState.Select(step => step.ToString()));
    }

    [Theory]
    [InlineData("safe_state: [awg.1]", "leaves out 'awg', which can drive the sample")]
    [InlineData("safe_state: [awg.1, awg.3]", "'awg' has no terminal '3'")]
    [InlineData("wiring: { awg: { port: field-line, line: left } }", "'awg' has several terminals")]
    [InlineData("wiring: { awg.7: { port: field-line, line: left } }", "'awg' has no terminal '7'")]
    [InlineData(
        "interlocks: { v: { instrument: awg, reading: voltage, max: 1 V } }", "at several terminals; name one, such as awg.1")]
    public void Read_Mistake_IsTold(string line, string expected)
    {
        string text = line.StartsWith("wiring", StringComparison.Ordinal)
            ? Text[..Text.IndexOf("wiring:", StringComparison.Ordinal)]
            : $"{Text}\n";

        BenchException error = Assert.Throws<BenchException>(() => Read($"{text}{line}\n"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("safe_state: [awg.1, awg.2]")]
    [InlineData("safe_state: [{ instrument: awg.2, action: off }, awg]")]
    [InlineData("interlocks: { v: { instrument: awg.2, reading: voltage, max: 1 V } }")]
    public void Read_TerminalNamed_IsTaken(string line) => Assert.NotNull(Read($"{Text}\n{line}\n"));

    [Fact]
    public void LimitOverride_OfATerminal_ChangesThatAlone()
    {
        BenchDefinition bench = LimitOverride.Apply(Read(Text), "awg.2.current.max=1 mA");

        Assert.Equal("awg.2 current at most 5 mA → 1 mA", Assert.Single(bench.LimitChanges));
        Assert.Equal(2e-3, bench.Instruments[0].FindLimit("1", Channels.Current)?.Maximum);
        Assert.Equal(1e-3, bench.Instruments[0].FindLimit("2", Channels.Current)?.Maximum);
        Assert.Contains(
            "'awg' has several terminals",
            Assert.Throws<BenchException>(() => LimitOverride.Apply(bench, "awg.current.max=1 mA")).Message,
            StringComparison.Ordinal);
    }

    private static SetPoint Set(string terminal, double amperes) => new(terminal, Channels.Current, amperes);

    private static BenchDefinition Read(string text, InstrumentSchema? schema = null) =>
        new BenchFileReader([schema ?? Two]).Read(text, "two.yaml");
}
