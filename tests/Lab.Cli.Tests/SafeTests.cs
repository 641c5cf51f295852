using System.Text.Json;
using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>Benches that two programs want, that a dead run left, and the command that makes them safe.</summary>
public sealed class SafeTests : IDisposable
{
    private static readonly string[] LongRun =
    [
        "run", "spin-diode", "--set", "integration_cycles=0.01", "--set", "settle=1 ms", "--set", "frequencies=320..372 MHz step 0.001 MHz",
    ];

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task I_can_make_a_bench_safe_that_somebody_left_on()
    {
        string bench = work.Join("served.yaml");
        string log = work.Join("messages.log");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--clock", "virtual", "--write-bench", bench, "--log", log);

        Answer answer = (await Workplace.LabAsync("safe", "--bench", bench)).Succeeds();

        Assert.Contains("Bench 'spin-diode' is in its safe state.", answer.Output, StringComparison.Ordinal);
        Assert.Contains("\trf\t:OUTP 0", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bench_that_does_not_answer_is_said_not_to_be_safe()
    {
        string bench = work.Join("served.yaml");
        await using (await LabProcess.ServeAsync(work.Folder, "--write-bench", bench))
        {
        }

        Answer answer = await Workplace.LabAsync("safe", "--bench", bench);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("Bench 'spin-diode' is NOT in its safe state: 5 of 5 steps failed.", answer.Output, StringComparison.Ordinal);
        Assert.Equal(5, answer.Error.Split('\n').Count(line => line.StartsWith("NOT SAFE: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Two_programs_cannot_drive_one_bench_and_a_dead_runs_watchdog_writes_down_what_it_did()
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--clock", "virtual", "--write-bench", bench);
        await using LabProcess run = LabProcess.Start(work.Folder, [.. LongRun, "--bench", bench, "--runs-dir", work.Runs]);
        await run.WaitForAsync(line => line.EndsWith("preparing", StringComparison.Ordinal));

        foreach (string[] command in (string[][])[["safe"], ["run", "spin-diode", "--runs-dir", work.Join("others")], ["bench", "check"]])
        {
            Answer refused = await Workplace.LabAsync([.. command, .. command[0] == "bench" ? [bench] : (string[])["--bench", bench]]);
            Assert.Equal(1, refused.ExitCode);
            Assert.Matches("^Bench 'spin-diode' is in use by process [0-9]+ \\(a run of spin-diode, since .*\\), which holds TCPIP::.*Stop that first", refused.Message);
        }

        await run.SignalAsync("KILL");
        await run.ExitAsync();

        Assert.Contains(run.Lines, line => line.EndsWith("(a run of spin-diode) died. Its watchdog makes bench 'spin-diode' safe.", StringComparison.Ordinal));
        RunInfo info = work.OnlyRun().ReadInfo();
        Assert.Equal(RunStatus.Running, info.Status);
        Assert.Contains("died; its watchdog made the bench safe at ", info.Reason, StringComparison.Ordinal);
        string[] events = [.. (await File.ReadAllLinesAsync(Path.Combine(work.OnlyRun().FullPath, "watchdog.jsonl"))).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()!)];
        Assert.Equal(["takes over", "safe", "safe", "safe", "safe", "safe", "done"], events);
        (await Workplace.LabAsync("safe", "--bench", bench)).Succeeds();
    }
}
