using System.Diagnostics;
using System.Runtime.CompilerServices;
using Doubles.Waveforms;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Benchmarks.Measuring;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Wires;

namespace Lab.Benchmarks.Blocks;

/// <summary>A waveform of ten million samples through driver, session, wire and twin over loop-back TCP, both ways.</summary>
internal static class BlockBenchmark
{
    private const int SampleCount = 10_000_000;
    private const int Rounds = 5;

    public static async Task RunAsync()
    {
        await using BlockServer server = await BlockServer.StartAsync();
        await using WaveformRecorder recorder = await OpenAsync(server.Port);
        short[] integers = [.. Enumerable.Range(0, SampleCount).Select(i => (short)(i * 7))];
        float[] reals = [.. Enumerable.Range(0, SampleCount).Select(i => MathF.Sin(i))];
        foreach (ByteOrder order in Enum.GetValues<ByteOrder>())
        {
            // A short block first, so that compiled code does not count as memory of the long ones.
            await LoadAsync(recorder, integers[..1000], order);
            await ReadAsync(recorder, integers[..1000], order);
        }

        Console.WriteLine();
        Console.WriteLine(
            "| memory beyond the samples themselves, in multiples of the data | client: allocated | client: peak | twin: peak |");
        Console.WriteLine("| --- | --- | --- | --- |");
        await MeasureMemoryAsync("int16, the machine's order", server, recorder, integers, ByteOrder.LittleEndian);
        await MeasureMemoryAsync("int16, the other order", server, recorder, integers, ByteOrder.BigEndian);
        await MeasureMemoryAsync("float32, the machine's order", server, recorder, reals, ByteOrder.LittleEndian);

        await using var pyvisa = PeerProcess.Start(
            "pyvisa_blocks.py", $"TCPIP::127.0.0.1::{server.Port}::SOCKET", $"{SampleCount}");
        using var bare = new BareSocket(server.Port);
        byte[] again = new byte[2 * SampleCount];
        var interleaving = new Interleaving(Rounds);
        Pair lab = Add(interleaving, recorder, integers, "int16", ByteOrder.LittleEndian);
        Pair other = Add(interleaving, recorder, integers, "int16, the other order", ByteOrder.BigEndian);
        Pair real = Add(interleaving, recorder, reals, "float32", ByteOrder.LittleEndian);
        Samples fresh = interleaving.Add(
            "Lab: int16 into a new array", 1, _ => ReadAsync(recorder, integers, ByteOrder.LittleEndian));
        Samples swapped = interleaving.Add(
            "Lab: int16, the other order, into a new array", 1, _ => ReadAsync(recorder, integers, ByteOrder.BigEndian));
        Samples Bound(string name, Func<int, byte[]> make) =>
            interleaving.Add($"bare socket, into {name}", 1, _ => Task.FromResult(bare.Measure(again.Length, make)));
        Samples[] bounds =
        [
            Bound("memory used before", _ => again),
            Bound("new memory", length => GC.AllocateUninitializedArray<byte>(length)),
            Bound("new memory in large pages", BlockMemory.New<byte>),
        ];
        Samples up = interleaving.Add(
            "pyvisa-py: int16, write_binary_values, query_binary_values", 1, _ => pyvisa.MeasureAsync("load h little"));
        Samples down = interleaving.Add("pyvisa-py", 1, _ => pyvisa.MeasureAsync("read h little"));
        Samples bytes = interleaving.Add(
            "pyvisa-py: int16, read_bytes of a known length", 1, _ => pyvisa.MeasureAsync("bytes h little"));
        await interleaving.RunAsync();

        Console.WriteLine();
        Console.WriteLine(
            "| ten million samples over loop-back TCP | up, MB/s | quartiles, ms | down, MB/s | quartiles, ms | both, MB/s | "
                + "Lab is, up and down |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        Write(lab);
        Write(other);
        Write(real);
        Write(new Pair(lab.Up, fresh, lab.Bytes) { Name = fresh.Name });
        Write(new Pair(other.Up, swapped, lab.Bytes) { Name = swapped.Name });
        Write(new Pair(up, down, lab.Bytes), lab);
        Write(new Pair(up, bytes, lab.Bytes) { Name = bytes.Name }, lab);
        foreach (Samples bound in bounds)
        {
            Console.WriteLine($"| {bound.Name} | | | {lab.Bytes / bound.Median:F0} | {bound.QuartilesInMilliseconds} | | |");
        }
    }

    private static Pair Add<T>(Interleaving interleaving, WaveformRecorder recorder, T[] samples, string name, ByteOrder order)
        where T : unmanaged, IEquatable<T>
    {
        T[] received = new T[SampleCount];
        return new Pair(
            interleaving.Add($"Lab: {name}", 1, _ => LoadAsync(recorder, samples, order)),
            interleaving.Add($"Lab: {name}", 1, _ => ReadAgainAsync(recorder, samples, received, order)),
            SampleCount * Unsafe.SizeOf<T>());
    }

    private static void Write(Pair pair, Pair? lab = null)
    {
        double both = pair.Up.Median + pair.Down.Median;
        string ratio = lab is null
            ? string.Empty
            : $"{pair.Up.Median / lab.Up.Median:F0} and {pair.Down.Median / lab.Down.Median:F0} times as fast";
        Console.WriteLine(
            $"| {pair.Name} | {pair.Bytes / pair.Up.Median:F0} | {pair.Up.QuartilesInMilliseconds} | "
                + $"{pair.Bytes / pair.Down.Median:F0} "
            + $"| {pair.Down.QuartilesInMilliseconds} | {2.0 * pair.Bytes / both:F0} | {ratio} |");
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
        where T : unmanaged, IEquatable<T>
    {
        await recorder.FormatAsync<T>(order);
        long started = Stopwatch.GetTimestamp();
        T[] read = await recorder.ReadAsync<T>(SampleCount);
        TimeSpan time = Stopwatch.GetElapsedTime(started);
        return read.AsSpan().SequenceEqual(samples)
            ? time
            : throw new InvalidOperationException("The samples came back changed.");
    }

    // As a driver that reads waveform after waveform.
    private static async Task<TimeSpan> ReadAgainAsync<T>(WaveformRecorder recorder, T[] samples, T[] received, ByteOrder order)
        where T : unmanaged, IEquatable<T>
    {
        await recorder.FormatAsync<T>(order);
        Array.Clear(received);
        long started = Stopwatch.GetTimestamp();
        await recorder.ReadAsync<T>(received);
        TimeSpan time = Stopwatch.GetElapsedTime(started);
        return received.AsSpan().SequenceEqual(samples)
            ? time
            : throw new InvalidOperationException("The samples came back changed.");
    }

    private static async Task MeasureMemoryAsync<T>(
        string name, BlockServer server, WaveformRecorder recorder, T[] samples, ByteOrder order)
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

    private sealed record Pair(Samples Up, Samples Down, int Bytes)
    {
        public string Name { get; init; } = Up.Name;
    }
}
