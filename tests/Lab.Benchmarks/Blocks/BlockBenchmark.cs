using System.Diagnostics;
using System.Runtime.CompilerServices;
using Doubles.Waveforms;
using Lab.Benchmarks.Measuring;
using Lab.Instruments.Benches;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Drivers.Wires;
using Lab.Instruments.Manners;
using Lab.Instruments.Safety;

namespace Lab.Benchmarks.Blocks;

/// <summary>A waveform of ten million samples through driver, session, wire and twin over loop-back TCP, both ways.</summary>
internal static class BlockBenchmark
{
    private const int SampleCount = 10_000_000;
    private const int Rounds = 11;

    public static async Task RunAsync()
    {
        await using BlockServer server = await BlockServer.StartAsync();
        await using WaveformRecorder recorder = await OpenAsync(server.Port);
        short[] integers = [.. Enumerable.Range(0, SampleCount).Select(i => (short)(i * 7))];
        float[] reals = [.. Enumerable.Range(0, SampleCount).Select(i => MathF.Sin(i))];
        Console.WriteLine();
        Console.WriteLine("| memory beyond the samples themselves, in multiples of the data | client: allocated | client: peak | twin: peak |");
        Console.WriteLine("| --- | --- | --- | --- |");
        await MeasureMemoryAsync("int16, the machine's order", server, recorder, integers, ByteOrder.LittleEndian);
        await MeasureMemoryAsync("int16, the other order", server, recorder, integers, ByteOrder.BigEndian);
        await MeasureMemoryAsync("float32, the machine's order", server, recorder, reals, ByteOrder.LittleEndian);

        await using var pyvisa = PeerProcess.Start("pyvisa_blocks.py", $"TCPIP::127.0.0.1::{server.Port}::SOCKET", $"{SampleCount}");
        var interleaving = new Interleaving(Rounds);
        var pairs = new List<(Samples Up, Samples Down, int Bytes)>();
        foreach ((string name, string type, ByteOrder order) in ((string, string, ByteOrder)[])
        [
            ("int16, the machine's order", "h", ByteOrder.LittleEndian),
            ("int16, the other order", "h", ByteOrder.BigEndian),
            ("float32, the machine's order", "f", ByteOrder.LittleEndian),
        ])
        {
            int bytes = SampleCount * (type == "h" ? sizeof(short) : sizeof(float));
            string peer = $"{type} {(order == ByteOrder.BigEndian ? "big" : "little")}";
            pairs.Add((
                interleaving.Add($"Lab: {name}", 1, _ => type == "h" ? LoadAsync(recorder, integers, order) : LoadAsync(recorder, reals, order)),
                interleaving.Add($"Lab: {name}", 1, _ => type == "h" ? ReadAsync(recorder, integers, order) : ReadAsync(recorder, reals, order)),
                bytes));
            pairs.Add((
                interleaving.Add($"pyvisa-py: {name}", 1, _ => pyvisa.MeasureAsync($"load {peer}")),
                interleaving.Add($"pyvisa-py: {name}", 1, _ => pyvisa.MeasureAsync($"read {peer}")),
                bytes));
        }

        await interleaving.RunAsync();
        Console.WriteLine();
        Console.WriteLine("| ten million samples over loop-back TCP | up, MB/s | quartiles, ms | down, MB/s | quartiles, ms | both, MB/s | Lab is |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        for (int i = 0; i < pairs.Count; i++)
        {
            (Samples up, Samples down, int bytes) = pairs[i];
            double both = up.Median + down.Median;
            string ratio = i % 2 == 0 ? string.Empty : $"{both / (pairs[i - 1].Up.Median + pairs[i - 1].Down.Median):F1} times as fast";
            Console.WriteLine(
                $"| {up.Name} | {bytes / up.Median:F0} | {up.QuartilesInMilliseconds} | {bytes / down.Median:F0} | {down.QuartilesInMilliseconds} "
                + $"| {2.0 * bytes / both:F0} | {ratio} |");
        }
    }

    private static async Task<WaveformRecorder> OpenAsync(int port)
    {
        var name = new ResourceName("127.0.0.1", port);
        TcpWire wire = await TcpWire.ConnectAsync(name.ToString(), name, new WireSettings(), CancellationToken.None);
        var bench = new BenchDefinition { Name = "waveforms", Instruments = [], SafeState = [] };
        var session = new InstrumentSession(
            "wave", wire, new SafetyGate(bench, new VirtualClock()), TimeProvider.System, new InstrumentManners());
        var recorder = new WaveformRecorder(session);
        await recorder.OpenAsync();
        return recorder;
    }

    private static async Task<TimeSpan> LoadAsync<T>(WaveformRecorder recorder, T[] samples, ByteOrder order)
        where T : unmanaged
    {
        await recorder.FormatAsync<T>(order);
        long started = Stopwatch.GetTimestamp();
        await recorder.LoadAsync<T>(samples);
        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task<TimeSpan> ReadAsync<T>(WaveformRecorder recorder, T[] samples, ByteOrder order)
        where T : unmanaged
    {
        await recorder.FormatAsync<T>(order);
        long started = Stopwatch.GetTimestamp();
        T[] read = await recorder.ReadAsync<T>(SampleCount);
        TimeSpan time = Stopwatch.GetElapsedTime(started);
        return read.AsSpan().SequenceEqual(samples) ? time : throw new InvalidOperationException("The samples came back changed.");
    }

    private static async Task MeasureMemoryAsync<T>(string name, BlockServer server, WaveformRecorder recorder, T[] samples, ByteOrder order)
        where T : unmanaged, IEquatable<T>
    {
        double data = (double)SampleCount * Unsafe.SizeOf<T>();
        foreach ((string way, Func<Task> go) in ((string, Func<Task>)[])
        [
            ("up", () => LoadAsync(recorder, samples, order)),
            ("down", () => ReadAsync(recorder, samples, order)),
        ])
        {
            GC.Collect();
            var client = new PeakMemory(Environment.ProcessId);
            var twin = new PeakMemory(server.ProcessId);
            long allocated = GC.GetTotalAllocatedBytes(precise: true);
            await go();
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            Console.WriteLine($"| {name}, {way} | {allocated / data:F2} | {client.Growth / data:F2} | {twin.Growth / data:F2} |");
        }
    }
}
