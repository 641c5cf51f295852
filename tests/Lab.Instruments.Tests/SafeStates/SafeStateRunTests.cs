using System.Text;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.SafeStates;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Tests.Benches;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Quantities;

namespace Lab.Instruments.Tests.SafeStates;

/// <summary>How the recipe is carried out: order, silent instruments, benches of which nothing is open.</summary>
public sealed class SafeStateRunTests : IDisposable
{
    private const string Shipped = "safe_state: [rf, smu, line, magnet, supply]";

    private readonly VirtualClock clock = new();
    private readonly BenchDefinition definition = ShippedBench.Read();
    private readonly VirtualBench twins;
    private readonly ListeningWires wires;

    public SafeStateRunTests()
    {
        twins = new VirtualBench(definition, 1, clock);
        wires = new ListeningWires(twins);
    }

    public void Dispose() => twins.Dispose();

    [Fact]
    public async Task MakeSafe_SilentInstrument_DelaysTheOthersByASecondAndIsNamed()
    {
        await using OpenBench bench = await OpenAsync(definition);
        IRfGenerator rf = bench.Get<IRfGenerator>("rf");
        ICurrentSource line = bench.Get<ICurrentSource>("line");
        await rf.SetOutputAsync(on: true);
        await line.SetOutputAsync(on: true);
        await line.SetCurrentAsync(Current.FromMilliamperes(5));
        wires.Silent.Add("smu");
        var told = new List<string>();
        long began = TimeProvider.System.GetTimestamp();
        double secondsToLine = 0;

        IReadOnlyList<SafeStateOutcome> outcomes = await bench.CarryOutSafeStateAsync(outcome =>
        {
            told.Add(outcome.Step.Instrument);
            secondsToLine = outcome.Step.Instrument == "line"
                ? TimeProvider.System.GetElapsedTime(began).TotalSeconds
                : secondsToLine;
        });

        Assert.Equal(["rf", "line", "magnet", "supply", "smu"], told);
        Assert.InRange(secondsToLine, 0.9, 4);
        SafeStateOutcome failed = Assert.Single(outcomes, outcome => outcome.Failure is not null);
        Assert.Equal("smu", failed.Step.Instrument);
        Assert.Equal(
            "Nothing was heard for 5 s (smu, safe state). Check that the instrument is on and that no other program holds the "
                + "connection.",
            failed.Failure!.Message);
        Assert.False(await rf.GetOutputAsync());
        Assert.False(await line.GetOutputAsync());
    }

    [Fact]
    public async Task MakeSafe_InstrumentThatAnswersTheSecondTime_IsSafe()
    {
        await using OpenBench bench = await OpenAsync(definition);
        ICurrentSource line = bench.Get<ICurrentSource>("line");
        await line.SetOutputAsync(on: true);
        await line.SetCurrentAsync(Current.FromMilliamperes(5));
        wires.Silent.Add("line");

        // The supply's turn is the last one of the first round; the line's second turn comes after it.
        IReadOnlyList<SafeStateOutcome> outcomes = await bench.CarryOutSafeStateAsync(outcome =>
        {
            if (outcome.Step.Instrument == "supply")
            {
                wires.Silent.Clear();
            }
        });

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.False(await line.GetOutputAsync());
        Assert.Equal(0, (await line.GetCurrentAsync()).Amperes);
    }

    [Fact]
    public async Task MakeSafe_Zero_RampsAtTheRecipesRateAndLeavesTheOutputOn()
    {
        BenchDefinition recipe = ShippedBench.Read(
            (Shipped, "safe_state: [rf, smu, { instrument: line, action: zero, rate: 5 mA/s }, magnet, supply]"));
        await using OpenBench bench = await OpenAsync(recipe);
        ICurrentSource line = bench.Get<ICurrentSource>("line");
        await line.SetOutputAsync(on: true);
        await line.SetCurrentAsync(Current.FromMilliamperes(5));
        Duration began = clock.Now();

        Assert.Empty(await bench.MakeSafeAsync());

        Assert.True(await line.GetOutputAsync());
        Assert.Equal(0, (await line.GetCurrentAsync()).Amperes);
        Assert.InRange((clock.Now() - began).Seconds, 0.99, 2);
    }

