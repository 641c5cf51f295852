using System.Diagnostics;
using System.Globalization;
using Lab.Benchmarks.Measuring;
using Lab.Models.Data;
using Lab.Models.Randomness;
using Lab.Models.StochasticSynapses;
using Lab.Models.Training;

namespace Lab.Benchmarks.Synapses;

/// <summary>Trainings of the perceptron of stochastic synapses with exact binomial samples, on one thread, beside
/// PyTorch.</summary>
/// <remarks>An epoch of 1,000 batches of 50 images of 14 × 14 pixels, of which a quarter is black, as in handwritten digits that
/// are pooled and made binary. A piece of it is measured, and the time scaled.</remarks>
internal static class SynapseBenchmark
{
    private const int Rounds = 15;
    private const int Batch = 50;
    private const int Batches = 100;
    private const int EpochBatches = 1000;
    private const int Pixels = 196;
    private const int Classes = 10;

    public static async Task RunAsync()
    {
        await using var torch = PeerProcess.Start("torch_synapses.py");
        var interleaving = new Interleaving(Rounds);
        List<(string Name, Samples Lab, Samples? Peer)> rows = [];
        foreach (int samples in (int[])[1, 2, 8, 128])
        {
            rows.Add((
                $"single layer, K = {samples}",
                interleaving.Add("Lab", Batches, Work(samples, hidden: 0)),
                samples <= 8
                    ? interleaving.Add("PyTorch", Batches / 10, batches => torch.MeasureAsync($"{samples} {batches}"))
                    : null));
        }

        rows.Add(("hidden layer of 100, K = 8", interleaving.Add("Lab", Batches, Work(samples: 8, hidden: 100)), null));
        await interleaving.RunAsync();
        Console.WriteLine();
        Console.WriteLine(
            "| one epoch of 1,000 batches of 50, one thread | Lab (s) | quartiles | PyTorch (s) | Lab is |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach ((string name, Samples lab, Samples? peer) in rows)
        {
            string beside = peer is null
                ? " |  |"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $" {peer.Median * EpochBatches / 1e6:0.00} | {peer.Median / lab.Median:F1} times as fast |");
            string[] quartiles = lab.Quartiles.Split('–');
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {lab.Median * EpochBatches / 1e6:0.000} | {string.Join('–', quartiles.Select(each
                    => (double.Parse(each, CultureInfo.InvariantCulture) * EpochBatches / 1e6).ToString(
                        "0.000", CultureInfo.InvariantCulture)))} |") + beside);
        }
    }

    private static Func<int, Task<TimeSpan>> Work(int samples, int hidden)
    {
        var random = RandomStream.For(1, "images");
        byte[] pixels =
        [
            .. Enumerable.Range(0, Batch * Batches * Pixels).Select(_ => (byte)(random.NextDouble() < 0.25 ? 1 : 0)),
        ];
        byte[] labels = [.. Enumerable.Range(0, Batch * Batches).Select(_ => (byte)random.NextInt32(Classes))];
        var images = new ImageSet(pixels, labels, 14, 14, Classes, White: 1);
        var network = new StochasticPerceptron(new(Pixels, Classes) { Samples = samples, Hidden = hidden }, seed: 1);
        var trainer = new Trainer(
            network, new SampledEpochs(network), new Adam(), LearningRate.Constant(1e-3), new TrainerOptions(Batch, Seed: 1));
        return async _ =>
        {
            long started = Stopwatch.GetTimestamp();
            await trainer.TrainEpochAsync(images);
            return Stopwatch.GetElapsedTime(started);
        };
    }
}
