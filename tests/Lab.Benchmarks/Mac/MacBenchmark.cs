using System.Diagnostics;
using Lab.Benches;
using Lab.Benches.Files;
using Lab.Benchmarks.Measuring;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Mocks;
using Lab.Protocols.Mac;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Workbench.Composition;

namespace Lab.Benchmarks.Mac;

/// <summary>The cost of a point of the multiply-and-accumulate in memory: engine, record, drivers, safety gate, twins and device
/// model, from the opening of the bench to the report. The peer records as many points and has no instruments at all.</summary>
internal static class MacBenchmark
{
    private const int Rounds = 11;

    public static async Task RunAsync()
    {
        using var scratch = new ScratchFolder();
        await using var pymeasure = PeerProcess.Start("pymeasure_points.py");
        var protocol = new MacProtocol();
        var settings = new MacSettings();
        int points = protocol.Create(settings).PointCount;
        var interleaving = new Interleaving(Rounds);
        Samples own = interleaving.Add("Lab: multiply-and-accumulate on twins", points, async _ =>
        {
            scratch.Clear();
            return await RunOnceAsync(protocol, settings, scratch.FullPath);
        });
        Samples peer = interleaving.Add(
            "PyMeasure CSV: three numbers, no instruments",
            points,
            count => pymeasure.MeasureAsync($"{count} {scratch.NewFile(".csv")}"));
        await interleaving.RunAsync();
        Console.WriteLine();
        Console.WriteLine(
            "| multiply-and-accumulate, whole run in memory | points | µs a point, median | quartiles | peer / Lab |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        Console.WriteLine($"| {own.Name} | {points} | {own.Median:F1} | {own.Quartiles} |  |");
        Console.WriteLine($"| {peer.Name} | {points} | {peer.Median:F1} | {peer.Quartiles} | {peer.Median / own.Median:F2} |");
    }

    private static async Task<TimeSpan> RunOnceAsync(MacProtocol protocol, MacSettings settings, string runsFolder)
    {
        long started = Stopwatch.GetTimestamp();
        BenchDefinition definition = new BenchFileReader(BenchFiles.Schema).Read(
            BenchFiles.ReadShipped(protocol.DefaultBench), "two-junctions.yaml");
        var clock = new VirtualClock();
        using var twins = new VirtualBench(definition, seed: 1, clock);
        await using OpenBench bench = await OpenBench.OpenAsync(
            definition,
            [twins],
            clock,
            new BenchSimulation(_ => new ValueTask<string?>(twins.Stage.Damage?.ToString())),
            CancellationToken.None);
        RunOutcome outcome = await RunEngine.RunAsync(new RunRequest(protocol, settings, bench, Seed: 1, runsFolder));
        TimeSpan time = Stopwatch.GetElapsedTime(started);
        return outcome.Info.Status == RunStatus.Done ? time : throw new InvalidOperationException(outcome.Info.Reason);
    }
}