    [Fact]
    public async Task ForSafeState_BenchThatAnotherProgramLeft_IsMadeSafeWithoutBeingSetUp()
    {
        await using (OpenBench left = await OpenAsync(definition))
        {
            await left.Get<IRfGenerator>("rf").SetOutputAsync(on: true);
            await left.Get<ICurrentSource>("line").SetOutputAsync(on: true);
            await left.Get<ICurrentSource>("line").SetCurrentAsync(Current.FromMilliamperes(5));
        }

        wires.Sent.Clear();
        await using var bench = OpenBench.ForSafeState(Outside(definition), [wires], clock);

        IReadOnlyList<SafeStateOutcome> outcomes = await bench.CarryOutSafeStateAsync(tell: null);

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.Equal(["rf", "smu", "line", "supply", "gaussmeter"], wires.Sent.Select(sent => sent.Instrument).Distinct());
        Assert.DoesNotContain(
            wires.Sent,
            sent => sent.Message.Contains(":FUNC", StringComparison.Ordinal)
                || sent.Message.Contains("NPLC", StringComparison.Ordinal)
                || sent.Message.StartsWith(":VOLT", StringComparison.Ordinal));
        await using OpenBench after = await OpenAsync(definition);
        Assert.False(await after.Get<IRfGenerator>("rf").GetOutputAsync());
        Assert.False(await after.Get<ICurrentSource>("line").GetOutputAsync());
    }

    [Fact]
    public async Task ForSafeState_InstrumentThatDoesNotOpen_KeepsNoOtherFromBeingMadeSafe()
    {
        wires.Refused.Add("rf");
        await using var bench = OpenBench.ForSafeState(Outside(definition), [wires], clock);

        IReadOnlyList<SafeStateOutcome> outcomes = await bench.CarryOutSafeStateAsync(tell: null);

        SafeStateOutcome failed = Assert.Single(outcomes, outcome => outcome.Failure is not null);
        Assert.Equal(
            "Nothing answers at 10.0.0.2:5025 (rf, safe state). Check that the instrument is on and connected.",
            failed.Failure!.Message);
        Assert.Equal(definition.SafeState, outcomes.Select(outcome => outcome.Step));
    }

    // The twins stand in for instruments that another process can reach.
    private static BenchDefinition Outside(BenchDefinition bench) => bench with
    {
        Instruments = [.. bench.Instruments.Select(instrument => instrument.IsTwin
            ? instrument with { Address = $"TCPIP::{instrument.Name}::1::SOCKET" }
            : instrument)],
    };

    private Task<OpenBench> OpenAsync(BenchDefinition bench) =>
        OpenBench.OpenAsync(bench, [wires], clock, simulation: null, default);

    /// <summary>The twins' wires; some fall silent, some do not open, and what is sent is written down.</summary>
    private sealed class ListeningWires(VirtualBench twins) : IWireProvider
    {
        public HashSet<string> Silent { get; } = [];

        public HashSet<string> Refused { get; } = [];

        public List<(string Instrument, string Message)> Sent { get; } = [];

        public async ValueTask<IWire?> TryOpenAsync(
            InstrumentDefinition instrument, CancellationToken cancellationToken) => Refused.Contains(instrument.Name)
            ? throw new WireException(InstrumentFault.Disconnected, "Nothing answers at 10.0.0.2:5025")
            : new Wire(this, instrument.Name, (await twins.TryOpenAsync(instrument, cancellationToken))!);

        private sealed class Wire(ListeningWires wires, string instrument, IWire wire) : IWire
        {
            public string Address => wire.Address;

            public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
            {
                lock (wires.Sent)
                {
                    wires.Sent.Add((instrument, Encoding.ASCII.GetString(message.Span)));
                }

                return wire.WriteAsync(message, cancellationToken);
            }

            public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
            {
                if (wires.Silent.Contains(instrument))
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                }

                return await wire.ReadAsync(cancellationToken);
            }

            public ValueTask ClearAsync(CancellationToken cancellationToken) => wire.ClearAsync(cancellationToken);

            public ValueTask DisposeAsync() => wire.DisposeAsync();
        }
    }
}
