using System.Text;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Described;
using Lab.Instruments.Drivers;
using Lab.Instruments.Tests.Benches;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Mocks.Rough;

namespace Lab.Instruments.Tests.Described;

/// <summary>An open bench with one described instrument, 'device', on its twin; what goes over its wire is kept.</summary>
internal sealed class DescribedBench : IAsyncDisposable
{
    /// <summary>A supply with a switch, a meter of its own and a limit.</summary>
    public const string Supply =
        """
        instrument: A supply
        identity: SUPPLY
        channels:
          voltage:
            set: VOLTage {value:F3}
            query: VOLTage?
            unit: V
            range: { min: 0 V, max: 10 V }
            resolution: 1 mV
            safe: 0 V
        output: { on: "OUTPut 1", off: "OUTPut 0", query: "OUTPut?" }
        readings:
          voltage: { query: "MEASure:VOLTage?", unit: V, twin: { reads: voltage, gain: 2, offset: 10 mV } }
        """;

    private readonly VirtualBench twins;
    private readonly ListeningWires wires;

    private DescribedBench(VirtualBench twins, ListeningWires wires, VirtualClock clock, OpenBench bench)
    {
        this.twins = twins;
        this.wires = wires;
        Clock = clock;
        Bench = bench;
    }

    public VirtualClock Clock { get; }

    public OpenBench Bench { get; }

    /// <summary>Every message that was sent, in its order.</summary>
    public List<string> Sent => wires.Sent;

    public IDescribedInstrument Device => (IDescribedInstrument)Bench.Instruments[0];

    public static BenchDefinition Read(string description, string limits = "{}", string more = "") => ShippedBench.Reader.Read(
        $$"""
        bench: trial
        instruments:
          device:
            driver: scpi
            address: "sim:"
            limits: {{limits}}
            description:
        {{Indented(description)}}
        {{more}}
        """,
        "my.yaml");

    public static Task<DescribedBench> OpenAsync(
        string description, string limits = "{}", bool rough = false, string more = "") =>
        OpenAsync(Read(description, limits, more), rough);

    /// <summary>Opens a bench.</summary>
    /// <param name="definition">The bench.</param>
    /// <param name="rough">Whether its twins have the manners of real instruments.</param>
    /// <param name="before">The messages that another program told the twin before.</param>
    public static async Task<DescribedBench> OpenAsync(BenchDefinition definition, bool rough = false, params string[] before)
    {
        var clock = new VirtualClock();
        var twins = new VirtualBench(definition, seed: 1, clock, isRough: rough);
        foreach (string message in before)
        {
            await TellAsync(twins, message);
        }

        var wires = new ListeningWires(twins);
        return new DescribedBench(
            twins, wires, clock, await OpenBench.OpenAsync(definition, [wires], clock, simulation: null, CancellationToken.None));
    }

    /// <summary>Sends a message to the twin as another program would, and returns its answer.</summary>
    public Task<string> TellAsync(string message) => TellAsync(twins, message);

    public async ValueTask DisposeAsync()
    {
        await Bench.DisposeAsync();
        twins.Dispose();
    }

    private static async Task<string> TellAsync(VirtualBench twins, string message)
    {
        ITwin twin = twins.Find("device")!;
        twin = twin is RoughTwin rough ? rough.Instrument : twin;
        return Encoding.ASCII.GetString((await twin.ExecuteAsync(Encoding.ASCII.GetBytes(message), CancellationToken.None)).Span);
    }

    private static string Indented(string text) => string.Join('\n', text.Split('\n').Select(line => $"      {line}"));
}
