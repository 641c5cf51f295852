using System.Diagnostics;
using System.Globalization;
using Lab.Benchmarks.Measuring;
using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Models.Kernels;
using Lab.Models.Training;
using Lab.Models.Training.Schemes;

namespace Lab.Benchmarks.Classifiers;

/// <summary>The cost of trainings of resonators and oscillators, and of the products of matrices in them, beside PyTorch on
/// OpenBLAS.</summary>
/// <remarks>A piece of an epoch is measured, a tenth or a thirtieth of it, and the time scaled to the whole: the peer would take
/// minutes a round otherwise. Images have the share of black pixels that handwritten digits have.</remarks>
internal static class ClassifierBenchmark
{
    private const int Rounds = 9;
    private const int ImageSide = 28;

    private static readonly (int Rows, int Columns, int Inner, bool Transposed)[] Products =
    [
        (500, 300, 784, false), (784, 300, 500, true), (500, 10, 784, false), (784, 10, 500, true), (500, 10, 300, false),
        (300, 10, 500, true), (100, 64, 800, false),
    ];

    public static async Task RunAsync()
    {
        await MeasureProductsAsync();
        double peak = Peak.GigaflopsOfOneThread();
        Work[] works =
        [
            new("digits perceptron, nonlinear resonators", "digits", 1347, 1347, 32, 1e-4, () => new ResonatorPerceptron(
                new(64, 10) { LowestHertz = 100e6, HighestHertz = 352.6e6, Scale = 4, IsNonlinear = true }, 1), 0),
            new("MNIST perceptron, all tones in all chains", "mnist", 6000, 60_000, 500, 5e-6, () => new ResonatorPerceptron(
                new(784, 10) { Damping = 0.0188, Scale = 5.08 }, 1), 0),
            new("perceptron 784-300-10 of resonators", "mlp", 6000, 60_000, 500, 5e-4, () => new OscillatorPerceptron(
                new(784, 300, 10) { InitialSpread = 0.008 }, 1), 4.0 * 784 * 300),
            new(
                "convolutional network", "cnn", 2000, 60_000, 20, 1e-4, () => new OscillatorConvolutionNetwork(new(10), 1),
                2.0 * ((26 * 26 * 32 * 25 * 2) + (11 * 11 * 64 * 800 * 3))),
        ];
        var peers = new List<PeerProcess>();
        var interleaving = new Interleaving(Rounds);
        var rows = new List<(Work Work, Samples One, Samples Two, Samples Peer)>();
        foreach (Work work in works)
        {
            PeerProcess torch = PeerProcess.Start("torch_classifiers.py", work.Peer);
            peers.Add(torch);
            rows.Add((
                work,
                interleaving.Add(work.Name, 1, work.With(threads: 1)),
                interleaving.Add(work.Name, 1, work.With(threads: 2)),
                interleaving.Add(work.Name, 1, _ => torch.MeasureAsync("epoch"))));
        }

        await interleaving.RunAsync();
        foreach (PeerProcess peer in peers)
        {
            await peer.DisposeAsync();
        }

        Console.WriteLine();
        Console.WriteLine(
            "| one epoch | Lab, one thread (s) | two threads (s) | PyTorch, one thread (s) | Lab over PyTorch, one thread | two "
                + "threads | operations of dense arithmetic |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach ((Work work, Samples one, Samples two, Samples peer) in rows)
        {
            double scale = (double)work.Epoch / work.Images / 1e6;
            string rate = work.OperationsPerImage > 0
                ? $"{work.OperationsPerImage * work.Epoch / (one.Median * scale) / 1e9:F0} GFLOP/s, "
                    + $"{work.OperationsPerImage * work.Epoch / (one.Median * scale) / 1e9 / peak:P0} of the peak"
                : string.Empty;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {work.Name} | {one.Median * scale:0.000} | {two.Median * scale:0.000} | {peer.Median * scale:0.000} | "
                    + $"{peer.Median / one.Median:F1} | {peer.Median / two.Median:F1} | {rate} |"));
        }

        Console.WriteLine();
        Console.WriteLine(
            $"One thread peaks at {peak:F0} GFLOP/s here, with vectors of {Peak.Bits} bits. Steps that only add zeros are left "
                + "out, so the share of dense arithmetic can pass 100 %.");
    }

    private static async Task MeasureProductsAsync()
    {
        await using var torch = PeerProcess.Start("torch_classifiers.py", "product");
        Console.WriteLine();
        Console.WriteLine("| product, single precision | Lab, one thread (GFLOP/s) | OpenBLAS, one thread (GFLOP/s) | ratio |");
        Console.WriteLine("| --- | --- | --- | --- |");
        var random = new Random(1);
        foreach ((int rows, int columns, int inner, bool transposed) in Products)
        {
            // No number is zero here: nothing is left out.
            float[] a = [.. Enumerable.Range(0, rows * inner).Select(_ => random.NextSingle() + 0.1f)];
            float[] b = [.. Enumerable.Range(0, inner * columns).Select(_ => random.NextSingle())];
            float[] c = new float[rows * columns];
            int repetitions = (int)Math.Max(5, 6e8 / ((double)rows * columns * inner));
            var interleaving = new Interleaving(3 * Rounds);
            Samples lab = interleaving.Add("Lab", 1, _ =>
            {
                long started = Stopwatch.GetTimestamp();
                for (int i = 0; i < repetitions; i++)
                {
                    MatrixProduct.Multiply(a, b, c, rows, columns, inner, transposed);
                }

                return Task.FromResult(Stopwatch.GetElapsedTime(started) / repetitions);
            });
            Samples peer = interleaving.Add(
                "OpenBLAS", 1, _ => torch.MeasureAsync($"{rows} {columns} {inner} {(transposed ? 1 : 0)}"));
            await interleaving.RunAsync();
            double operations = 2e-3 * rows * columns * inner;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {rows} × {inner} times {inner} × {columns}{(transposed ? ", transposed" : string.Empty)} | "
                    + $"{operations / lab.Median:F1} | {operations / peer.Median:F1} | {peer.Median / lab.Median:F2} |"));
        }
    }

    private sealed record Work(
        string Name, string Peer, int Images, int Epoch, int Batch, double LearningRate, Func<ClassifierNetwork> Make,
        double OperationsPerImage)
    {
        public Func<int, Task<TimeSpan>> With(int threads)
        {
            ClassifierNetwork network = Make();
            network.Threads = threads;
            var random = new Random(1);
            int size = network.Inputs;
            byte[] pixels = new byte[Images * size];
            for (int i = 0; i < pixels.Length; i++)
            {
                // A fifth of the pixels are not black, as in handwritten digits, and they lie together.
                int at = i % size;
                pixels[i] = size == ImageSide * ImageSide && (at < size / 4 || at >= 3 * size / 4 || random.NextDouble() < 0.6)
                    ? (byte)0
                    : (byte)random.Next(256);
            }

            byte[] labels = [.. Enumerable.Range(0, Images).Select(_ => (byte)random.Next(network.Classes))];
            int side = (int)Math.Sqrt(size);
            var images = new ImageSet(pixels, labels, side, side, network.Classes);
            var trainer = new Trainer(
                network, new OffChip(), new Adam(), Models.Training.LearningRate.Constant(LearningRate),
                    new TrainerOptions(Batch, Seed: 1));
            return async _ =>
            {
                long started = Stopwatch.GetTimestamp();
                await trainer.TrainEpochAsync(images);
                return Stopwatch.GetElapsedTime(started);
            };
        }
    }
}
