using Lab.Benches;
using Lab.Mocks.Serving;
using Lab.Protocols;

namespace Lab.Cli.Tests;

/// <summary>Each bad input gives its own message and exit code, leaves the bench alone and records nothing.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Rehearsed = "The rehearsal on twins failed, and nothing was sent to the bench. ";
    private const string NothingSent =
        "Nothing was sent. Change the setting, or the limit in the bench file if the sample bears it. (at preparation)";
    private const string Settings =
        "frequencies, powers, field, field_slope, line_current, range, integration_cycles, averages, settle, level_uncertainty, "
            + "fit_from, fit_to";

    private readonly Workplace work = new();

    public void Dispose()
    {
        work.AssertNothingRecorded();
        work.Dispose();
    }

    public static TheoryData<string, int, string> BadSettings { get; } = new()
    {
        {
            "field=1 T",
            1,
            $"{Rehearsed}1 T breaks the limit 'magnet field at most 700 mT' of bench 'spin-diode' (magnet, field 10000 Oe). "
                + $"{NothingSent}"
        },
        {
            "line_current=20 mA",
            1,
            $"{Rehearsed}20 mA breaks the limit 'line current at most 15 mA' of bench 'spin-diode' (line, :SOUR:LEV:AUTO 0.02). "
                + $"{NothingSent}"
        },
        {
            "frequencies=1..2 MHz in 40",
            1,
            $"{Rehearsed}1 MHz breaks the limit 'rf frequency at least 10 MHz' of bench 'spin-diode' (rf, :SOUR:FREQ "
                + $"1000000;*OPC?). {NothingSent}"
        },
        {
            "powers=200 uW",
            1,
            $"{Rehearsed}200 µW breaks the limit 'RF power at junction 'mtj' at most 100 µW' of bench 'spin-diode' (rf → port "
                + $"rf, loss 6 dB → junction 'mtj', :SOUR:POW -0.9897000433601886 dBm;*OPC?). {NothingSent}"
        },
        {
            "powers=-1 uW",
            1,
            $"{Rehearsed}-3.98107 µW is not a value for the power (rf, :SOUR:POW NaN dBm;*OPC?). Nothing was sent. Check the "
                + "settings and the calculation that led here. (at preparation)"
        },
        { "settle=-1 s", 2, "spin-diode: The setting 'settle' is -1 s; it cannot be negative." },
        {
            "powers=NaN uW",
            2,
            "spin-diode: The setting 'powers': 'NaN uW' is no sweep. A sweep is written '2 uW', '1, 2, 5 uW', '1..5 uW step 1 "
                + "uW', '1..5 uW in 9' or '1..5 uW log in 9'; ';' joins several."
        },
        { "integration_cycles=NaN", 2, "spin-diode: The setting 'integration_cycles': 'NaN' is not a number." },
        {
            "powers=2 mT",
            2,
            "spin-diode: The setting 'powers': 2 mT is a magnetic field; a power is expected here, in W (prefixes f to T), dBm, "
                + "for example '2 uW'."
        },
        {
            "field=6250",
            2,
            "spin-diode: The setting 'field': '6250' has no unit; a magnetic field is written in T (prefixes f to T), Oe "
                + "(prefixes f to T), G (prefixes f to T), A/m (prefixes f to T), for example '5000 Oe'."
        },
        { "power=2 uW", 2, $"spin-diode: There is no setting 'power'; the settings are {Settings}. Did you mean powers?" },
        { "powers", 2, "--set powers: write key=value, for example --set \"powers=2..12 uW step 2 uW\"." },
        {
            "integration_cycles=1000",
            1,
            $"{Rehearsed}The meter has no integration over 1000 periods of the mains (voltmeter, settings). Choose a value from "
                + "0.01 to 50. (at preparation)"
        },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public async Task A_bad_setting_is_refused(string assignment, int exitCode, string message) =>
        (await work.RunAsync("spin-diode", "--set", assignment)).FailsWith(exitCode, message);

    [Fact]
    public async Task A_power_that_would_destroy_the_junction_is_refused_even_without_a_limit()
    {
        string bench = work.WriteBench(
            ("limits: { rf_power: 100 uW, current: 1 mA }\n", "\n"), ("power: { max: 0 dBm }", "power: { max: 20 dBm }"));

        (await work.RunAsync("spin-diode", "--bench", bench, "--set", "powers=1.5 mW")).FailsWith(
            1,
            Rehearsed
                + "At point 0, 320 MHz, 1.5 mW, junction 'mtj' was destroyed: 1.51253 mW of RF power at the junction broke it "
                + "down, which bears 1 mW "
            + "(rf at 320 MHz, 6.02148 mW). Lower the power or the current, or give the bench file a limit.");
    }

    [Theory]
    [InlineData("run", "spin-diode", "--bench")]
    [InlineData("run", "spin-diode", "--settings")]
    [InlineData("run", "spin-diode", "--replay")]
    [InlineData("run", "train-series", "--data")]
    [InlineData("run", "network-test", "--network")]
    [InlineData("run", "power-calibration", "--table")]
    [InlineData("run", "power-calibration", "--reference")]
    [InlineData("transcripts", "show")]
    [InlineData("bench", "show")]
    public async Task A_device_in_the_place_of_a_file_is_refused(params string[] command)
    {
        Answer answer = await Workplace.LabAsync(
            [.. command, "/dev/zero", .. command[0] == "run" ? ["--runs-dir", work.Runs] : Array.Empty<string>()]);

        Assert.InRange(answer.ExitCode, 1, 2);
        Assert.Contains(
            "'/dev/zero' is a pipe, a device or a socket; a file is expected", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_key_in_the_bench_file_is_refused()
    {
        string bench = work.WriteBench(("description:", "descripton:"));

        (await work.RunAsync("spin-diode", "--bench", bench)).FailsWith(
            2,
            $"{bench}:4: descripton is unknown; allowed are bench, description, modules, instruments, sample, wiring, "
                + "safe_state, interlocks, operating_point, watchdog, on_fault, faults, clock. Did you mean description?");
    }

    [Fact]
    public async Task A_bench_file_that_is_not_there_is_refused()
    {
        Answer answer = await work.RunAsync("spin-diode", "--bench", work.Join("none.yaml"));

        answer.FailsWith(
            2,
            $"The bench file cannot be read: Could not find file '{work.Join("none.yaml")}'. 'lab bench new spin-diode > "
                + "my.yaml' makes one to start from.");
    }

    [Fact]
    public async Task A_settings_file_that_is_not_there_is_refused() => (await work.RunAsync(
        "spin-diode", "--settings", work.Join("none.yaml"))).FailsWith(
        2, $"{work.Join("none.yaml")} cannot be read as settings: Could not find file '{work.Join("none.yaml")}'.");

    [Theory]
    [InlineData("- a\n- b\n", "a settings file holds lines 'key: value'.")]
    [InlineData("", "a settings file holds lines 'key: value'.")]
    public async Task A_settings_file_of_another_kind_is_refused(string text, string message)
    {
        string file = work.Write("settings.yaml", text);

        (await work.RunAsync("spin-diode", "--settings", file)).FailsWith(2, $"{file}: {message}");
    }

    [Fact]
    public async Task A_missing_instrument_is_named_with_what_it_is_needed_for()
    {
        string bench = work.Write(
            "poor.yaml", "bench: poor\ninstruments:\n  rf: { driver: keysight-e8257d, address: \"sim:\" }\n");

        (await work.RunAsync("weight-tuning", "--bench", bench)).FailsWith(
            2,
            "Bench 'poor' has no instrument for the role 'voltmeter' of weight-tuning: a nanovoltmeter, which reads the "
                + "rectified voltage. Add one to the bench file.\n"
            + "Bench 'poor' has no instrument for the role 'line' of weight-tuning: a current source, which feeds the field "
            + "line. Add one to the bench file.");
    }

    [Fact]
    public async Task A_field_without_a_magnet_is_refused_and_none_is_measured()
    {
        string bench = work.Write("poor.yaml", """
            bench: poor
            instruments:
              rf: { driver: keysight-e8257d, address: "sim:" }
              voltmeter: { driver: keithley-2182a, address: "sim:" }
            sample:
              junctions:
                mtj: { reference_field: 0 Oe }
            wiring:
              rf: { port: rf }
              voltmeter: { port: dc-voltage }
            """);

        Answer refused = await work.RunAsync("spin-diode", "--bench", bench);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(
            "The setting 'field' is 6250 Oe, and the bench has no instrument 'magnet' that could set it. Add one to the bench "
                + "file, or set field=none.",
            refused.Error,
            StringComparison.Ordinal);
        using var other = new Workplace();
        (await other.RunAsync(
            "spin-diode", "--bench", bench, "--field", "none", "--frequencies", "320..372 MHz step 1 MHz")).Succeeds();
    }

    [Fact]
    public async Task Another_model_at_the_address_is_refused()
    {
        // The bench file says SMB100A, but an E8257D answers there.
        BenchDefinition definition = Workbench.Composition.BenchFiles.Load(
            work.WriteBench(("driver: rohde-schwarz-smb100a", "driver: keysight-e8257d")), string.Empty);
        await using var server = new TwinServer(definition, 1, new TwinServerOptions());
        string address = $"TCPIP::127.0.0.1::{server.EndPoints.Single(e => e.Instrument == "rf").EndPoint.Port}::SOCKET";
        string bench = work.WriteBench(
            ("driver: rohde-schwarz-smb100a\n    address: \"sim:\"", $"driver: rohde-schwarz-smb100a\n    address: {address}"));

        Answer answer = await work.RunAsync("spin-diode", "--bench", bench);

        Assert.Matches(
            "^Bench 'spin-diode' does not open:\n  'Agilent Technologies, ?E8257D,[^']*' answers where a SMB100A is expected, "
                + $"or .*SMC100A \\(rf, {address}\\)\\. Correct the address or the driver of this instrument in the bench "
                + "file\\.$",
            answer.Message);
        Assert.Equal(1, answer.ExitCode);
    }

    [Fact]
    public async Task Nobody_at_the_addresses_is_reported_for_all_at_once()
    {
        string bench = work.WriteBench(("sim:", "TCPIP::127.0.0.1::1::SOCKET"));

        Answer answer = await work.RunAsync("spin-diode", "--bench", bench);

        string[] lines = answer.Message.Split('\n');
        Assert.Equal(1, answer.ExitCode);
        Assert.Equal("Bench 'spin-diode' does not open:", lines[0]);
        Assert.Equal(
            "  rf: Nothing answers at 127.0.0.1:1 (ConnectionRefused) (TCPIP::127.0.0.1::1::SOCKET). Check that the instrument "
                + "is on and connected, and its address.",
            lines[1]);
        Assert.Equal(8, lines.Length); // six instruments with an address, and the magnet that is made of two of them
    }

    [Fact]
    public async Task A_clock_port_where_nobody_listens_is_refused()
    {
        string bench = work.WriteBench(("bench: spin-diode", "bench: spin-diode\nclock: 127.0.0.1:1"));

        (await work.RunAsync("spin-diode", "--bench", bench)).FailsWith(
            1,
            "No clock port answers at 127.0.0.1:1 (ConnectionRefused). Start 'lab serve --clock virtual' again and use the "
                + "bench file it writes.");
    }

    [Fact]
    public async Task A_run_folder_that_cannot_be_written_is_refused()
    {
        string file = work.Write("file", "in the way");
        string runs = Path.Combine(file, "runs");

        Answer answer = await Workplace.LabAsync("run", "spin-diode", "--runs-dir", runs);

        Assert.Matches($"^The runs folder '{runs}' cannot be written: .+ Choose another with --runs-dir\\.$", answer.Message);
        Assert.Equal(2, answer.ExitCode);
        Assert.Empty(answer.Output);
    }

    [Fact]
    public async Task An_unknown_protocol_is_refused() =>
        (await work.RunAsync("spin-diod")).FailsWith(
            2,
            $"There is no protocol 'spin-diod'; there are "
                + $"{string.Join(", ", ProtocolCatalog.Shipped.All.Select(each => each.Name))}. Did you mean spin-diode?");

    [Theory]
    [InlineData("run", "--seed", "-1")]
    [InlineData("run", "--no-such-option", "x")]
    [InlineData("fly", "me", "to-the-moon")]
    [InlineData("serve", "--clock", "sundial")]
    [InlineData("serve", "--port", "70000")]
    [InlineData("serve", "--port", "-1")]
    public async Task Wrong_usage_is_exit_code_2_with_words(string command, string option, string value)
    {
        Answer answer = await Workplace.LabAsync(command, option, value);

        Assert.Equal(2, answer.ExitCode);
        Assert.NotEmpty(answer.Message);
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resistance: 163 Ohm", "resistance: -163 Ohm")]
    [InlineData("inductance: 0.1 H", "inductance: -0.1 H")]
    [InlineData("resonance_frequency: 346 MHz", "resonance_frequency: 0 Hz")]
    [InlineData("temperature: 300 K", "temperature: -1 K")]
    [InlineData("ramp_rate: 0.5 A/s", "ramp_rate: -0.5 A/s")]
    [InlineData("supply: supply,", "supply: magnet,")]
    [InlineData("loss: 6 dB", "loss: 6 mT")]
    [InlineData("loss: 6 dB", "loss: NaN dB")]
    public async Task A_bench_that_physics_forbids_is_the_users_error_and_no_bug(string old, string @new)
    {
        Answer answer = await work.RunAsync("spin-diode", "--bench", work.WriteBench((old, @new)));

        Assert.InRange(answer.ExitCode, 1, 2);
        Assert.NotEmpty(answer.Message);
        Assert.DoesNotContain("Bug in Lab", answer.Error, StringComparison.Ordinal);
    }
}
