using System.Text;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.SafeStates;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.Terminals;
using Lab.Instruments.Tests.Benches;
using Lab.Instruments.Tests.Electromagnets;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Quantities;

namespace Lab.Instruments.Tests.PulseGenerators;

/// <summary>A pulse generator on a nanowire, from the bench file to the sample.</summary>
public class PulserBenchTests
{
    private const string Yaml = """
        bench: nanowire-pulser
        instruments:
          pulser:
            driver: avtech-avr-3he-b
            address: "sim:"
            settings: { settling: 0 s }
            limits:
              amplitude: { max: 8 V }
              width: { max: 200 ns }
              repetition: { max: 1 kHz }
          bias: { driver: yokogawa-gs200, address: "sim:" }
          rf: { driver: rohde-schwarz-smb100a, address: "sim:" }
        sample:
          junctions:
            mtj: { resistance: 163 Ohm }
          field_lines:
            wire: { junction: mtj, resistance: 100 Ohm, destroyed_by_energy: 40 nJ, limits: { pulse_energy: 20 nJ } }
        wiring:
          pulser: { port: pulse, line: wire }

        """;

    private readonly VirtualClock clock = new();

    [Fact]
    public void Read_WithoutSafeState_MakesThePulserSafeRightAfterRf()
    {
        BenchDefinition bench = ShippedBench.Reader.Read(Yaml, "my.yaml");
        Assert.Matches("^rf.*,pulser.*,bias.*$", string.Join(',', bench.SafeState));
    }

    [Fact]
    public async Task Set_EnergyBeyondTheLinesLimit_IsNeverSent()
    {
        BenchDefinition definition = ShippedBench.Reader.Read(Yaml, "my.yaml");
        using var twins = new VirtualBench(definition, 1, clock);
        await using OpenBench bench = await OpenAsync(definition, twins);
        IPulseGenerator pulser = bench.Get<IPulseGenerator>("pulser");
        await pulser.SetAmplitudeAsync(Voltage.FromVolts(4));
        await pulser.SetWidthAsync(Duration.FromSeconds(100e-9)); // 16 nJ
        await pulser.SetOutputAsync(true);
        await pulser.FireAsync();
        // 25 nJ.
        var error = await Assert.ThrowsAsync<InstrumentException>(() => pulser.SetAmplitudeAsync(Voltage.FromVolts(5)).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Contains("pulse energy in field line 'wire' at most 20 nJ", error.Message, StringComparison.Ordinal);
        Assert.Equal(16e-9, twins.Stage.PulsesAt("wire")!.Energy.Joules, 1e-15);
        Assert.Null(twins.Stage.Damage);
    }

    [Fact]
    public async Task Fire_WithoutALimit_DestroysTheLineOfTheRehearsal()
    {
        BenchDefinition definition = ShippedBench.Reader.Read(
            Yaml.Replace(", limits: { pulse_energy: 20 nJ }", string.Empty, StringComparison.Ordinal), "my.yaml");
        using var twins = new VirtualBench(definition, 1, clock);
        var simulation = new BenchSimulation(_ => new ValueTask<string?>(twins.Stage.Damage?.ToString()));
        await using OpenBench bench = await OpenBench.OpenAsync(definition, [twins], clock, simulation, default);
        IPulseGenerator pulser = bench.Get<IPulseGenerator>("pulser");
        await pulser.SetAmplitudeAsync(Voltage.FromVolts(8));
        await pulser.SetWidthAsync(Duration.FromSeconds(100e-9));
        await pulser.SetOutputAsync(true);
        Assert.Null(await bench.FindDamageAsync(default));
        await pulser.FireAsync();
        Assert.Equal(
            "field line 'wire' was destroyed: a pulse of 64 nJ burnt it through, which bears 40 nJ (pulser at 8 V, 100 ns)",
            await bench.FindDamageAsync(default));
    }

    [Fact]
    public async Task Open_PulserLeftAtFullAmplitude_CountsFromTheFirstSetPointOn()
    {
        BenchDefinition definition = ShippedBench.Reader.Read(Yaml, "my.yaml");
        using var twins = new VirtualBench(definition, 1, clock);
        await twins.Find("pulser")!.ExecuteAsync("volt 5;:puls:widt 50 ns"u8.ToArray(), default); // 12.5 nJ
        await using OpenBench bench = await OpenAsync(definition, twins);
        var error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IPulseGenerator>("pulser").SetWidthAsync(Duration.FromSeconds(100e-9)).AsTask()); // 25 nJ
        Assert.Equal(InstrumentFault.Limit, error.Fault);
    }

