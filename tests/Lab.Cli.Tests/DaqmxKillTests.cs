using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Lab.Doubles;
using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>A run on a card behind its maker's library, here a stand-in in C whose outputs outlive the process.</summary>
public sealed class DaqmxKillTests : IDisposable
{
    /// <summary>A busy machine may take long; a quiet one takes less than two seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task A_run_that_is_killed_has_the_cards_outputs_set_to_zero()
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
        await run.WaitForAsync(line => LabProcess.PointsDone(line) is >= 3 and < 150);
        double[] before = await OutputsAsync(state);
        Assert.InRange(before[0], 1, 3);
        Assert.Equal(-2, before[1]);

        run.Signal("KILL"); // 'env' has become the run
        var since = Stopwatch.StartNew();
        await run.ExitAsync();
        await run.WaitForAsync(line => line.Contains("Its watchdog makes bench 'card' safe.", StringComparison.Ordinal));
        while ((await OutputsAsync(state)).Any(volts => volts != 0) && since.Elapsed < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        double[] after = await OutputsAsync(state);
        Assert.Equal((0, 0), (after[0], after[1]));
    }

    /// <summary>The bench of domain walls with its card behind the library: killed while the field's sine is at the output and
    /// pulses are on.</summary>
    [Fact]
    public async Task A_run_that_is_killed_amid_a_loop_of_the_nanowire_has_no_field_and_no_pulse()
    {
        string served = work.Join("served.yaml");
        string log = work.Join("twins.log");
        await using LabProcess twins = await LabProcess.ServeAsync(
            work.Folder, "--bench",
            Path.Combine(Workplace.Repository, "Runs", "Lab.Workbench", "Benches", "nanowire.yaml"),
            "--write-bench", served, "--log", log);
        string bench = work.Join("wire.yaml");
        await File.WriteAllTextAsync(bench, OnTheLibrary(await File.ReadAllTextAsync(served)));
        string state = work.Join("field");
        await using LabProcess run = LabProcess.StartProgram(
            work.Folder, "env",
            $"LAB_DAQMX={DaqmxDouble.Build("wire")}", $"LAB_DAQMX_DOUBLE={state}",
            "dotnet", LabProcess.Program, "run", "kerr-loop", "--bench", bench, "--runs-dir", work.Runs,
            // A period takes a second, so that the kill meets the field; no light at the detector, so that loops go on.
            "--set", "loop_frequency=1 Hz", "--set", "sample_rate=2 kHz", "--set", "timing_loops=1",
            "--set", "kerr_input=ai1", "--set", "most_repeats=1000", "--set", "loops=1000");
        while (!(IsPulsing(log) && File.Exists(state) && Math.Abs((await OutputsAsync(state))[0]) > 1)) // 8 mT are 1 V
        {
            Assert.False(run.HasEnded, string.Join(Environment.NewLine, run.Lines));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        run.Signal("KILL");
        var since = Stopwatch.StartNew();
        await run.ExitAsync();
        await run.WaitForAsync(line => line.Contains("Its watchdog makes bench 'nanowire' safe.", StringComparison.Ordinal));
        while ((IsPulsing(log) || (await OutputsAsync(state)).Any(volts => volts != 0)) && since.Elapsed < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        Assert.False(IsPulsing(log), string.Join(Environment.NewLine, run.Lines));
        Assert.All(await OutputsAsync(state), volts => Assert.Equal(0, volts));
    }

    // The inputs of the stand-in see its outputs: the sensor is where the field's waveform is.
    private static string OnTheLibrary(string yaml)
    {
        string changed = Regex.Replace(
            yaml, @"(?<card>driver: ni-daqmx\s+address: )\S+", "${card}daqmx::Dev1", RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1));
        foreach ((string old, string @new) in ((string, string)[])
            [
                ("input_range: 1 V", "input_range: 5 V"), ("sensor_input: ai1", "sensor_input: ai0"),
                ("sensitivity: 10", "sensitivity: 125"), ("daq.ai0:", "daq.swap:"), ("daq.ai1:", "daq.ai0:"),
                ("daq.swap:", "daq.ai1:"),
            ])
        {
            Assert.Contains(old, changed, StringComparison.Ordinal);
            changed = changed.Replace(old, @new, StringComparison.Ordinal);
        }

        return changed;
    }

    private static bool IsPulsing(string log)
    {
        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n').LastOrDefault(line => line.Contains("pulser\t:OUTP O", StringComparison.Ordinal))
            ?.Contains(":OUTP ON", StringComparison.Ordinal) ?? false;
    }

    private static async Task<double[]> OutputsAsync(string state) =>
        [.. (await File.ReadAllTextAsync(state)).Split(' ', StringSplitOptions.TrimEntries)
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
}
