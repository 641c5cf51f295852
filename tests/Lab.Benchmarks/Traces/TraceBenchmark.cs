using System.Diagnostics;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Benchmarks.Blocks;
using Lab.Benchmarks.Measuring;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Oscilloscopes;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Drivers.WaveformGenerators;
using Lab.Instruments.Manners;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.WaveformGenerators;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Benchmarks.Traces;

/// <summary>Waveforms from volts to the generator's twin, and records from the oscilloscope's twin, through the shipped drivers,
/// the gate and loop-back TCP: by how much time and memory they grow with the number of samples.</summary>
internal static class TraceBenchmark
{
    private const int Rounds = 5;
    private const double Rate = 1e9;
    private const double ScopeRate = 5e9;

    public static async Task RunAsync()
    {
        await using TraceServer server = await TraceServer.StartAsync();
        await using var generator = new Keysight33622A(
            await SessionAsync("awg", server.GeneratorPort), isMatched: true, "normal", TraceServer.Memory);
        await using var scope = new KeysightDsoX3054T(
            await SessionAsync("scope", server.ScopePort), Settings(1e-6), TraceServer.Memory);
        await generator.OpenAsync(default);
        await scope.OpenAsync(default);
        var interleaving = new Interleaving(Rounds);
        var rows = new List<(int Count, Samples Load, Samples Capture, Samples Read)>();
        foreach (int count in (int[])[1_000_000, 3_000_000, 10_000_000])
        {
            double[] volts = [.. Enumerable.Range(0, count).Select(i => 0.2 * Math.Sin(i * 0.1))];
            var capture = new Samples($"capture {count}");
            rows.Add((
                count,
                interleaving.Add($"load {count}", 1, _ => LoadAsync(generator, volts)),
                capture,
                interleaving.Add($"read {count}", 1, async _ => await ReadAsync(generator, scope, count, capture))));
        }

        await interleaving.RunAsync();
        Console.WriteLine();
        Console.WriteLine(
            "| samples | load: volts to the generator's memory, ms | MB/s | read: the oscilloscope's memory to codes, ms | "
                + "MB/s | ns a sample, load and read |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach ((int count, Samples load, _, Samples read) in rows)
        {
            Console.WriteLine(
                $"| {count:N0} | {load.QuartilesInMilliseconds} | {2.0 * count / load.Median:F0} | "
                    + $"{read.QuartilesInMilliseconds} | {2.0 * count / read.Median:F0} | "
                    + $"{1e3 * load.Median / count:F1}, {1e3 * read.Median / count:F1} |");
        }

        await MeasureMemoryAsync(server, generator, scope);
    }

    private static OscilloscopeSettings Settings(double seconds) => new(
        Duration.FromSeconds(seconds), ScopeRate, [new OscilloscopeChannel("1", Voltage.FromVolts(0.8))],
        new OscilloscopeTrigger(OscilloscopeTrigger.External, Voltage.FromVolts(0.5)));

    private static async Task<InstrumentSession> SessionAsync(string name, int port)
    {
        var address = new ResourceName("127.0.0.1", port);
        TcpWire wire = await TcpWire.ConnectAsync(address.ToString(), address, new WireSettings(), CancellationToken.None);
        var bench = new BenchDefinition
        {
            Name = "traces",
            SafeState = [],
            Instruments =
            [
                new InstrumentDefinition(
                    "awg", "keysight-33622a", string.Empty, SettingValues.Empty, [], SettingValues.Empty)
                {
                    Terminals = Keysight33622A.Description.Terminals,
                },
            ],
        };
        return new InstrumentSession(
            name, wire, new SafetyGate(bench, new VirtualClock()), TimeProvider.System, new InstrumentManners());
    }

    private static async Task<TimeSpan> LoadAsync(Keysight33622A generator, double[] volts)
    {
        long started = Stopwatch.GetTimestamp();
        await generator.LoadAsync(new WaveformProgram(
            Rate, [new ChannelWaveform("1", new WaveformSegment(volts))], WaveformStart.AtTrigger));
        return Stopwatch.GetElapsedTime(started);
    }

    // The record is taken first: a real one takes its own time, and this one that of the model.
    private static async Task<TimeSpan> ReadAsync(Keysight33622A generator, KeysightDsoX3054T scope, int count, Samples capture)
    {
        await scope.ConfigureAsync(Settings(count / ScopeRate));
        await generator.SetOutputAsync("1", on: true);
        await scope.ArmAsync(default);
        await generator.StartAsync();
        long began = Stopwatch.GetTimestamp();
        await generator.TriggerAsync(default);
        capture.Add(Stopwatch.GetElapsedTime(began), 1);
        long started = Stopwatch.GetTimestamp();
        OscilloscopeTrace trace = (await scope.FetchAsync())[0];
        return trace.Codes.Length == count
            ? Stopwatch.GetElapsedTime(started)
            : throw new InvalidOperationException($"A record of {trace.Codes.Length} samples came for {count}.");
    }

    private static async Task MeasureMemoryAsync(TraceServer server, Keysight33622A generator, KeysightDsoX3054T scope)
    {
        const int Count = 10_000_000;
        const double Data = 2.0 * Count;
        double[] volts = [.. Enumerable.Range(0, Count).Select(i => 0.2 * Math.Sin(i * 0.1))];
        Console.WriteLine();
        Console.WriteLine(
            "| ten million samples of 16 bits, in multiples of the data | client: allocated | client: peak | twins: peak |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach ((string way, Func<Task> go) in ((string, Func<Task>)[])
        [
            ("load", () => LoadAsync(generator, volts)),
            ("read", async () => await scope.FetchAsync()),
        ])
        {
            GC.Collect();
            var client = new PeakMemory(Environment.ProcessId);
            var twins = new PeakMemory(server.ProcessId);
            long allocated = GC.GetTotalAllocatedBytes(precise: true);
            await go();
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            Console.WriteLine($"| {way} | {allocated / Data:F2} | {client.Growth / Data:F2} | {twins.Growth / Data:F2} |");
        }
    }
}
