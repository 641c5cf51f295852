using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Described;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.Described;
using Lab.Instruments.Terminals;
using Lab.Mocks;

namespace Lab.Instruments.Tests.Described;

/// <summary>The three descriptions of the guides: against twins of their own, and against dialogues that public drivers hold in
/// their tests.</summary>
public sealed class ShippedDescriptionTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory]
    [InlineData("sr830", false, 24)]
    [InlineData("sr830", true, 24)]
    [InlineData("lakeshore-335", false, 12)]
    [InlineData("lakeshore-335", true, 12)]
    [InlineData("keysight-e36312a", false, 24)]
    [InlineData("keysight-e36312a", true, 24)]
    public async Task Trial_OnItsOwnTwin_EveryDeclarationHolds(string name, bool rough, int atLeast)
    {
        BenchDefinition bench = ShippedDescriptions.Read(name);
        var clock = new VirtualClock();
        using var twins = new VirtualBench(bench, seed: 1, clock, isRough: rough);

        IReadOnlyList<TrialStep> steps = await DescriptionTrial.RunAsync(bench, bench.Instruments[0], [twins], clock, None);

        Assert.All(steps, step => Assert.Equal(TrialOutcome.Holds, step.Outcome));
        Assert.InRange(steps.Count, atLeast - 6, 60);
    }

    [Theory]
    [InlineData("sr830", false)]
    [InlineData("sr830", true)]
    [InlineData("lakeshore-335", false)]
    [InlineData("lakeshore-335", true)]
    [InlineData("keysight-e36312a", false)]
    [InlineData("keysight-e36312a", true)]
    public async Task EveryChannel_OnItsOwnTwin_IsSetAcrossItsRangeAndMadeSafe(string name, bool rough)
    {
        await using DescribedBench bench = await DescribedBench.OpenAsync(ShippedDescriptions.Read(name), rough);
        InstrumentDescription description = bench.Bench.Definition.Instruments[0].Description!;
        foreach (TerminalDefinition terminal in description.Terminals)
        {
            if (terminal.SwitchAsync is { } switchAsync)
            {
                await switchAsync(bench.Device, true, None); // with its output off nothing would have to be made safe
            }

            foreach (ChannelDefinition channel in terminal.Channels)
            {
                DescribedChannel declared = description.Find(terminal.Name).Channels.Single(each => each.Name == channel.Name);
                foreach (double value
                    in (double[])[declared.Minimum, (declared.Minimum + declared.Maximum) / 2, declared.Maximum])
                {
                    await channel.SetAsync!(bench.Device, value, None);
                    double found = await channel.GetAsync!(bench.Device, None);
                    Assert.InRange(found, value - (2e-3 * Math.Abs(value)) - 1, value + (2e-3 * Math.Abs(value)) + 1);
                }
            }
        }

        Assert.Empty(await bench.Bench.MakeSafeAsync());

        foreach (DescribedTerminal terminal in description.Described.Where(terminal => terminal.DrivesSample))
        {
            foreach (DescribedChannel channel in terminal.Channels.Where(channel => channel.Safe is not null))
            {
                Assert.Equal(channel.Safe!.Value, await bench.Device.GetAsync(terminal.Name, channel.Name), 9);
            }

            Assert.False(terminal.Output is not null && await bench.Device.GetOutputAsync(terminal.Name));
        }

        Assert.Empty(await bench.Device.ReadErrorsAsync());
    }

    // PyMeasure, tests/instruments/keysight/test_keysightE36312A.py.
    [Theory]
    [InlineData("VOLT 1.5, (@1)", "VOLT? (@1)", "1.5")]
    [InlineData("CURR 0.5, (@3)", "CURR? (@3)", "0.5")]
    [InlineData("OUTPut 1, (@1)", "OUTPut? (@1)", "1")]
    [InlineData("OUTP ON,(@2)", "OUTP? (@2)", "1")]
    [InlineData("SOUR:VOLT 1", "SYST:ERR?", "-113,\"Undefined header\"")]
    [InlineData("VOLT 7, (@1)", "SYST:ERR?", "-222,\"Data out of range\"")]
    [InlineData("VOLT 1, (@4)", "SYST:ERR?", "-224,\"Illegal parameter value\"")]
    [InlineData("VOLT 1", "SYST:ERR?", "-109,\"Missing parameter\"")]
    public async Task Supply_MessagesOfAnotherProgram_AreUnderstoodByTheTwin(string sent, string asked, string answer)
    {
        await using DescribedBench bench = await DescribedBench.OpenAsync(ShippedDescriptions.Read("keysight-e36312a"));
        Assert.Empty(await bench.TellAsync(sent));
        Assert.Equal(answer, await bench.TellAsync(asked));
    }

    // PyMeasure, tests/instruments/srs/test_sr830.py; Lab::Measurement, t/Moose/Instrument/SR830.yml; QCoDeS writes a blank.
    [Theory]
    [InlineData("FREQ 1000", "FREQ?", "1000")]
    [InlineData("FREQ1.00000e+03", "FREQ?", "1000")]
    [InlineData("SLVL0.100", "SLVL?", "0.1")]
    [InlineData("SENS 14", "SENS?", "14")]
    [InlineData("OFLT 9", "OFLT?", "9")]
    [InlineData("PHAS -12.34", "PHAS?", "-12.34")]
    [InlineData("AUXV 1, 0.5", "AUXV? 1", "0.5")]
    public async Task LockIn_MessagesOfAnotherProgram_AreUnderstoodByTheTwin(string sent, string asked, string answer)
    {
        await using DescribedBench bench = await DescribedBench.OpenAsync(ShippedDescriptions.Read("sr830"));
        Assert.Empty(await bench.TellAsync(sent));
        Assert.Equal(answer, await bench.TellAsync(asked));
    }

    // QCoDeS, qcodes/instrument/sims/lakeshore_model335.yaml and lakeshore_base.py; InstrumentKit, test_lakeshore336.py.
    [Theory]
    [InlineData("SETP 1, 77", "SETP? 1", "77")]
    [InlineData("RANGE 1, 2", "RANGE? 1", "2")]
    [InlineData("RANGE 1,0", "RANGE? 1", "0")]
    public async Task Controller_MessagesOfAnotherProgram_AreUnderstoodByTheTwin(string sent, string asked, string answer)
    {
        await using DescribedBench bench = await DescribedBench.OpenAsync(ShippedDescriptions.Read("lakeshore-335"));
        Assert.Empty(await bench.TellAsync(sent));
        Assert.Equal(answer, await bench.TellAsync(asked));
    }

    [Fact]
    public async Task LockIn_RecordedAnswers_AreReadInTheirUnits()
    {
        IDescribedInstrument device = await OpenOnAsync("sr830", new Dictionary<string, string>
        {
            ["*IDN?"] = "Stanford_Research_Systems,SR830,s/n12345,ver1.07",
            ["FREQ?"] = "121.98",
            ["SENS?"] = "14",
            ["SNAP? 1,2,3,4"] = "-4.17234e-007,-5.9605e-007,7.2757e-007,-125.0",
        });

        Assert.Equal("SR830", device.Identity.Model);
        Assert.Equal(121.98, await device.GetAsync("sine", "frequency"), 9);
        Assert.Equal(14, await device.GetAsync("input", "sensitivity"), 9);
        Assert.Equal(-4.17234e-7, await device.ReadAsync("input", "x"), 15);
        Assert.Equal(-5.9605e-7, await device.ReadAsync("input", "y"), 15);
        Assert.Equal(-125.0 * Math.PI / 180, await device.ReadAsync("input", "theta"), 12);
    }

    [Fact]
    public async Task Controller_RecordedAnswers_AreReadInTheirUnits()
    {
        IDescribedInstrument device = await OpenOnAsync("lakeshore-335", new Dictionary<string, string>
        {
            ["*IDN?"] = "LSCI,MODEL335,1234567/1234567,1.0", // the manual's example
            ["KRDG? A"] = "77",
            ["RANGE? 1"] = "1",
            ["SETP? 1"] = "100",
        });

        Assert.Equal(77, await device.ReadAsync("a", "temperature"), 9);
        Assert.Equal(100, await device.GetAsync("heater1", "temperature"), 9);
        Assert.Equal(1, await device.GetAsync("heater1", "range"), 9);
    }

    [Fact]
    public async Task Supply_RecordedAnswers_AreReadInTheirUnits()
    {
        IDescribedInstrument device = await OpenOnAsync("keysight-e36312a", new Dictionary<string, string>
        {
            ["*IDN?"] = "Keysight Technologies,E36312A,MY00000001,1.0.4-1.0.0-1.00",
            ["VOLTage? (@1)"] = "1.5",
            ["CURRent? (@3)"] = "+5.00000000E-01", // as an E3643A writes it
            ["OUTPut? (@1)"] = "0",
        });

        Assert.Equal(1.5, await device.GetAsync("1", "voltage"), 9);
        Assert.Equal(0.5, await device.GetAsync("3", "current"), 9);
        Assert.False(await device.GetOutputAsync("1"));
    }

    private static async Task<IDescribedInstrument> OpenOnAsync(string name, Dictionary<string, string> answers)
    {
        BenchDefinition bench = ShippedDescriptions.Read(name);
        InstrumentDefinition instrument = bench.Instruments[0];
        var clock = new VirtualClock();
        answers[":SYST:ERR?"] = "+0,\"No error\"";
        var device = (DescribedInstrument)DriverCatalog.Shipped.Get("scpi").For(instrument).Make(new DriverContext(
            "device", instrument.Settings, new SafetyGate(bench, clock), clock, new RecordedAnswersWire(answers), _ => null));
        await device.OpenAsync(None);
        return device;
    }
}
