using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Lab.Runs.Records;
using Lab.Workbench.Composition;
using Lab.Workbench.Serving;

namespace Lab.Workbench.Tests;

/// <summary>The watchdog of a user's program, which is not <c>lab</c>.</summary>
public sealed class WatchdogTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly RunsPlace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task Script_KilledInARunOnSockets_LeavesTheBenchSafe()
    {
        using var patience = new CancellationTokenSource(Patience);
        var messages = new ConcurrentQueue<string>();
        await using ServedBench server = ServedBench.Open(
            BenchModules.Shipped,
            BenchFiles.Load(file: null, "spin-diode"),
            new ServedBenchOptions
            {
                HasClockPort = true,
                Heard = (instrument, _, message) => messages.Enqueue($"{instrument} {Encoding.Latin1.GetString(message.Span)}")
            });
        string bench = place.Write("served.yaml", server.PointedHere(BenchFiles.ReadShipped("spin-diode")));
        using Process script = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Lab.Workbench.Tests.dll"), bench, place.Join("runs")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // Ends with the watchdog, which has the stream as well.
        Task<string> said = script.StandardError.ReadToEndAsync(patience.Token);
        while (await script.StandardOutput.ReadLineAsync(patience.Token) is { } line && line != "point 1")
        {
        }

        messages.Clear();
        script.Kill(); // SIGKILL

        Assert.Contains("Its watchdog makes bench 'spin-diode' safe.", await said, StringComparison.Ordinal);
        Assert.Contains(messages, message => message.StartsWith("rf :OUTP 0", StringComparison.Ordinal));
        RunInfo info = Assert.Single(RunFolder.List(place.Join("runs"))).ReadInfo();
        Assert.Contains("its watchdog made the bench safe", info.Reason, StringComparison.Ordinal);
        Assert.Empty(info.Unsafe);
    }
}
