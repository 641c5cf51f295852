using System.Diagnostics;
using System.Globalization;
using Lab.Benchmarks.Measuring;
using Lab.Models.Kernels;
using Lab.Models.Randomness;
using Lab.Models.VortexOscillators;
using Lab.Quantities;

namespace Lab.Benchmarks.Vortices;

/// <summary>Nodes of a vortex oscillator and the Gram matrix of their states, on one thread: beside numpy's closed form, beside
/// Runge and Kutta's method for the core's motion at the same error, and beside OpenBLAS.</summary>
internal static class VortexBenchmark
{
    private const int Rounds = 15;
    private const int Count = 1 << 18;
    private const int MotionCount = 64;
    private const int Columns = 1024;
    private const float Start = 0.0319f;
    private const double NodeSeconds = 100e-9;

    private static readonly VortexOscillator Device = new();

    public static async Task RunAsync()
    {
        var nodes = new VortexNodes(Device, Duration.FromSeconds(NodeSeconds));
        float[] currents = [.. Enumerable.Range(0, Count).Select(i => 0.9f + (0.4f * (i % 997) / 997))];
        double[] few = [.. currents.Take(MotionCount).Select((_, i) => 0.9 + (0.4 * i / MotionCount))];
        double error = ErrorOf(few, amplitudes =>
        {
            float[] singles = [.. amplitudes.Select(each => (float)each)];
            nodes.Restart(singles, Start);
            return [.. singles.Select(each => (double)each)];
        });

        // As many steps as bring the motion to the kernel's own error.
        int steps = 64;
        while (!(ErrorOf(few, amplitudes => Moved(amplitudes, steps)) <= error)) // long steps leave the numbers
        {
            steps = steps * 9 / 8;
        }

        await using var peer = PeerProcess.Start("numpy_vortex.py", [$"{Count}", .. Coefficients()]);
        var interleaving = new Interleaving(Rounds);
        float[] memory = new float[Count];
        Samples restart = interleaving.Add("Lab: each node begins anew", Count, _ => Timed(() =>
        {
            currents.CopyTo(memory, 0);
            nodes.Restart(memory, Start);
        }));
        float[] amplitudes = new float[Columns];
        Samples follow = interleaving.Add("Lab: each node follows the one before", Count, _ => Timed(() =>
        {
            currents.CopyTo(memory, 0);
            amplitudes.AsSpan().Fill(0.3f);
            nodes.Follow(memory, amplitudes);
        }));
        Samples numpy = interleaving.Add("numpy: closed form", Count, _ => peer.MeasureAsync("nodes"));
        Samples motion = interleaving.Add(
            $"Runge and Kutta, {steps} steps of the core's motion, vectors of {Peak.Bits} bits", MotionCount,
            _ => Timed(() => Moved(few, steps)));
        await interleaving.RunAsync();

        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Largest error of a node's amplitude in single precision: {error:E1}."));
        Console.WriteLine();
        Console.WriteLine("| nodes of a vortex oscillator, one thread | million nodes a second, median | Lab's first is |");
        Console.WriteLine("| --- | --- | --- |");
        foreach (Samples samples in (Samples[])[restart, follow, numpy, motion])
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {samples.Name} | {1 / samples.Median:G4} | {samples.Median / restart.Median:G4} times as fast |"));
        }

        await GramAsync(peer);
    }

    private static async Task GramAsync(PeerProcess peer)
    {
        const int images = 4096;
        Console.WriteLine();
        Console.WriteLine("| Gram matrix of 4096 images, lower triangle, one thread, processor time | Lab (GFLOP/s) "
            + "| OpenBLAS ssyrk (GFLOP/s) | ratio |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (int rows in (int[])[1000, 2000, 4000])
        {
            var random = RandomStream.For(1, "states");
            float[] states = [.. Enumerable.Range(0, rows * Columns).Select(_ => (float)random.NextGaussian())];
            var packed = new PackedRows<float>();
            var sum = new SymmetricTiles(rows);
            var interleaving = new Interleaving(Rounds);
            Samples lab = interleaving.Add("Lab", 1, _ => Used(() =>
            {
                for (int block = 0; block < images / Columns; block++)
                {
                    packed.Begin(rows, Columns);
                    packed.Pack(0, states);
                    packed.AddProductTo(sum);
                }
            }));
            Samples blas = interleaving.Add("OpenBLAS", 1, _ => peer.MeasureAsync($"gram {rows} {images}"));
            await interleaving.RunAsync();
            double operations = 1e-3 * rows * rows * images;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {rows} nodes | {operations / lab.Median:F0} | {operations / blas.Median:F0} | "
                    + $"{blas.Median / lab.Median:F2} |"));
        }
    }

    private static double[] Moved(double[] currents, int steps)
    {
        double[] amplitudes = [.. currents];
        ThieleMotion.Advance(Device, amplitudes, Start, NodeSeconds, steps);
        return amplitudes;
    }

    private static double ErrorOf(double[] currents, Func<double[], double[]> advance)
    {
        double[] amplitudes = advance(currents);
        return currents.Select((current, i) => Math.Abs(
            amplitudes[i] - Device.Disk.At(Device.Disk.FirstCritical * current).Advance(Start, NodeSeconds))).Max();
    }

    private static string[] Coefficients()
    {
        VortexCoefficients zero = Device.Disk.At(default);
        VortexCoefficients one = Device.Disk.At(Device.Disk.FirstCritical);
        return
        [
            .. ((double[])
            [
                zero.GrowthPerSecond, one.GrowthPerSecond - zero.GrowthPerSecond, zero.SaturationPerSecond,
                one.SaturationPerSecond - zero.SaturationPerSecond,
            ]).Select(rate => (rate * NodeSeconds).ToString("R", CultureInfo.InvariantCulture)),
        ];
    }

    // Of the whole process, which does nothing else: on a busy machine a wait for a processor is not the speed of a product.
    private static Task<TimeSpan> Used(Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        work();
        return Task.FromResult(Environment.CpuUsage.TotalTime - before);
    }

    private static Task<TimeSpan> Timed(Action work)
    {
        long started = Stopwatch.GetTimestamp();
        work();
        return Task.FromResult(Stopwatch.GetElapsedTime(started));
    }
}
