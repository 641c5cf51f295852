using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Tests.Sessions;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Benches;

public class OpenBenchTests
{
    private readonly VirtualClock clock = new();

    [Fact]
    public async Task Open_CompositeBeforeItsParts_OpensAllAndShowsTheFilesOrder()
    {
        string yaml = ShippedBench.With();
        int magnet = yaml.IndexOf("  magnet:\n    driver", StringComparison.Ordinal);
        int end = yaml.IndexOf("\nsample:", StringComparison.Ordinal);
        string block = yaml[magnet..end];
        BenchDefinition definition = ShippedBench.Reader.Read(
            yaml.Remove(magnet, block.Length).Replace(
                "instruments:\n", $"instruments:\n{block}", StringComparison.Ordinal), "my.yaml");

        await using OpenBench bench = await OpenAsync(definition, new VirtualBench(definition, 1, clock));

        Assert.Equal(["magnet", "rf", "voltmeter", "line", "smu", "supply", "gaussmeter"], bench.Instruments.Select(i => i.Name));
        Assert.NotNull(bench.Find<IElectromagnet>("magnet"));
    }

    [Fact]
    public async Task Open_SeveralFaults_AreReportedTogetherAndNothingStaysOpen()
    {
        BenchDefinition definition = ShippedBench.Read() with { OnFault = FaultPolicy.NoRetries };
        using var twins = new VirtualBench(definition, 1, clock);
        var wires = new TamperedWires(twins)
        {
            Replaced =
            {
                ["rf"] = () => new FakeWire().Answers("ACME,Toaster,1,1", "ACME,Toaster,1,1"),
                ["voltmeter"] = () => throw new WireException(
                    InstrumentFault.Disconnected, "Nothing answers at 10.0.0.2:5025 (ConnectionRefused)"),
                ["gaussmeter"] = () => null,
                ["smu"] = () => new FakeWire().Fails(InstrumentFault.Timeout, "No answer came within 10 s"),
            },
        };

        var error = await Assert.ThrowsAsync<BenchException>(() => OpenAsync(definition, wires));

        Assert.Equal(
            [
                "'ACME,Toaster,1,1' answers where a SMB100A is expected, or SMB100B, SMA100A, SMA100B, SMF100A, SMC100A (rf, "
                    + "TCPIP::fake::1::SOCKET). Correct the address or the driver of this instrument in the bench file.",
                "voltmeter: Nothing answers at 10.0.0.2:5025 (ConnectionRefused) (sim:). Check that the instrument is on and "
                    + "connected, and its address.",
                "No answer came within 10 s (smu, TCPIP::fake::1::SOCKET, *IDN?). Check that the instrument is on, in remote "
                    + "mode and not waiting for a trigger.",
                "gaussmeter: 'sim:' is not an address that this version of Lab can open. Use TCPIP::host::port::SOCKET, "
                    + "TCPIP::host::INSTR, GPIB0::12::INSTR, USB0::…::INSTR, ASRL/dev/ttyUSB0::INSTR, ASRL3::INSTR, "
                    + "PRLGX-TCPIP::host::1234::GPIB::9::INSTR, PRLGX-ASRL/dev/ttyUSB0::GPIB::9::INSTR, daqmx::Dev1, or sim: for "
                    + "the twin.",
                "magnet: 'gaussmeter' (key 'gaussmeter') is not a gaussmeter of this bench that could be opened.",
            ],
            error.Findings);
        Assert.NotEmpty(wires.Opened);
        Assert.All(wires.Opened, wire => Assert.True(wire.IsDisposed));
    }

    [Fact]
    public async Task Open_TwinOfAnotherModel_IsTheWrongInstrument()
    {
        BenchDefinition definition = ShippedBench.Read();
        BenchDefinition other = ShippedBench.Read(("driver: rohde-schwarz-smb100a", "driver: keysight-e8257d"));
        using var twins = new VirtualBench(other, 1, clock);

        var error = await Assert.ThrowsAsync<BenchException>(() => OpenAsync(definition, twins));

        Assert.Matches(
            @"^'Agilent Technologies,.*E8257D.*' answers where a SMB100A is expected, or .*SMC100A \(rf, sim:\)\. Correct the "
                + @"address or the driver of this instrument in the bench file\.$",
            Assert.Single(error.Findings));
    }

