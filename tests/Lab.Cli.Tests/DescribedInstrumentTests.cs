using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>Instruments without code, as a user has them on a bench.</summary>
public sealed class DescribedInstrumentTests : IDisposable
{
    private const string Psu =
        """
        instrument: A supply for the light
        identity: PSU1
        output: { on: "OUTP 1", off: "OUTP 0", query: "OUTP?" }
        channels:
          voltage:
            set: VOLT {value:F3}
            query: VOLT?
            unit: V
            range: { min: 0 V, max: 10 V }
            resolution: 1 mV
            safe: 0 V
        readings:
          voltage: { query: "MEAS:VOLT?", unit: V, twin: { reads: voltage, noise: 1 mV } }
        """;

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    private static string Guides { get; } = Path.Combine(Workplace.Repository, "docs", "guides", "instruments");

    [Theory]
    [InlineData("polite")]
    [InlineData("rough")]
    public async Task I_can_try_the_descriptions_of_the_guide_declaration_by_declaration(string twins)
    {
        Answer answer = (await Workplace.LabAsync("bench", "check", Path.Combine(Guides, "bench.yaml"), "--twins", twins))
            .Succeeds();

        foreach (string instrument in (string[])["lockin", "cryostat", "supply"])
        {
            Assert.Matches(
                $"The description of '{instrument}' holds: [0-9]+ declarations tried(; [0-9]+ could not be tried)?\\.",
                answer.Output);
        }

        Assert.Contains("Limit: lockin.sine voltage at most 1 V", answer.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            "All 3 instruments of bench 'without-code' answer as the file says.\n", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_description_of_the_guide_holds_on_its_twin()
    {
        string guide = File.ReadAllText(Path.Combine(Workplace.Repository, "docs", "guides", "instrument-without-code.md"))
            .ReplaceLineEndings("\n");
        string[] blocks =
            [.. guide.Split("```yaml\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)])];
        work.Write("my-supply.yaml", blocks[0]);
        string bench = work.Write(
            "my.yaml", blocks[1].Replace("TCPIP::192.168.1.20::5025::SOCKET", "\"sim:\"", StringComparison.Ordinal));

        Answer answer = (await Workplace.LabAsync("bench", "check", bench)).Succeeds();

        Assert.Contains("The description of 'supply' holds: 7 declarations tried.", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Limit: supply voltage step at most 500 mV", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_which_declaration_is_wrong_and_what_to_do()
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server =
            await LabProcess.ServeAsync(work.Folder, "--bench", Path.Combine(Guides, "bench.yaml"), "--write-bench", bench);
        string wrong = work.Write("wrong.yaml", File.ReadAllText(Path.Combine(Guides, "keysight-e36312a.yaml"))
            .Replace("query: VOLTage? (@2)", "query: VOLTS? (@2)", StringComparison.Ordinal));
        string yaml = await File.ReadAllTextAsync(bench);
        Assert.Contains(Path.Combine(Guides, "keysight-e36312a.yaml"), yaml, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            bench, yaml.Replace(Path.Combine(Guides, "keysight-e36312a.yaml"), wrong, StringComparison.Ordinal));

        Answer answer = await Workplace.LabAsync("bench", "check", bench);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("The description of 'supply' does not hold: 1 of ", answer.Output, StringComparison.Ordinal);
        Assert.Contains(
            "supply, 2.channels.voltage.query (VOLTS? (@2)): The instrument refused: -113,\"Undefined header\". Compare query "
                + "and unit with the instrument's manual",
            answer.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_with_an_instrument_without_code_records_its_description_and_a_changed_one_is_told()
    {
        string bench = WithPsu();
        (await Workplace.LabAsync("plan", "spin-diode", "--bench", bench, "--set", "powers=4 uW")).Succeeds();
        (await work.RunAsync("spin-diode", "--bench", bench, "--set", "powers=4 uW")).Succeeds();

        RunInfo info = work.OnlyRun().ReadInfo();
        RunFile file = Assert.Single(info.Files, file => file.Setting == "description");
        Assert.Equal((work.Join("psu.yaml"), new FileInfo(work.Join("psu.yaml")).Length), (file.Path, file.Bytes));
        Assert.Equal(Psu, await File.ReadAllTextAsync(Path.Combine(work.OnlyRun().FullPath, file.Copy!)));
        Assert.Contains("LAB TWIN,PSU1,TWIN1,1.0", info.Instruments.Select(instrument => instrument.Identity));
        Assert.Contains(info.Limits, limit => limit.StartsWith("interlock 'light': psu voltage", StringComparison.Ordinal));

        await File.WriteAllTextAsync(work.Join("psu.yaml"), Psu.Replace("max: 10 V", "max: 9 V", StringComparison.Ordinal));
        Answer resumed = await Workplace.LabAsync("resume", work.OnlyRun().Name[..15], "--runs-dir", work.Runs);
        Assert.NotEqual(0, resumed.ExitCode);
        Assert.Contains("file of description", resumed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_run_leaves_the_instrument_safe_and_is_resumed_to_the_record_of_an_unbroken_one()
    {
        string[] set =
            ["--set", "integration_cycles=0.01", "--set", "settle=1 ms", "--set", "powers=4 uW", "--set",
            "frequencies=340..352 MHz step 0.02 MHz"];
        string bench = work.Join("served.yaml");
        string log = work.Join("messages.log");
        await using LabProcess server = await LabProcess.ServeAsync(
            work.Folder, "--bench", WithPsu(), "--clock", "virtual", "--write-bench", bench, "--log", log);
        (await work.RunAsync(["spin-diode", .. set, "--bench", bench])).Succeeds();
        string runs = work.Join("killed");
        await using LabProcess run =
            LabProcess.Start(work.Folder, ["run", "spin-diode", .. set, "--bench", bench, "--runs-dir", runs]);
        await run.WaitForAsync(line => LabProcess.PointsDone(line) > 0);

        run.Signal("KILL");
        await run.ExitAsync();

        RunFolder folder = Assert.Single(RunFolder.List(runs));
        string watchdog = await File.ReadAllTextAsync(Path.Combine(folder.FullPath, "watchdog.jsonl"));
        Assert.Contains("psu", watchdog, StringComparison.Ordinal);
        Assert.Contains("\"done\"", watchdog, StringComparison.Ordinal);
        Assert.Contains("\tpsu\tOUTP?", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
        (await Workplace.LabAsync("resume", folder.Name[..15], "--runs-dir", runs)).Succeeds();
        Assert.Equal(RecordDump.PointsOf(work.OnlyRun()), RecordDump.PointsOf(folder));
    }

    [Theory]
    [InlineData("polite")]
    [InlineData("rough")]
    public async Task I_can_sweep_instruments_without_code(string twins)
    {
        (await work.RunAsync(
            "sweep", "--bench", Path.Combine(Guides, "bench.yaml"), "--twins", twins,
            "--set", "axes=supply.1.voltage 0..3 V step 0.25 V snake; cryostat.heater1.temperature 10..30 K step 10 K",
            "--set", "read=supply.1.current, cryostat.a.temperature, lockin.input.r")).Succeeds();

        Assert.Equal(39, work.OnlyRun().CountPoints());
        Assert.Equal(3, work.OnlyRun().ReadInfo().Files.Count(file => file.Setting == "description"));
    }

    [Fact]
    public async Task A_killed_sweep_over_an_instrument_without_code_is_resumed_to_the_record_of_an_unbroken_one()
    {
        string bench = work.Join("served.yaml");
        string log = work.Join("messages.log");
        await using LabProcess server = await LabProcess.ServeAsync(
            work.Folder, "--bench", Path.Combine(Guides, "bench.yaml"), "--clock", "virtual", "--write-bench", bench, "--log",
            log);
        string[] sweep =
        [
            "sweep", "--bench", bench, "--set",
            "axes=supply.1.voltage 0..3 V step 0.05 V snake; lockin.sine.voltage 10..50 mV step 10 mV",
            "--set", "read=supply.1.voltage, supply.1.current, lockin.input.x",
        ];
        (await work.RunAsync(sweep)).Succeeds();
        string runs = work.Join("killed");
        await using LabProcess run = LabProcess.Start(work.Folder, ["run", .. sweep, "--runs-dir", runs]);
        await run.WaitForAsync(line => LabProcess.PointsDone(line) > 0);

        run.Signal("KILL");
        await run.ExitAsync();

        RunFolder folder = Assert.Single(RunFolder.List(runs));
        string watchdog = await File.ReadAllTextAsync(Path.Combine(folder.FullPath, "watchdog.jsonl"));
        Assert.True(watchdog.Contains("lockin.sine", StringComparison.Ordinal), watchdog);
        string sent = await File.ReadAllTextAsync(log);
        Assert.Contains("\tsupply\tOUTPut 0,(@1)", sent, StringComparison.Ordinal);
        Assert.Contains("\tlockin\tSLVL 0.004", sent, StringComparison.Ordinal);
        (await Workplace.LabAsync("resume", folder.Name[..15], "--runs-dir", runs)).Succeeds();
        Assert.Equal(RecordDump.PointsOf(work.OnlyRun()), RecordDump.PointsOf(folder));
    }

    [Fact]
    public async Task What_somebody_left_on_is_told_and_made_safe()
    {
        string bench = work.Join("served.yaml");
        string log = work.Join("messages.log");
        await using LabProcess server =
            await LabProcess.ServeAsync(work.Folder, "--bench", WithPsu(), "--write-bench", bench, "--log", log);
        using (var other = new System.Net.Sockets.TcpClient("127.0.0.1", server.Ports()["psu"]))
        {
            other.GetStream().Write("VOLT 4;:OUTP 1;*OPC?\n"u8);
            Assert.Equal('1', other.GetStream().ReadByte());
        }

        Assert.Contains(
            "Left on: psu is on at 4 V", (await Workplace.LabAsync("bench", "check", bench)).Succeeds().Output,
            StringComparison.Ordinal);
        (await Workplace.LabAsync("safe", "--bench", bench)).Succeeds();

        string sent = await File.ReadAllTextAsync(log);
        Assert.True(
            sent.LastIndexOf("\tpsu\tVOLT 0.000", StringComparison.Ordinal) is > 0 and var ramp
                && sent.LastIndexOf("\tpsu\tOUTP 0", StringComparison.Ordinal) > ramp, sent);
    }

    [Fact]
    public async Task A_command_that_hides_another_is_refused_before_anything_is_opened()
    {
        string bench = WithPsu();
        await File.WriteAllTextAsync(
            work.Join("psu.yaml"), Psu.Replace("VOLT {value:F3}", "VOLT {value:F3};OUTP 1", StringComparison.Ordinal));

        Answer answer = await Workplace.LabAsync("bench", "show", bench);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(
            $"{work.Join("psu.yaml")}:6: channels.voltage.set: 'VOLT {{value:F3}};OUTP 1' holds a semicolon", answer.Message,
            StringComparison.Ordinal);
    }

    private string WithPsu()
    {
        work.Write("psu.yaml", Psu);
        return work.WriteBench(
            ("\ninstruments:\n",
                "\ninstruments:\n  psu: { driver: scpi, address: \"sim:\", description: psu.yaml, limits: { voltage: { max: 5 "
                    + "V, step: 1 V } } }\n"),
            ("safe_state: [rf, smu, line, magnet, supply]",
                "safe_state: [rf, psu, smu, line, magnet, supply]\ninterlocks: { light: { instrument: psu, reading: voltage, "
                    + "max: 6 V } }"));
    }
}
