using System.Diagnostics;
using System.Globalization;
using Lab.Doubles;
using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>A run on a card behind its maker's library, here a stand-in in C whose outputs outlive the process.</summary>
public sealed class DaqmxKillTests : IDisposable
{
    /// <summary>The time in which the outputs have to be at zero after the run was killed.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(2);

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task A_run_that_is_killed_has_the_cards_outputs_at_zero_within_two_seconds()
    {
        string state = work.Join("outputs");
        string bench = work.Join("card.yaml");
        await File.WriteAllTextAsync(bench, """
            bench: card
            instruments:
              daq:
                driver: ni-daqmx
                address: "daqmx::Dev1"
                limits: { ao0: { voltage: { min: -5 V, max: 5 V } }, ao1: { voltage: { min: -5 V, max: 5 V } } }
            """);
        await using LabProcess run = LabProcess.StartProgram(
            work.Folder, "env",
            $"LAB_DAQMX={DaqmxDouble.Build("kill")}", $"LAB_DAQMX_DOUBLE={state}",
            "dotnet", LabProcess.Program, "run", "sweep", "--bench", bench, "--runs-dir", work.Runs, "--operating-point", "off",
            "--set", "axes=daq.ao0.voltage 1..3 V step 0.01 V", "--set", "hold=daq.ao1.voltage -2 V",
            "--set", "read=daq.ai0.voltage", "--set", "settle=100 ms");
        await run.WaitForAsync(line => line.StartsWith("3/201 points", StringComparison.Ordinal)
            || line.StartsWith("4/201 points", StringComparison.Ordinal)
            || line.StartsWith("5/201 points", StringComparison.Ordinal));
        double[] before = await OutputsAsync(state);
        Assert.InRange(before[0], 1, 3);
        Assert.Equal(-2, before[1]);

        run.Signal("KILL"); // 'env' has become the run
        var since = Stopwatch.StartNew();
        await run.ExitAsync();
        await run.WaitForAsync(line => line.Contains("Its watchdog makes bench 'card' safe.", StringComparison.Ordinal));
        while ((await OutputsAsync(state)).Any(volts => volts != 0) && since.Elapsed < Promised)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        double[] after = await OutputsAsync(state);
        Assert.Equal((0, 0), (after[0], after[1]));
        Assert.InRange(since.Elapsed, TimeSpan.Zero, Promised);
    }

    private static async Task<double[]> OutputsAsync(string state) =>
        [.. (await File.ReadAllTextAsync(state)).Split(' ', StringSplitOptions.TrimEntries)
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
}
