using System.Diagnostics;
using Lab.Benchmarks.Measuring;
using Lab.Models.Data;
using Lab.Models.DynamicalNetworks;
using Lab.Models.Training;
using Lab.Models.Training.Schemes;
using Lab.Quantities;

namespace Lab.Benchmarks.Sequences;

/// <summary>The cost of an epoch of sequential digits, forward, backward and the steps of Adam, beside PyTorch.</summary>
internal static class SequenceBenchmark
{
    private const int Rounds = 15;

    // As many as take about the time of one of the peer's.
    private const int EpochsOfRound = 10;
    private const int Samples = 1257;
    private const int Batch = 120;
    private const int Pixels = 64;

    private static readonly NetworkShape Shape = new(inputs: 1, layers: 3, width: 32, outputs: 10, density: 0.5, seed: 1);
    private static readonly Duration Pixel = Duration.FromNanoseconds(1);

    public static async Task RunAsync()
    {
        (float[] inputs, float[] targets) = Sequences();
        await using var torch = PeerProcess.Start("torch_sequences.py", $"{Samples}", $"{Batch}", "spintronic");
        await using var torchCtrnn = PeerProcess.Start("torch_sequences.py", $"{Samples}", $"{Batch}", "ctrnn");
        var interleaving = new Interleaving(Rounds);
        Samples lab = interleaving.Add(
            "Lab: spintronic", EpochsOfRound, Of(Spintronic(Integrator.Euler, 1), threads: 1, inputs, targets));
        Samples labTwo = interleaving.Add(
            "Lab: spintronic, two threads", EpochsOfRound, Of(Spintronic(Integrator.Euler, 1), threads: 2, inputs, targets));
        Samples peer = interleaving.Add("PyTorch: spintronic", 1, _ => torch.MeasureAsync("epoch"));
        Samples labCtrnn = interleaving.Add(
            "Lab: continuous-time",
            EpochsOfRound,
            Of(new ContinuousTimeNeuron<float>(Pixel, Duration.FromNanoseconds(3)), threads: 1, inputs, targets));
        Samples peerCtrnn = interleaving.Add("PyTorch: continuous-time", 1, _ => torchCtrnn.MeasureAsync("epoch"));
        Samples four = interleaving.Add(
            "Lab: spintronic, four steps of Euler a pixel",
            EpochsOfRound,
            Of(Spintronic(Integrator.Euler, 4), threads: 1, inputs, targets));
        Samples rungeKutta = interleaving.Add(
            "Lab: spintronic, Runge-Kutta",
            EpochsOfRound,
            Of(Spintronic(Integrator.RungeKutta4, 1), threads: 1, inputs, targets));
        Samples exact = interleaving.Add(
            "Lab: spintronic, exact step", EpochsOfRound, Of(Spintronic(Integrator.Exact, 1), threads: 1, inputs, targets));
        await interleaving.RunAsync();

        // Forward, back to the sources, and the derivatives of the weights: a multiplication and an addition each.
        double operations = 6.0 * Samples * Pixels * Shape.Synapses.Count;
        double gigaflops = operations / (lab.Median * 1e3);
        double peak = Peak.GigaflopsOfOneThread();
        Console.WriteLine();
        Console.WriteLine("| one epoch of sequential digits, forward and backward | ms, median | quartiles | compared with |");
        Console.WriteLine("| --- | --- | --- | --- |");
        Write(lab, string.Empty);
        Write(labTwo, $"{lab.Median / labTwo.Median:F2} times as fast as one thread");
        Write(peer, $"Lab is {peer.Median / lab.Median:F1} times as fast on one thread");
        Write(labCtrnn, $"{labCtrnn.Median / lab.Median:F2} times the spintronic network");
        Write(peerCtrnn, $"Lab is {peerCtrnn.Median / labCtrnn.Median:F1} times as fast on one thread");
        Write(four, $"{four.Median / lab.Median:F2} times the spintronic network");
        Write(rungeKutta, $"{rungeKutta.Median / lab.Median:F2} times the spintronic network");
        Write(exact, $"{exact.Median / lab.Median:F2} times the spintronic network");
        Console.WriteLine();
        Console.WriteLine(
            $"Synapses alone: {gigaflops:F1} GFLOP/s on one thread, {gigaflops / peak:P0} of the {peak:F0} GFLOP/s that "
                + $"multiply-adds on registers reach here with vectors of {Peak.Bits} bits.");
    }

    private static void Write(Samples samples, string comparison) =>
        Console.WriteLine($"| {samples.Name} | {samples.Median / 1e3:F1} | {samples.QuartilesInMilliseconds} | {comparison} |");

    private static SpintronicNeuron<float> Spintronic(Integrator integrator, int substeps) =>
        new(
            OscillatorParameters.Normalised(Duration.FromNanoseconds(14.12), Frequency.FromMegahertz(1)),
            Pixel,
            integrator,
            substeps);

    private static Func<int, Task<TimeSpan>> Of<TNeuron>(TNeuron neuron, int threads, float[] inputs, float[] targets)
        where TNeuron : struct, INeuron<float>
    {
        var network = new SequenceNetwork<TNeuron>(
            Shape, neuron, amplification: 0.1, Pixels, Losses.SoftmaxCrossEntropy, ReadoutTime.LastStep, initialSpread: 0.3,
                seed: 1, threads);
        var trainer = new Trainer(
            network, new OffChip(), new Adam(), LearningRate.Constant(1e-4),
                new TrainerOptions(Batch, Seed: 1) { LargestDerivative = 1 });
        var samples = new SampleSet(inputs, targets, Samples);
        return async epochs =>
        {
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < epochs; i++)
            {
                await trainer.TrainEpochAsync(samples);
            }

            return Stopwatch.GetElapsedTime(started);
        };
    }

    private static (float[] Inputs, float[] Targets) Sequences()
    {
        var random = new Random(1);
        float[] targets = new float[Samples * Shape.Outputs];
        for (int i = 0; i < Samples; i++)
        {
            targets[(i * Shape.Outputs) + random.Next(Shape.Outputs)] = 1;
        }

        return ([.. Enumerable.Range(0, Samples * Pixels).Select(_ => (float)((2 * random.NextDouble()) - 1))], targets);
    }
}
