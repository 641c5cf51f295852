using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Terminals;
using Lab.Mocks.Parts;

namespace Lab.Instruments.Tests.Terminals;

/// <summary>The declaration of a driver's terminals is whole: a part that is missing is shown here.</summary>
public sealed class TerminalDeclarationTests
{
    public static TheoryData<string> Drivers => [.. DriverCatalog.Shipped.All.Where(Sets).Select(driver => driver.Name)];

    [Theory]
    [MemberData(nameof(Drivers))]
    public void TerminalThatSets_Declared_HasARankInTheSafeState(string driver) => Assert.All(
        DriverCatalog.Shipped.Get(driver).Terminals.Where(terminal => terminal.Channels.Count > 0 || terminal.IsSwitched),
        terminal => Assert.NotNull(terminal.SafeRank));

    [Theory]
    [MemberData(nameof(Drivers))]
    public void DriverThatSets_Interface_DrivesTheSample(string driver) =>
        Assert.True(DriverCatalog.Shipped.Get(driver).Kind.Interface.IsAssignableTo(typeof(IDrivesSample)));

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task ReadBack_Driver_TellsTheGateOfOutputsAndLevels(string driver)
    {
        DriverDescription description = DriverCatalog.Shipped.Get(driver);
        if (description.IsComposite)
        {
            return; // its parts are read back at their own terminals, and are among the drivers here
        }

        await using TwinBench twins = await TwinBench.OpenAsync(driver);
        var gate = new ObservingGate();
        IInstrument instrument = description.Make(new DriverContext(
            "device", SettingValues.Of(description.Settings), gate, twins.Clock, await twins.WireAsync(), _ => null));
        await ((IConnected)instrument).OpenAsync(default);
        gate.Observed.Clear();

        await ((IDrivesSample)instrument).ReadBackAsync();

        Assert.All(
            description.Terminals.SelectMany(terminal => terminal.Channels).Where(channel => channel.Reach != ChannelReach.Direct
                || channel.Tolerance is not null),
            channel => Assert.Contains(channel.Name, gate.Observed));
        Assert.All(description.Terminals.Where(terminal => terminal.IsSwitched), _ => Assert.Contains(
            Channels.Output, gate.Observed));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Gate_EachDeclaredChannelLimited_RefusesBeyondIt(string driver)
    {
        foreach ((string at, ChannelDefinition channel) in DriverCatalog.Shipped.Get(driver).Terminals
            .SelectMany(terminal => terminal.Channels.Select(channel => (terminal.Name, channel))))
        {
            var limit = new ChannelLimit(channel.Name, null, 1, channel.Quantity) { Terminal = at };
            var gate = new SafetyGate(Bench(driver, limit), new VirtualClock());

            gate.Check("device", [new SetPoint(at, channel.Name, 0.5)], "within");
            Assert.Throws<InstrumentException>(() => gate.Check("device", [new SetPoint(at, channel.Name, 1.5)], "beyond"));
            Assert.Throws<InstrumentException>(
                () => gate.Check("device", [new SetPoint(at, channel.Name, double.NaN)], "no number"));
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Gate_ChannelThatIsNotDeclared_IsRefused(string driver)
    {
        var gate = new SafetyGate(Bench(driver), new VirtualClock());

        string at = DriverCatalog.Shipped.Get(driver).Terminals.First(
            terminal => terminal.Channels.Count > 0 || terminal.IsSwitched).Name;

        InstrumentException error = Assert.Throws<InstrumentException>(
            () => gate.Check("device", [new SetPoint(at, "undeclared", 1)], ":UND 1"));

        Assert.EndsWith(
            " sets its undeclared, which it does not declare, so that no limit could hold", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void DefaultSafeState_BasicKinds_FastestFirstAndMagnetLast()
    {
        InstrumentKind[] order =
        [
            InstrumentKind.RfGenerator, InstrumentKind.PulseGenerator, InstrumentKind.SourceMeter, InstrumentKind.CurrentSource,
            InstrumentKind.Electromagnet, InstrumentKind.MagnetSupply,
        ];
        Assert.Equal(
            order,
            DriverCatalog.Shipped.All.Select(driver => driver.Kind).Distinct().Where(order.Contains)
                .OrderBy(kind => kind.Terminals[0].SafeRank));
    }

    private static bool Sets(DriverDescription driver) =>
        driver.Terminals.Any(terminal => terminal.Channels.Count > 0 || terminal.IsSwitched);

    private static BenchDefinition Bench(string driver, params ChannelLimit[] limits) => new()
    {
        Name = "trial",
        SafeState = [],
        Instruments =
        [
            new InstrumentDefinition("device", driver, "sim:", SettingValues.Empty, limits, SettingValues.Empty)
            {
                Terminals = DriverCatalog.Shipped.Get(driver).Terminals,
            },
        ],
    };

    private sealed class ObservingGate : ISafetyGate
    {
        public List<string> Observed { get; } = [];

        public void Check(string instrument, ReadOnlySpan<SetPoint> setPoints, string command)
        {
        }

        public void Observe(string instrument, SetPoint setPoint) => Observed.Add(setPoint.Channel);
    }
}
