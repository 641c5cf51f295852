using System.Diagnostics;
using System.Globalization;
using Lab.Benchmarks.Measuring;
using Lab.Models.StochasticOscillators;
using Lab.Models.StochasticOscillators.Solvers;
using Lab.Quantities;

namespace Lab.Benchmarks.Oscillators;

/// <summary>The cost of a step of noisy oscillators, random numbers included, on one thread, beside numpy and beside the same
/// loop in C++.</summary>
internal static class OscillatorBenchmark
{
    private const int Rounds = 11;
    private const int Count = 1024;
    private const int Steps = 4096;
    private const int PeerSteps = 256;

    // With which noise, drive and motion of a group stay in a first cache of 32 kB.
    private const int Block = 16;
    private const int Group = 64;
    private const double StepSeconds = 1e-9;

    private static readonly Current Bias = Current.FromAmperes(5e-3);
    private static readonly AutoOscillator Device = AutoOscillator.ThesisNeuron;
    private static readonly OscillatorRates Rates = Device.RatesAt(Bias, Frequency.FromMegahertz(232));
    private static readonly double Drive = Device.DriveForHalfBand(Bias, Frequency.FromMegahertz(3.5));

    public static async Task RunAsync()
    {
        string[] rates = [.. ((double[])
        [
            Rates.GainPerSecond * StepSeconds, Rates.SaturationPerSecond * StepSeconds,
            Rates.DetuningPerSecond * StepSeconds, Rates.ShiftPerSecond * StepSeconds,
            Drive * StepSeconds, Math.Sqrt(Rates.NoisePerSecond * StepSeconds),
        ]).Select(rate => rate.ToString("R", CultureInfo.InvariantCulture))];
        await using var numpy = PeerProcess.Start("numpy_oscillators.py", [$"{Count}", $"{PeerSteps}", .. rates]);
        await using var native = PeerProcess.StartCompiled("oscillators.cpp", [$"{Count}", $"{Steps}", .. rates]);
        var interleaving = new Interleaving(Rounds);
        Samples heun = interleaving.Add("Lab: Heun", Count * Steps, Of<StochasticHeun>());
        Samples peer = interleaving.Add("C++, vectors of 512 bits: Heun", Count * Steps, _ => native.MeasureAsync("steps"));
        Samples script = interleaving.Add("numpy: Heun", Count * PeerSteps, _ => numpy.MeasureAsync("steps"));
        Samples euler = interleaving.Add("Lab: Euler and Maruyama", Count * Steps, Of<EulerMaruyama>());
        Samples split = interleaving.Add("Lab: splitting of Strang", Count * Steps, Of<SplitStep>());
        await interleaving.RunAsync();

        Console.WriteLine();
        Console.WriteLine("| steps of noisy oscillators, one thread | million steps a second, median | beside Lab's Heun |");
        Console.WriteLine("| --- | --- | --- |");
        foreach (Samples samples in (Samples[])[heun, peer, script, euler, split])
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {samples.Name} | {1 / samples.Median:F0} | {heun.Median / samples.Median:F2} times as fast |"));
        }
    }

    // Groups that stay in the first cache, each over all steps.
    private static Func<int, Task<TimeSpan>> Of<TSolver>()
        where TSolver : struct, IOscillatorSolver
    {
        var ensemble = new OscillatorEnsemble<float, TSolver>(Group, StepSeconds);
        ensemble.SetRates(Rates);
        int width = 2 * ensemble.Row;
        BrownianPath[] paths = [.. Enumerable.Range(0, Count / Group).Select(
            group => new BrownianPath(1, "benchmark", Group, StepSeconds, (ulong)(group * Group)))];
        float[] increments = new float[Block * width];
        float[] motion = new float[(Block + 1) * width];
        float[] drive = new float[(Block + 1) * width];
        for (int row = 0; row <= Block; row++)
        {
            drive.AsSpan(row * width, ensemble.Row).Fill((float)Drive);
        }

        return _ =>
        {
            long started = Stopwatch.GetTimestamp();
            foreach (BrownianPath path in paths)
            {
                motion.AsSpan(0, width).Fill(0.45f);
                for (int block = 0; block < Steps / Block; block++)
                {
                    path.Next<float>(increments);
                    ensemble.Advance(increments, drive, motion);
                    motion.AsSpan(Block * width, width).CopyTo(motion);
                }

                if (!motion.AsSpan(0, width).ToArray().All(float.IsFinite))
                {
                    throw new InvalidOperationException("The amplitudes left the finite numbers.");
                }
            }

            return Task.FromResult(Stopwatch.GetElapsedTime(started));
        };
    }
}