    [Fact]
    public async Task ForSafeState_PulserThatWaitsForTriggers_IsSwitchedOffAndHeld()
    {
        BenchDefinition definition = ShippedBench.Reader.Read(Yaml, "my.yaml");
        using var twins = new VirtualBench(definition, 1, clock);
        await AskAsync(twins, "trig:sour ext;:outp on");

        (SafeStateOutcome outcome, string[] told) = await MakeSafeAsync(definition, new StubbornPulser(twins, IsStubborn: false));

        Assert.Null(outcome.Failure);
        Assert.StartsWith(
            "is made safe as it is. The generator waits for triggers that this program did not ask for",
            Assert.Single(told, text => text.Length > 0),
            StringComparison.Ordinal);
        Assert.Equal("0;HOLD", await AskAsync(twins, "outp?;:trig:sour?"));
    }

    [Fact]
    public async Task ForSafeState_PulserWithAnAnswerThatIsNone_IsToldAndLeftAsItIs()
    {
        BenchDefinition definition = ShippedBench.Reader.Read(Yaml, "my.yaml");
        using var twins = new VirtualBench(definition, 1, clock);
        await AskAsync(twins, "trig:sour ext;:outp on");

        (SafeStateOutcome outcome, string[] told) = await MakeSafeAsync(definition, new StubbornPulser(twins, IsStubborn: true));

        Assert.Equal(InstrumentFault.BadAnswer, outcome.Failure?.Fault);
        Assert.All(told, Assert.Empty);
        Assert.Equal("1;EXT", await AskAsync(twins, "outp?;:trig:sour?"));
    }

    [Fact]
    public void DefaultSafeState_HoldsEveryDriverThatCanDriveSomething()
    {
        foreach (DriverDescription driver in DriverCatalog.Shipped.All.Where(driver => driver.Terminals.Any(
            terminal => terminal.Channels.Count > 0)))
        {
            IEnumerable<string> needed = driver.Settings.Where(key => key.Default is null).Select(
                key => $"{key.Name}: {(key.Name == "field_per_current" ? "50 mT/A" : "1")}");
            string place = driver.IsComposite ? $"settings: {{ {string.Join(", ", needed)} }}" : "address: \"sim:\"";
            BenchDefinition bench = ShippedBench.Reader.Read(
                $"bench: one\ninstruments:\n  device: {{ driver: {driver.Name}, {place} }}\n", "my.yaml");
            Assert.True(bench.SafeState.Count > 0 && bench.SafeState.All(step => step.Instrument == "device"),
                $"{driver.Name} can drive something and is not in the default safe state.");
        }
    }

    private static string Wrong(string line) => Yaml.Replace("line: wire }", line, StringComparison.Ordinal);

    [Theory]
    [InlineData("line: nowhere }", "wiring.pulser.line: there is no field line 'nowhere'; allowed are wire.")]
    [InlineData("}", "wiring.pulser.line is missing; write for example 'line: the name of a field line'.")]
    public void Read_PulsePortWithoutItsLine_IsReported(string line, string expected)
    {
        var error = Assert.Throws<BenchException>(() => ShippedBench.Reader.Read(Wrong(line), "my.yaml"));
        Assert.EndsWith(expected, error.Findings[0], StringComparison.Ordinal);
    }

    private Task<OpenBench> OpenAsync(BenchDefinition definition, VirtualBench twins) =>
        OpenBench.OpenAsync(definition, [twins], clock, simulation: null, default);

    private static async Task<string> AskAsync(VirtualBench twins, string message) => Encoding.ASCII.GetString(
        (await twins.Find("pulser")!.ExecuteAsync(Encoding.ASCII.GetBytes(message), default)).Span).Trim();

    // The twin stands in for an instrument that another process can reach.
    private async Task<(SafeStateOutcome Outcome, string[] Told)> MakeSafeAsync(BenchDefinition definition, IWireProvider wires)
    {
        BenchDefinition outside = definition with
        {
            Instruments = [.. definition.Instruments.Where(instrument => instrument.Name == "pulser").Select(
                instrument => instrument with { Address = "TCPIP::pulser::1::SOCKET" })],
            SafeState = [.. definition.SafeState.Where(step => step.Instrument == "pulser")],
        };
        var told = new List<string>();
        await using var bench = OpenBench.ForSafeState(outside, [wires], clock);
        bench.Progressed = progress => told.Add(progress.Message);
        return (Assert.Single(await bench.CarryOutSafeStateAsync(tell: null)), [.. told]);
    }

    /// <summary>The pulser's wire; the amplitude may be none.</summary>
    private sealed record StubbornPulser(VirtualBench Twins, bool IsStubborn) : IWireProvider
    {
        public async ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken) =>
            new StubbornWire((await Twins.TryOpenAsync(instrument, cancellationToken))!, ":VOLT?", "nonsense")
            {
                IsStubborn = IsStubborn,
            };
    }
}
