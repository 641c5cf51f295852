using System.Text.Json;
using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>Benches that two programs want, that a dead run left, and the command that makes them safe.</summary>
public sealed class SafeTests : IDisposable
{
    private static readonly string[] LongRun =
    [
        "run", "spin-diode", "--set", "integration_cycles=0.01", "--set", "settle=1 ms", "--set",
        "frequencies=320..372 MHz step 0.02 MHz",
    ];

    private const string Level = "\tline\t:SOUR:LEV:AUTO ";

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task I_can_make_a_bench_safe_that_somebody_left_on()
    {
        string bench = work.Join("served.yaml");
        string log = work.Join("messages.log");
        await using LabProcess server = await LabProcess.ServeAsync(
            work.Folder, "--clock", "virtual", "--write-bench", bench, "--log", log);

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
        Assert.Contains(
            "Bench 'spin-diode' is NOT in its safe state: 5 of 5 steps failed.", answer.Output, StringComparison.Ordinal);
        Assert.Equal(5, answer.Error.Split('\n').Count(line => line.StartsWith("NOT SAFE: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Two_programs_cannot_drive_one_bench_and_a_dead_runs_watchdog_writes_down_what_it_did()
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--clock", "virtual", "--write-bench", bench);
        await using LabProcess run = LabProcess.Start(work.Folder, [.. LongRun, "--bench", bench, "--runs-dir", work.Runs]);
        await run.WaitForAsync(line => line.EndsWith("preparing", StringComparison.Ordinal));

        foreach (string[] command in (string[][])[
            ["safe"],
            ["run", "spin-diode", "--runs-dir", work.Join("others")],
            ["bench", "check"]
        ])
        {
            Answer refused = await Workplace.LabAsync(
                [.. command, .. command[0] == "bench" ? [bench] : (string[])["--bench", bench]]);
            Assert.Equal(1, refused.ExitCode);
            Assert.Matches(
                "^Bench 'spin-diode' is in use by process [0-9]+ \\(a run of spin-diode, since .*\\), which holds TCPIP::.*Stop "
                    + "that first",
                refused.Message);
        }

        run.Signal("KILL");
        await run.ExitAsync();

        Assert.Contains(run.Lines, line => line.EndsWith(
            "(a run of spin-diode) died. Its watchdog makes bench 'spin-diode' safe.", StringComparison.Ordinal));
        RunInfo info = work.OnlyRun().ReadInfo();
        Assert.Equal(RunStatus.Running, info.Status);
        Assert.Contains("died; its watchdog made the bench safe at ", info.Reason, StringComparison.Ordinal);
        string[] events = [.. (await File.ReadAllLinesAsync(Path.Combine(work.OnlyRun().FullPath, "watchdog.jsonl"))).Select(
            line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()!)];
        Assert.Equal(["takes over", "safe", "safe", "safe", "safe", "safe", "done"], events);
        (await Workplace.LabAsync("safe", "--bench", bench)).Succeeds();
    }

    [Fact]
    public async Task Another_way_of_writing_an_address_is_the_same_bench()
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--clock", "virtual", "--write-bench", bench);
        await using LabProcess run = LabProcess.Start(work.Folder, [.. LongRun, "--bench", bench, "--runs-dir", work.Runs]);
        await run.WaitForAsync(line => line.EndsWith("preparing", StringComparison.Ordinal));

        foreach (string host in (string[])["localhost", "127.1"])
        {
            string other = work.Write(
                "other.yaml",
                (await File.ReadAllTextAsync(bench)).Replace("::127.0.0.1::", $"::{host}::0", StringComparison.Ordinal));
            Answer refused = await Workplace.LabAsync("safe", "--bench", other);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("is in use by process", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_limit_of_the_command_line_holds_for_the_watchdog_as_well()
    {
        string bench = work.Join("served.yaml");
        string log = work.Join("messages.log");
        await using LabProcess server = await LabProcess.ServeAsync(
            work.Folder, "--clock", "virtual", "--write-bench", bench, "--log", log);
        await using LabProcess run = LabProcess.Start(
            work.Folder,
            [
                .. LongRun,
                "--set",
                "line_current=5 mA",
                "--limit",
                "line.current.rate=5 mA/s",
                "--set",
                "field=none",
                "--bench",
                bench,
                "--runs-dir",
                work.Runs
            ]);
        await run.WaitForAsync(line => line.Contains(" MHz, ", StringComparison.Ordinal));
        run.Signal("KILL");
        await run.ExitAsync();

        // The bench file alone would let it come down at 10 mA/s.
        (double Seconds, double Amperes)[] levels =
        [
            .. (await File.ReadAllLinesAsync(log)).Where(line => line.Contains(Level, StringComparison.Ordinal)).Select(line => (
                double.Parse(line.Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture),
                double.Parse(
                    line[(line.IndexOf(Level, StringComparison.Ordinal) + Level.Length)..].Split(';')[0],
                    System.Globalization.CultureInfo.InvariantCulture))),
        ];
        (double Seconds, double Amperes)[] falls =
        [
            .. levels.Zip(levels.Skip(1), (a, b) => (b.Seconds - a.Seconds, a.Amperes - b.Amperes)).Where(fall => fall.Item2 > 0)
        ];
        Assert.InRange(falls.Length, 10, 1000);
        Assert.All(falls, fall => Assert.InRange(fall.Amperes / fall.Seconds, 0, 5.05e-3));
    }

    [Fact]
    public async Task A_stopped_watchdog_keeps_nobody_from_making_the_bench_safe()
    {
        string bench = work.Join("served.yaml");
        string log = work.Join("messages.log");
        await using LabProcess server = await LabProcess.ServeAsync(
            work.Folder, "--clock", "virtual", "--write-bench", bench, "--log", log);
        await using LabProcess run = LabProcess.Start(work.Folder, [.. LongRun, "--bench", bench, "--runs-dir", work.Runs]);
        await run.WaitForAsync(line => line.Contains(" MHz, ", StringComparison.Ordinal));
        string[] children = (await LabProcess.RunAsync(work.Folder, "pgrep", "-P", $"{run.Id}")).Succeeds().Output.Split(
            '\n', StringSplitOptions.RemoveEmptyEntries);
        await LabProcess.RunAsync(work.Folder, "kill", ["-STOP", .. children]);
        run.Signal("KILL");
        await LabProcess.RunAsync(work.Folder, "sh", "-c", $"while kill -0 {run.Id} 2> /dev/null; do sleep 0.05; done");

        try
        {
            Answer refused = await Workplace.LabAsync("bench", "check", bench);
            Answer safe = (await Workplace.LabAsync("safe", "--bench", bench)).Succeeds();

            Assert.Matches(
                "^Bench .* Waiting for it.\nThe watchdog \\(process [0-9]+\\) of process [0-9]+ .* is stopped and makes nothing "
                    + "safe. 'lab safe' ends it and does.$",
                refused.Message);
            Assert.Contains("is stopped and makes nothing safe; it is ended.", safe.Message, StringComparison.Ordinal);
            Assert.Contains("\trf\t:OUTP 0", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
        }
        finally
        {
            await LabProcess.RunAsync(work.Folder, "kill", ["-KILL", .. children]);
        }
    }

    [Fact]
    public async Task A_run_whose_watchdog_was_stopped_ends_all_the_same()
    {
        string bench = work.Join("served.yaml");
        string log = work.Join("messages.log");
        await using LabProcess server = await LabProcess.ServeAsync(
            work.Folder, "--clock", "virtual", "--write-bench", bench, "--log", log);
        await using LabProcess run = LabProcess.Start(work.Folder, [.. LongRun, "--bench", bench, "--runs-dir", work.Runs]);
        await run.WaitForAsync(line => line.Contains(" MHz, ", StringComparison.Ordinal));
        string[] children = (await LabProcess.RunAsync(work.Folder, "pgrep", "-P", $"{run.Id}")).Succeeds().Output.Split(
            '\n', StringSplitOptions.RemoveEmptyEntries);
        await LabProcess.RunAsync(work.Folder, "kill", ["-STOP", .. children]);
        try
        {
            run.Signal("INT");

            int exit = await run.ExitAsync();
            Assert.True(exit == 130, $"{exit}: {string.Join(Environment.NewLine, run.Lines)}");
            Assert.Contains(
                run.Lines, line => line.Contains("did not end within 10 s of the run and was killed", StringComparison.Ordinal));
            Assert.Contains("\trf\t:OUTP 0", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
        }
        finally
        {
            await LabProcess.RunAsync(work.Folder, "kill", ["-KILL", .. children]);
        }
    }

    [Fact]
    public async Task What_was_left_on_beyond_a_limit_is_told_and_switched_off_first()
    {
        string bench = work.Join("served.yaml");
        string log = work.Join("messages.log");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--write-bench", bench, "--log", log);
        await TellAsync(server.Ports()["rf"], ":SOUR:POW 0 dBm;:OUTP 1");
        await TellAsync(server.Ports()["line"], ":SOUR:FUNC CURR;:SOUR:LEV:AUTO 0.004;:OUTP 1");

        Answer check = await Workplace.LabAsync("bench", "check", bench);
        Answer run = await work.RunAsync(
            "spin-diode", "--bench", bench, "--set", "field=none", "--set", "frequencies=346 MHz", "--set", "powers=2 uW");

        Assert.Equal(1, check.ExitCode);
        Assert.Matches(
            "BEYOND A LIMIT: rf was left on: 251[.0-9]* µW is beyond the limit 'RF power at junction '[a-z]+' at most 100 µW'",
            check.Error);
        Assert.Contains("Left on: line is on at 4 mA", check.Output, StringComparison.Ordinal);
        Assert.Contains("Warning: rf was left on: 251", run.Error, StringComparison.Ordinal);
        Assert.Contains(
            "Warning: line is on at 4 mA, as it was found: what is measured contains that.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Warning: rf is on", run.Error, StringComparison.Ordinal);
        string[] sets =
            [.. (await File.ReadAllLinesAsync(log)).Where(line => line.Contains("\trf\t:OUTP ", StringComparison.Ordinal)
                || line.Contains("\trf\t:SOUR:POW ", StringComparison.Ordinal)).Select(
                    line => line.Split('\t')[2].Split(';')[0])];
        Assert.Equal([":SOUR:POW 0 dBm", ":OUTP 0"], sets[..2]);
    }

    [Fact]
    public async Task An_output_that_somebody_switched_off_at_the_front_panel_ends_the_run_and_marks_its_points()
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--write-bench", bench);
        await using LabProcess run = LabProcess.Start(
            work.Folder, "run", "spin-diode", "--bench", bench, "--set", "field=none", "--set", "powers=2 uW", "--set",
            "frequencies=340..352 MHz step 0.5 MHz",
            "--runs-dir", work.Runs);
        await run.WaitForAsync(line => line.Contains(" MHz, ", StringComparison.Ordinal));
        await TellAsync(server.Ports()["rf"], ":OUTP 0");

        Assert.Equal(1, await run.ExitAsync());
        Assert.Contains(run.Lines, line => line.StartsWith(
            "Failed: rf: the output is off, and Lab had set on. Another program or a person at the front panel changed it. "
                + "Points 0 to 24, since the last read-back, are marked",
            StringComparison.Ordinal));
        Assert.Equal(25, work.OnlyRun().ReadMarks().Count(mark => mark.Kind == PointMark.Doubtful));
    }

    private static async Task TellAsync(int port, string message)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(System.Net.IPAddress.Loopback, port);
        await using System.Net.Sockets.NetworkStream stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{message};*OPC?\n"));
        await stream.ReadExactlyAsync(new byte[2]);
    }
}
