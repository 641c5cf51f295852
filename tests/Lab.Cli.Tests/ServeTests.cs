using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lab.Endurance.Load;
using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>Twins in another process, and what outside programs and signals do.</summary>
public sealed class ServeTests : IDisposable
{
    // No magnet and short readings: on the wall's clock a run of these settings has some hundred points a second.
    private static readonly string[] LongRun =
    [
        "run", "spin-diode", "--set", "field=none", "--set", "line_current=5 mA", "--set", "integration_cycles=0.01", "--set",
        "settle=1 ms",
        "--set", "frequencies=320..372 MHz step 0.01 MHz",
    ];

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task The_same_seed_gives_the_same_record_over_tcp_from_another_process()
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(
            work.Folder, "--clock", "virtual", "--write-bench", bench, "--seed", "99");

        (await work.RunAsync("spin-diode", "--seed", "7", "--bench", bench)).Succeeds();
        (await work.RunAsync("spin-diode", "--seed", "7")).Succeeds();
        (await work.RunAsync("spin-diode", "--seed", "7", "--bench", bench)).Succeeds();

        IReadOnlyList<RunFolder> runs = RunFolder.List(work.Runs);
        Assert.Equal(3, runs.Count);
        Assert.Equal(RecordDump.Of(runs[1]), RecordDump.Of(runs[0]));
        Assert.Equal(RecordDump.Of(runs[1]), RecordDump.Of(runs[2]));
        Assert.Equal(runs[1].ReadInfo().BenchSeconds, runs[0].ReadInfo().BenchSeconds);
        Assert.True(runs[0].ReadInfo().Simulated);
        Assert.Equal(runs[1].ReadInfo().Results, runs[0].ReadInfo().Results);
    }

    [Fact]
    public async Task A_served_bench_that_dies_in_mid_run_is_a_failure_in_words()
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--clock", "virtual", "--write-bench", bench);
        await using LabProcess run = LabProcess.Start(
            work.Folder, [.. LongRun, "--set", "powers=1..10 uW step 1 uW", "--bench", bench, "--runs-dir", work.Runs]);
        await run.WaitForAsync(line => LabProcess.PointsDone(line) > 10);

        server.Signal("KILL");

        Assert.Equal(1, await run.ExitAsync());
        RunInfo info = work.OnlyRun().ReadInfo();
        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.NotEmpty(info.Unsafe);
        Assert.Equal(info.Points, work.OnlyRun().ReadData().Count);
        Assert.Contains(run.Lines, line => line.StartsWith("NOT SAFE: ", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Lines, line => line.Contains("Unhandled exception", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_stopped_run_is_aborted_and_leaves_the_bench_safe(string signal)
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--write-bench", bench);
        await using LabProcess run = LabProcess.Start(work.Folder, [.. LongRun, "--bench", bench, "--runs-dir", work.Runs]);
        await run.WaitForAsync(line => LabProcess.PointsDone(line) > 10);
        Assert.Equal("1", await AskAsync(server.Ports()["rf"], ":OUTP?"));

        run.Signal(signal);

        Assert.Equal(130, await run.ExitAsync());
        Assert.Contains(
            "Stopping after the current point. Once more stops at once; either way the bench is made safe.", run.Lines);
        RunInfo info = work.OnlyRun().ReadInfo();
        Assert.Equal(RunStatus.Aborted, info.Status);
        Assert.Empty(info.Unsafe);
        Assert.Equal(info.Points, work.OnlyRun().ReadData().Count);
        Assert.Equal($"stopped after {info.Points} of {info.PlannedPoints} points", info.Reason);
        Assert.Equal("0", await AskAsync(server.Ports()["rf"], ":OUTP?"));
        Assert.Equal("0", await AskAsync(server.Ports()["line"], ":OUTP?"));
        Assert.Equal(0, double.Parse(await AskAsync(server.Ports()["line"], ":SOUR:LEV?"), CultureInfo.InvariantCulture));
        Assert.Equal("0", await AskAsync(server.Ports()["smu"], ":OUTP?"));
        Assert.Equal("0", await AskAsync(server.Ports()["supply"], "OUTP?"));
        Assert.InRange(
            double.Parse(await AskAsync(server.Ports()["supply"], "MEAS:CURR?"), CultureInfo.InvariantCulture), -0.01, 0.01);
    }

    [Fact]
    public async Task Every_point_that_was_reported_survives_sigkill()
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--write-bench", bench);
        var random = new Random(11);
        for (int i = 0; i < 3; i++)
        {
            string runs = work.Join($"runs{i}");
            await using LabProcess run = LabProcess.Start(work.Folder, [.. LongRun, "--bench", bench, "--runs-dir", runs]);
            await run.WaitForAsync(line => LabProcess.PointsDone(line) > 0);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 900)), TimeProvider.System);

            run.Signal("KILL");
            await run.ExitAsync();

            int reported = run.Lines.Max(LabProcess.PointsDone);
            RunFolder folder = Assert.Single(RunFolder.List(runs));
            IRunData data = folder.ReadData();
            Assert.True(data.Count >= reported, $"{reported} points were reported and {data.Count} are recorded");
            Assert.Equal(Enumerable.Range(0, data.Count).Select(p => (long)p), data.Points);
            Assert.All(data.Numbers("voltage"), voltage => Assert.True(double.IsFinite(voltage)));
            string list = (await Workplace.LabAsync("runs", "list", "--runs-dir", runs)).Succeeds().Output;
            Assert.Contains("interrupted", list, StringComparison.Ordinal);
            Assert.Contains($"{data.Count}/15603", list, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Outside_programs_can_query_and_set_every_twin()
    {
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder);
        IReadOnlyDictionary<string, int> ports = server.Ports();
        Assert.Equal(["gaussmeter", "line", "rf", "smu", "supply", "voltmeter"], ports.Keys.Order(StringComparer.Ordinal));

        // Instrument, what *IDN? holds, a setting, its query and its answer as a number.
        (string Name, string Model, string Set, string Query, double Value)[] twins =
        [
            ("rf", "SMB100A", ":SOUR:FREQ 346 MHz", ":SOUR:FREQ?", 346e6),
            ("voltmeter", "2182A", ":SENS:VOLT:NPLC 2", ":SENS:VOLT:NPLC?", 2),
            ("line", "GS210", ":SOUR:FUNC CURR;:SOUR:RANG 0.01;:SOUR:LEV 0.002", ":SOUR:LEV?", 0.002),
            ("smu", "2400", ":SOUR:FUNC CURR;:SOUR:CURR 0.0005", ":SOUR:CURR?", 0.0005),
            ("supply", "BIT 4886", "CURR 1.5", "CURR?", 1.5),
            ("gaussmeter", "475", "UNIT 2", "UNIT?", 2),
        ];
        var script = new StringBuilder("import pyvisa\nmanager = pyvisa.ResourceManager('@py')\n");
        foreach ((string name, string model, string set, string query, double value) in twins)
        {
            script.Append(CultureInfo.InvariantCulture, $"""
                device = manager.open_resource("TCPIP::127.0.0.1::{ports[name]}::SOCKET", read_termination="\n", write_termination="\n")
                identity = device.query("*IDN?")
                assert "{model}" in identity, identity
                device.write("{set}")
                answer = float(device.query("{query}"))
                assert abs(answer - {value:R}) <= 1e-3 * {value:R}, ("{name}", answer)
                device.close()

                """);
        }

        (await LabProcess.RunAsync(work.Folder, "/usr/bin/python3", "-c", script.ToString())).Succeeds();

        foreach ((string name, string model, string set, string query, double value) in twins)
        {
            string port = ports[name].ToString(CultureInfo.InvariantCulture);
            Assert.Equal("1", await LxiAsync(port, $"{set};*OPC?"));
            Assert.Contains(model, await LxiAsync(port, "*IDN?"), StringComparison.Ordinal);
            Assert.Equal(value, double.Parse(await LxiAsync(port, query), CultureInfo.InvariantCulture), 1e-3 * value);
        }

        async Task<string> LxiAsync(string port, string command) =>
            (await LabProcess.RunAsync(work.Folder, "lxi", "scpi", "--address", "127.0.0.1", "--port", port, "--raw", command))
                .Succeeds().Output.Trim();
    }

    [Fact]
    public async Task Pyvisa_opens_every_twin_as_an_instr_with_vxi_11()
    {
        // Port mappers are looked for on port 111, so the server has a loop-back address of its own.
        string address = $"127.0.{(Environment.ProcessId / 250 % 250) + 1}.{(Environment.ProcessId % 250) + 1}";
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--vxi11", "--address", address);
        Assert.Contains($"rf: TCPIP::{address}::inst0::INSTR", server.Lines);
        string[] models = ["SMB100A", "2182A", "GS210", "2400", "BIT 4886", "475"];
        List<string> resources = [.. server.Lines.Where(line => line.EndsWith("::INSTR", StringComparison.Ordinal)).Select(
            line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])];
        Assert.Equal(models.Length, resources.Count);
        var script = new StringBuilder("import pyvisa\nmanager = pyvisa.ResourceManager('@py')\nfound = []\n");
        foreach (string resource in resources.Append($"TCPIP::{address}::INSTR"))
        {
            script.Append(CultureInfo.InvariantCulture, $"""
                device = manager.open_resource("{resource}")
                device.timeout = 60000
                found.append(device.query("*IDN?"))
                device.write("*ESE 32")
                assert int(device.query("*ESE?")) == 32
                device.close()

                """);
        }

        script.Append(CultureInfo.InvariantCulture, $"""
            rf = manager.open_resource("TCPIP::{address}::inst0::INSTR")
            second = manager.open_resource("TCPIP::{address}::rf::INSTR")
            rf.write(":SOUR:FREQ 346 MHz")
            assert float(second.query(":SOUR:FREQ?")) == 346e6
            assert rf.read_stb() & 16 == 0
            rf.write("*IDN?")
            import time
            while rf.read_stb() & 16 == 0: # until a message is available
                time.sleep(0.02)
            rf.clear()
            assert rf.read_stb() & 16 == 0, "cleared"
            assert float(rf.query(":SOUR:FREQ?")) == 346e6
            rf.timeout = 300
            try:
                rf.read()
                assert False, "an answer came from nowhere"
            except pyvisa.errors.VisaIOError as error:
                assert error.error_code == pyvisa.constants.StatusCode.error_timeout, error
            try:
                manager.open_resource("TCPIP::{address}::inst9::INSTR")
                assert False, "inst9 is no device"
            except Exception as error:
                assert "error creating link: 3" in str(error), error
            print("\n".join(found))
            """);

        string output = (await LabProcess.RunAsync(work.Folder, "/usr/bin/python3", "-c", script.ToString())).Succeeds().Output;

        Assert.All(models, model => Assert.Contains(model, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sixty_four_clients_at_once_get_every_answer_right()
    {
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder);
        List<int> ports = [.. server.Ports().Values];

        float[][] times = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(client => LoadClient.RunAsync(ports[client % ports.Count], 50, client)));

        Assert.Equal(64 * 50, times.Sum(time => time.Length));
        Assert.InRange(times.SelectMany(time => time).Max(), 0, 10e6f);
    }

    [Fact]
    public async Task Scan_lists_what_answers_at_a_host_and_sends_nothing_but_the_identity_query()
    {
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--vxi11", "--portmapper-port", "0");
        int port = server.Ports()["rf"];
        string mapper = server.Lines.First(line => line.EndsWith("::inst0::INSTR", StringComparison.Ordinal)).Split(':')[4];

        string text = (await Workplace.LabAsync(
            "bench", "scan", "--host", $"127.0.0.1:{port}", "--host", "127.0.0.1", "--portmapper-port",
            mapper)).Succeeds().Output;

        Assert.Contains($"TCPIP::127.0.0.1::{port}::SOCKET", text, StringComparison.Ordinal);
        Assert.Contains("SMB100A", text, StringComparison.Ordinal);
        Assert.Contains($"TCPIP::127.0.0.1:{mapper}::inst5::INSTR", text, StringComparison.Ordinal);
        Assert.DoesNotContain("inst6", text, StringComparison.Ordinal);
        Assert.Equal("0,\"No error\"", await AskAsync(port, ":SYST:ERR?"));
    }

    [Fact]
    public async Task Scan_works_with_nothing_attached_and_says_what_is_not_a_host()
    {
        string text = (await Workplace.LabAsync("bench", "scan", "--host", "127.0.0.1:1")).Succeeds().Output;
        Assert.Contains("127.0.0.1:1", text, StringComparison.Ordinal);
        Assert.Contains("(nothing listens at the ports of instruments)", text, StringComparison.Ordinal);

        (await Workplace.LabAsync("bench", "scan", "--host", "127.0.0.1:x")).FailsWith(
            2, "'127.0.0.1:x' is not a host; write 192.168.1.20, or 192.168.1.20:5025 for one port.");
    }

    [Theory]
    [InlineData("nowhere", "--address nowhere: write an address of this computer such as 127.0.0.1, or 0.0.0.0 for all.")]
    public async Task An_address_that_is_none_is_refused(string address, string message) =>
        (await Workplace.LabAsync("serve", "--address", address)).FailsWith(2, message);

    [Theory]
    [InlineData("ADVANCE 9223372036854775807")]
    [InlineData("ADVANCE -1")]
    [InlineData("ADVANCE 1e9")]
    public async Task The_clock_of_a_served_bench_never_goes_back(string message)
    {
        await using LabProcess server = await LabProcess.ServeAsync(
            work.Folder, "--clock", "virtual", "--write-bench", work.Join("served.yaml"));
        string clock = (await File.ReadAllLinesAsync(work.Join("served.yaml"))).Single(line => line.StartsWith(
            "clock: ", StringComparison.Ordinal));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, int.Parse(clock.Split(':')[^1], CultureInfo.InvariantCulture));
        using var reader = new StreamReader(client.GetStream());

        async Task<string?> AskAsync(string text)
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{text}\n"));
            return await reader.ReadLineAsync();
        }

        Assert.Equal("5", await AskAsync("ADVANCE 5"));
        Assert.StartsWith("ERROR: ADVANCE takes whole nanoseconds", await AskAsync(message), StringComparison.Ordinal);
        Assert.Equal("5", await AskAsync("NOW?"));
    }

    [Theory]
    [InlineData("--write-bench")]
    [InlineData("--log")]
    public async Task Serve_replaces_no_file_of_a_person(string option)
    {
        string mine = work.Write("mine.yaml", "mine");

        (await Workplace.LabAsync("serve", option, mine)).FailsWith(2, $"'{mine}' is there already; --force replaces it.");

        Assert.Equal("mine", await File.ReadAllTextAsync(mine));
    }

    [Fact]
    public async Task One_sample_stands_behind_all_ports()
    {
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder);
        IReadOnlyDictionary<string, int> ports = server.Ports();
        await ConfirmAsync(ports["supply"], "FUNC:MODE CURR;:VOLT 20;:CURR 12.5;:OUTP ON");
        await ConfirmAsync(ports["rf"], ":SOUR:FREQ 346 MHz;:SOUR:POW -14 dBm;:OUTP 1");
        Assert.Equal("1", await AskAsync(ports["rf"], ":OUTP?"));

        // 12.5 A make 6250 Oe; the coil has a time constant of 0.1 s.
        double tesla = 0;
        for (int i = 0; i < 100 && tesla < 0.6; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            tesla = double.Parse(await AskAsync(ports["gaussmeter"], "UNIT 2;RDGFIELD?"), CultureInfo.InvariantCulture);
        }

        Assert.InRange(tesla, 0.62, 0.63);
        await ConfirmAsync(ports["voltmeter"], ":INIT:CONT 0");
        double on = double.Parse(await AskAsync(ports["voltmeter"], ":READ?"), CultureInfo.InvariantCulture);
        await ConfirmAsync(ports["rf"], ":OUTP 0");
        Assert.Equal("0", await AskAsync(ports["rf"], ":OUTP?"));
        double off = double.Parse(await AskAsync(ports["voltmeter"], ":READ?"), CultureInfo.InvariantCulture);
        Assert.True(Math.Abs(on - off) > 1e-6, $"{on} V with the tone, {off} V without");
    }

    [Fact]
    public async Task Serve_ends_when_it_is_told_to()
    {
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder);

        server.Signal("TERM");

        Assert.Equal(0, await server.ExitAsync());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_refused()
    {
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        taken.Listen();
        int port = ((System.Net.IPEndPoint)taken.LocalEndPoint!).Port;

        (await Workplace.LabAsync("serve", "--port", $"{port}")).FailsWith(
            1, $"Port {port} cannot be opened: Address already in use. Choose another with --port, or leave it out.");
    }

    // Two connections have no order but the one that an answer gives: the next one is made when this one's command is done.
    private static async Task ConfirmAsync(int port, string message) =>
        Assert.Equal("1", await AskAsync(port, $"{message};*OPC?"));

    internal static async Task<string> AskAsync(int port, string message)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{message}\n"));
        using var reader = new StreamReader(client.GetStream());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return (await reader.ReadLineAsync(patience.Token))!.Trim();
    }
}