    [Fact]
    public async Task Get_KindThatIsMissing_SaysWhatTheRoleNeeds()
    {
        BenchDefinition definition = ShippedBench.Reader.Read(
            "bench: poor\ninstruments:\n  dvm: { driver: keithley-2182a, address: \"sim:\" }\n", "my.yaml");
        await using OpenBench bench = await OpenAsync(definition, new VirtualBench(definition, 1, clock));

        var error = Assert.Throws<BenchException>(() => bench.Get<IRfGenerator>("rf"));

        Assert.Equal(
            "Bench 'poor' has no instrument for the role 'rf', which needs an RF generator. Add one to the bench file.",
            error.Message);
        Assert.Null(bench.Find<IRfGenerator>("rf"));
    }

    [Fact]
    public async Task Get_TheOnlyOneOfItsKind_TakesTheRoleWhateverItsName()
    {
        BenchDefinition definition = ShippedBench.Reader.Read(
            "bench: b\ninstruments:\n  carrier: { driver: keysight-e8257d, address: \"sim:\" }\n", "my.yaml");
        await using OpenBench bench = await OpenAsync(definition, new VirtualBench(definition, 1, clock));

        Assert.Equal("carrier", bench.Get<IRfGenerator>("rf").Name);
    }

    [Fact]
    public async Task Get_SeveralAndNoneOfTheName_AsksForAName()
    {
        BenchDefinition definition = ShippedBench.Reader.Read(
            "bench: rich\ninstruments:\n  a: { driver: keysight-e8257d, address: \"sim:\" }\n  b: { driver: "
                + "rohde-schwarz-smb100a, address: \"sim:\" }\n",
            "my.yaml");
        await using OpenBench bench = await OpenAsync(definition, new VirtualBench(definition, 1, clock));

        var error = Assert.Throws<BenchException>(() => bench.Get<IRfGenerator>("rf"));

        Assert.Equal(
            "Bench 'rich' has several instruments for the role 'rf', which needs an RF generator: a, b. Name the one to "
                + "use 'rf'.",
            error.Message);
    }

    [Fact]
    public async Task MakeSafe_OneInstrumentFails_TheOthersAreMadeSafeAllTheSame()
    {
        BenchDefinition definition = ShippedBench.Read();
        using var twins = new VirtualBench(definition, 1, clock);
        var wires = new TamperedWires(twins);
        await using OpenBench bench = await OpenAsync(definition, wires);
        IRfGenerator rf = bench.Get<IRfGenerator>("rf");
        await rf.SetPowerAsync(Power.FromMicrowatts(10));
        await rf.SetOutputAsync(on: true);
        wires.Opened.Single(wire => wire.Instrument == "smu").Breaks = () => throw new WireException(
            InstrumentFault.Disconnected, "The instrument closed the connection");
        wires.Opened.Single(wire => wire.Instrument == "line").Breaks = () => throw new ObjectDisposedException("socket");

        IReadOnlyList<InstrumentException> failures = await bench.MakeSafeAsync();

        Assert.Equal(2, failures.Count);
        Assert.StartsWith("The instrument closed the connection (smu, sim:, ", failures[0].Message, StringComparison.Ordinal);
        Assert.StartsWith("Bug in Lab: ", failures[1].Message, StringComparison.Ordinal);
        Assert.False(await rf.GetOutputAsync());
        Assert.False(await bench.Get<IMagnetSupply>("supply").GetOutputAsync());
    }

    private Task<OpenBench> OpenAsync(BenchDefinition definition, IWireProvider wires) =>
        OpenBench.OpenAsync(definition, [wires], clock, simulation: null, default);

    /// <summary>The twins' wires, watched, and some of them replaced.</summary>
    private sealed class TamperedWires(VirtualBench twins) : IWireProvider
    {
        public Dictionary<string, Func<IWire?>> Replaced { get; } = [];

        public List<WatchedWire> Opened { get; } = [];

        public async ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
        {
            IWire? wire = Replaced.TryGetValue(instrument.Name, out Func<IWire?>? replacement)
                ? replacement()
                : await twins.TryOpenAsync(instrument, cancellationToken);
            if (wire is null)
            {
                return null;
            }

            Opened.Add(new WatchedWire(instrument.Name, wire));
            return Opened[^1];
        }
    }

    private sealed class WatchedWire(string instrument, IWire wire) : IWire
    {
        public string Instrument => instrument;

        public string Address => wire.Address;

        public bool IsDisposed { get; private set; }

        public Action? Breaks { get; set; }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            Breaks?.Invoke();
            return wire.WriteAsync(message, cancellationToken);
        }

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) =>
            wire.ReadAsync(cancellationToken);

        public ValueTask ClearAsync(CancellationToken cancellationToken) => wire.ClearAsync(cancellationToken);

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return wire.DisposeAsync();
        }
    }
}
