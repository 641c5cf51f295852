using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Terminals;
using Lab.Mocks;

namespace Lab.Instruments.Tests.Described;

/// <summary>A described instrument through driver, gate and twin.</summary>
public sealed class DescribedInstrumentTests
{
    private const string Mark = ";:SYST:ERR?;*ESR?;*ESE?";

    private static CancellationToken None => CancellationToken.None;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_OutputOnFromBefore_IsReadBackAndTouched(bool rough)
    {
        await using DescribedBench bench = await DescribedBench.OpenAsync(
            DescribedBench.Read(DescribedBench.Supply), rough, "VOLT 2.5", "OUTP ON");

        Assert.Equal(["device is on at 2.5 V"], bench.Bench.OutputsLeftOn);
        Assert.DoesNotContain(
            bench.Sent, message =>
                message.StartsWith("VOLT", StringComparison.Ordinal)
                    && !message.StartsWith("VOLTage?", StringComparison.Ordinal));
        Assert.DoesNotContain(bench.Sent, message => message.StartsWith("OUTPut ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Set_Value_IsSentInItsFormatAndReadBack(bool rough)
    {
        await using DescribedBench bench = await DescribedBench.OpenAsync(DescribedBench.Supply, rough: rough);
        ChannelDefinition voltage = Declared(bench).Channels[0];

        await voltage.SetAsync!(bench.Device, 1.23456, None);

        Assert.Contains("VOLTage 1.235" + Mark, bench.Sent);
        Assert.Equal(1.235, await voltage.GetAsync!(bench.Device, None), 9);
        Assert.Empty(await bench.Device.ReadErrorsAsync());
    }

    [Fact]
    public async Task Read_FollowsTheChannelOnlyWhileTheOutputIsOn()
    {
        await using DescribedBench bench = await DescribedBench.OpenAsync(DescribedBench.Supply);
        TerminalDefinition terminal = Declared(bench);
        await terminal.Channels[0].SetAsync!(bench.Device, 2, None);

        Assert.Equal(0.010, await terminal.Readings[0].ReadAsync(bench.Device, None), 9);
        await terminal.SwitchAsync!(bench.Device, true, None);
        Assert.Equal(4.010, await terminal.Readings[0].ReadAsync(bench.Device, None), 9);
        Assert.True(await terminal.IsOnAsync!(bench.Device, None));
    }

    [Theory]
    [InlineData("{}", 10.5, "10.5 V is outside the range of voltage, 0 V to 10 V")]
    [InlineData("{ voltage: { max: 5 V } }", 5.5, "5.5 V breaks the limit 'device voltage at most 5 V' of bench 'trial'")]
    [InlineData("{ voltage: { max: 1.2344 V } }", 1.2344, "")]
    [InlineData(
        "{ voltage: { max: 1.2346 V } }", 1.2346, "1.235 V breaks the limit 'device voltage at most 1.2346 V' of bench 'trial'")]
    [InlineData("{}", double.NaN, "NaN V is outside the range of voltage, 0 V to 10 V")]
    public async Task Set_BeyondRangeOrLimit_SendsNothing(string limits, double volts, string what)
    {
        await using DescribedBench bench = await DescribedBench.OpenAsync(DescribedBench.Supply, limits);
        bench.Sent.Clear();

        ValueTask set = Declared(bench).Channels[0].SetAsync!(bench.Device, volts, None);

        if (what.Length == 0)
        {
            await set;
            return;
        }

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(async () => await set);
        Assert.Equal(what, error.What);
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Empty(bench.Sent);
    }

    [Fact]
    public async Task Set_StepBeyondLimitWithOutputOn_IsRefused()
    {
        await using DescribedBench bench = await DescribedBench.OpenAsync(DescribedBench.Supply, "{ voltage: { step: 1 V } }");
        TerminalDefinition terminal = Declared(bench);
        await terminal.SwitchAsync!(bench.Device, true, None);

        await terminal.Channels[0].SetAsync!(bench.Device, 1, None);
        InstrumentException error =
            await Assert.ThrowsAsync<InstrumentException>(
                async () => await terminal.Channels[0].SetAsync!(bench.Device, 2.5, None));

        Assert.Contains("device voltage step at most 1 V", error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MakeSafe_OutputOnAndStepsLimited_RampsWithinThemAndSwitchesOff(bool rough)
    {
        await using DescribedBench bench = await DescribedBench.OpenAsync(
            DescribedBench.Read(DescribedBench.Supply, "{ voltage: { max: 5 V, step: 1 V, rate: 2 V/s } }"), rough, "VOLT 3.5",
                "OUTP 1");
        bench.Sent.Clear();

        Assert.Empty(await bench.Bench.MakeSafeAsync());

        string[] sets =
            [.. bench.Sent.Where(
                message =>
                    message.StartsWith("VOLTage ", StringComparison.Ordinal)
                        || message.StartsWith("OUTPut ", StringComparison.Ordinal))];
        Assert.Equal(
            ["VOLTage 2.625", "VOLTage 1.750", "VOLTage 0.875", "VOLTage 0.000", "OUTPut 0"],
            sets.Select(message => message.Replace(Mark, string.Empty, StringComparison.Ordinal)));
        Assert.Equal("0", await bench.TellAsync("OUTP?"));
    }

    [Fact]
    public async Task MakeSafe_TerminalsWithRanks_InTheirOrder()
    {
        const string description =
            """
            instrument: Two outputs
            identity: TWO
            terminals:
              late: { rank: 500, output: { on: "OUTP 1,(@1)", off: "OUTP 0,(@1)", query: "OUTP? (@1)" } }
              early: { rank: rf, output: { on: "OUTP 1,(@2)", off: "OUTP 0,(@2)", query: "OUTP? (@2)" } }
            """;
        await using DescribedBench bench =
            await DescribedBench.OpenAsync(DescribedBench.Read(description), before: ["OUTP 1,(@1)", "OUTP 1,(@2)"]);
        Assert.Equal(["device.early", "device.late"], bench.Bench.Definition.SafeState.Select(step => step.ToString()));
        bench.Sent.Clear();

        Assert.Empty(await bench.Bench.MakeSafeAsync());

        Assert.Equal(
            ["OUTP 0,(@2)" + Mark, "OUTP 0,(@1)" + Mark],
            bench.Sent.Where(message => message.StartsWith("OUTP ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Set_SettlingByQuery_WaitsForItsAnswer()
    {
        const string description =
            """
            instrument: A furnace
            identity: OVEN
            manners: { errors: register, completes: events, gap: 50 ms }
            channels:
              temperature:
                set: SETP 1,{value}
                query: SETP? 1
                unit: K
                range: { min: 300 K, max: 900 K }
                settling: { wait: 1 s, query: "RAMPST? 1", answer: "0", every: 500 ms, longest: 10 s }
                safe: 300 K
            """;
        await using DescribedBench bench = await DescribedBench.OpenAsync(description);
        double before = bench.Clock.GetElapsedTime(0).TotalSeconds;

        await Declared(bench).Channels[0].SetAsync!(bench.Device, 350, None);

        Assert.InRange(bench.Clock.GetElapsedTime(0).TotalSeconds - before, 2.5, 4);
        Assert.Equal(4, bench.Sent.Count(message => message == "RAMPST? 1"));
    }

    [Fact]
    public async Task Set_InstrumentWithoutErrorReport_IsReadBackAndRefusedWhereItIsNotThere()
    {
        const string description =
            """
            instrument: A mute source
            identity: { none: it has no query for it }
            manners: { errors: none, completes: none }
            channels:
              level: { set: "L {value:F1}", query: "L?", unit: mA, range: { min: 0 mA, max: 50 mA }, resolution: 0.1 mA, safe: 0 mA }
            """;
        BenchDefinition definition = DescribedBench.Read(description);
        await using DescribedBench bench = await DescribedBench.OpenAsync(definition);
        Assert.Equal("not asked,A mute source,0,0", bench.Device.Identity.ToString());

        await Declared(bench).Channels[0].SetAsync!(bench.Device, 0.0123, None);
        Assert.Equal(["L 12.3", "L?"], bench.Sent[^2..]);

        // Another program keeps the instrument at another value: its own limit is lower than the description says.
        InstrumentDefinition stricter = definition.Instruments[0];
        Assert.Equal(0.0123, await Declared(bench).Channels[0].GetAsync!(bench.Device, None), 9);
        Assert.NotNull(stricter.Description);
    }

    [Fact]
    public async Task Open_AnotherInstrumentAnswers_SaysWhatIsExpected()
    {
        BenchDefinition supply = DescribedBench.Read(DescribedBench.Supply);
        BenchDefinition other =
            DescribedBench.Read(DescribedBench.Supply.Replace("identity: SUPPLY", "identity: LOCKIN", StringComparison.Ordinal));
        using var twins = new VirtualBench(other, seed: 1, new VirtualClock());

        BenchException error = await Assert.ThrowsAsync<BenchException>(
            () => OpenBench.OpenAsync(supply, [twins], new VirtualClock(), simulation: null, None));

        Assert.Contains(
            "'LAB TWIN,LOCKIN,TWIN1,1.0' answers where a SUPPLY is expected", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", "big")]
    [InlineData("float32", "big")]
    [InlineData("float64", "little")]
    [InlineData("int16", "little")]
    public async Task ReadArray_EachForm_GivesAllValues(string form, string order)
    {
        string description =
            $$"""
            instrument: A digitiser
            identity: DIGI
            terminals:
              in:
                drives: off
                channels: { level: { set: "LEV {value}", query: "LEV?", unit: V, range: { min: 0 V, max: 100 V } } }
                readings: { trace: { query: "TRAC? 1", unit: mV, count: 5, form: {{form}}, byte_order: {{order}}, twin: { reads: level, gain: 1000 } } }
            """;
        await using DescribedBench bench = await DescribedBench.OpenAsync(description);
        TerminalDefinition terminal = Declared(bench);
        await terminal.Channels[0].SetAsync!(bench.Device, 7, None);

        ArrayReading trace = Assert.Single(terminal.ArrayReadings);

        double[] values = await trace.ReadAsync(bench.Device, 5, None);
        Assert.Equal(5, values.Length);
        Assert.All(values, value => Assert.Equal(7, value, 6));
    }

    [Fact]
    public async Task Reading_WatchedByAnInterlock_TripsIt()
    {
        await using DescribedBench bench = await DescribedBench.OpenAsync(
            DescribedBench.Read(
                DescribedBench.Supply, more: "interlocks: { high: { instrument: device, reading: voltage, max: 3 V } }"));
        TerminalDefinition terminal = Declared(bench);
        await terminal.Channels[0].SetAsync!(bench.Device, 2, None);
        Assert.Null(await bench.Bench.CheckInterlocksAsync(None));

        await terminal.SwitchAsync!(bench.Device, true, None);

        Assert.Equal("device voltage is 4.01 V, allowed is at most 3 V", (await bench.Bench.CheckInterlocksAsync(None))!.Message);
    }

    [Fact]
    public async Task Set_InstrumentRefuses_GivesItsWords()
    {
        // The instrument's own range is narrower than its description says.
        BenchDefinition wide =
            DescribedBench.Read(DescribedBench.Supply.Replace("max: 10 V", "max: 20 V", StringComparison.Ordinal));
        BenchDefinition narrow = DescribedBench.Read(DescribedBench.Supply);
        var clock = new VirtualClock();
        using var twins = new VirtualBench(narrow, seed: 1, clock);
        await using OpenBench bench = await OpenBench.OpenAsync(wide, [twins], clock, simulation: null, None);

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            async () => await wide.Instruments[0].Terminals[0].Channels[0].SetAsync!(bench.Instruments[0], 15, None));

        Assert.Equal("The instrument refused: -222,\"Data out of range\"", error.What);
    }

    private static TerminalDefinition Declared(DescribedBench bench) => bench.Bench.Definition.Instruments[0].Terminals[0];
}
