namespace Lab.Cli.Tests.Modules;

/// <summary>Wires of a user's own, from an address of a form that Lab does not know.</summary>
public sealed class ModuleWireTests : IDisposable
{
    // A wire to a twin, for addresses 'LOOP::name', and for one that looks like a socket's.
    private const string Module = """
        using System.Threading;
        using System.Threading.Tasks;
        using Lab.Benches;
        using Lab.Instruments.Wires;
        using Lab.Mocks;
        using Lab.Modules;

        public sealed class LoopModule : ILabModule
        {
            public string Name => "loop";

            public void Register(LabRegistry registry) => registry.AddWires(() => new LoopWires());
        }

        public sealed class LoopWires : IWireProvider
        {
            public string? AddressForm => "LOOP::name";

            public ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
            {
                if (instrument.Address == "LOOP::nobody")
                {
                    throw new WireException(Lab.Instruments.InstrumentFault.Disconnected, "Nothing answers in the loop");
                }

                bool isMine = instrument.Address.StartsWith("LOOP::") || instrument.Address == "TCPIP::loop.invalid::5025::SOCKET";
                if (!isMine)
                {
                    return new ValueTask<IWire?>((IWire?)null);
                }

                InstrumentDefinition twin = instrument with { Address = "sim:" };
                var bench = new VirtualBench(new BenchDefinition { Name = "loop", Instruments = [twin], SafeState = [] }, 1, System.TimeProvider.System);
                return bench.TryOpenAsync(twin, cancellationToken);
            }
        }
        """;

    private readonly OddBench odd = new();

    public void Dispose() => odd.Dispose();

    [Theory]
    [InlineData("LOOP::meter")]
    [InlineData("TCPIP::loop.invalid::5025::SOCKET")] // asked before Lab's own wires
    public async Task An_instrument_is_reached_over_the_wire_of_my_module(string address)
    {
        Answer answer = (await CheckAsync(address)).Succeeds();

        Assert.Contains("2182A", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_no_wire_knows_is_told_with_the_form_of_my_module()
    {
        Answer answer = await CheckAsync("LOOPS:7");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("LOOP::name, TCPIP", answer.Message.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_my_wire_says_when_nothing_answers_is_told() =>
        Assert.Contains("Nothing answers in the loop", (await CheckAsync("LOOP::nobody")).Message, StringComparison.Ordinal);

    private Task<Answer> CheckAsync(string address)
    {
        odd.Work.Write("loop.cs", Module);
        string bench = odd.Work.Write("bench.yaml", $$"""
            modules: [loop.cs]
            bench: loop
            instruments:
              voltmeter: { driver: keithley-2182a, address: "{{address}}" }
            """);
        return Workplace.LabAsync("bench", "check", bench);
    }
}
