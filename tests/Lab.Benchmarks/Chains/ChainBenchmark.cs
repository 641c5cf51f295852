using System.Diagnostics;
using System.Globalization;
using Lab.Benchmarks.Measuring;
using Lab.Models.SpinDiodes;
using Lab.Studies.Chains;

namespace Lab.Benchmarks.Chains;

/// <summary>The cost of the five variants of the chain study, 6561 combinations each, beside numpy.</summary>
internal static class ChainBenchmark
{
    private const int Rounds = 15;

    public static async Task RunAsync()
    {
        var settings = new ChainStudySettings();
        SpinDiode resonator = FourResonators.All[0].Resonator(0, 1, settings);
        await using var numpy = PeerProcess.Start(
            "numpy_chains.py",
            resonator.DriveFactor.ToString("R", CultureInfo.InvariantCulture),
            resonator.RectificationRadiansPerCoulomb.ToString("R", CultureInfo.InvariantCulture));
        var interleaving = new Interleaving(Rounds);
        const int pieces = 20;
        Samples lab = interleaving.Add("Lab: nonlinear and linear, each different case once", pieces, count =>
        {
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++)
            {
                foreach (FourResonators variant in FourResonators.All)
                {
                    variant.Compute(settings);
                }
            }

            return Task.FromResult(Stopwatch.GetElapsedTime(started));
        });
        Samples points = interleaving.Add("numpy: nonlinear, every combination", 1, _ => numpy.MeasureAsync("points"));
        Samples table = interleaving.Add("numpy: nonlinear, each different case once", 1, _ => numpy.MeasureAsync("table"));
        await interleaving.RunAsync();
        Console.WriteLine();
        Console.WriteLine("| five variants of a chain, 6561 combinations each | ms, median | quartiles | times Lab's |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (Samples samples in (Samples[])[lab, points, table])
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {samples.Name} | {samples.Median / 1e3:F2} | {samples.QuartilesInMilliseconds} | "
                    + $"{samples.Median / lab.Median:F2} |"));
        }
    }
}
