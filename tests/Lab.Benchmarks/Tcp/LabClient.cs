using System.Diagnostics;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.RfGenerators;
using Lab.Quantities;
using Lab.Wires;
using Lab.Wires.Clocks;

namespace Lab.Benchmarks.Tcp;

/// <summary>The shipped driver of the RF generator on a served bench, all limits of the bench in force.</summary>
internal sealed class LabClient : IAsyncDisposable
{
    private readonly ServedClock clock;
    private readonly OpenBench bench;
    private readonly InstrumentSession session;
    private readonly IRfGenerator generator;

    private LabClient(ServedClock clock, OpenBench bench, InstrumentSession session)
    {
        this.clock = clock;
        this.bench = bench;
        this.session = session;
        generator = bench.Get<IRfGenerator>("rf");
    }

    public static async Task<LabClient> OpenAsync(BenchDefinition definition)
    {
        var clock = ServedClock.Connect(definition.ClockPort!);
        OpenBench bench = await OpenBench.OpenAsync(
            definition, [new SocketWires()], clock, simulation: null, CancellationToken.None);
        var wire = (await new SocketWires().TryOpenAsync(Generator(definition), CancellationToken.None))!;
        return new LabClient(
            clock, bench, new InstrumentSession("rf", wire, new SafetyGate(definition, clock), clock, new InstrumentManners()));
    }

    /// <summary>Where the generator answers.</summary>
    public static string AddressOf(BenchDefinition definition) => Generator(definition).Address;

    /// <summary>One query and its number.</summary>
    public async Task<TimeSpan> QueryAsync(int count)
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            await generator.GetFrequencyAsync();
        }

        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>One set-point past the safety gate, settled and confirmed by the error queue, in one exchange.</summary>
    public async Task<TimeSpan> SetAsync(int count)
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            await generator.SetFrequencyAsync(Frequency.FromHertz(100e6 + (1e3 * i)));
        }

        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>A set-point and a query in one message.</summary>
    public async Task<TimeSpan> SetAndQueryAsync(int count)
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            await session.QueryNumberAsync($":SOUR:FREQ {100e6 + (1e3 * i):R};:SOUR:FREQ?", CancellationToken.None);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>The driver's set-point, then its query: two exchanges.</summary>
    public async Task<TimeSpan> SetThenQueryAsync(int count)
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            await generator.SetFrequencyAsync(Frequency.FromHertz(100e6 + (1e3 * i)));
            await generator.GetFrequencyAsync();
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private static InstrumentDefinition Generator(BenchDefinition definition) =>
        definition.Instruments.Single(instrument => instrument.Name == "rf");

    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync();
        await bench.DisposeAsync();
        clock.Dispose();
    }
}
