using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lab.Cli.Tests;

/// <summary>A bench that another program plays over TCP, written from manuals and public drivers without a look at Lab's own: older
/// identities, signed registers, a level offset that was left on, a gaussmeter with ten readings a second, a supply with steps and lag.
/// Lab has to find its hidden values within what it states.</summary>
public sealed class IndependentBenchTests : IDisposable
{
    /// <summary>Standard uncertainties that a result may be off.</summary>
    private const double Coverage = 3;

    private static readonly string Script = Path.Combine(Workplace.Repository, "tests", "Doubles", "IndependentBench", "independent_bench.py");

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task The_spin_diode_of_another_bench_is_found_within_what_is_stated()
    {
        await using LabProcess bench = await StartAsync("spin-diode");
        JsonElement truth = await TruthAsync("spin-diode");

        Answer answer = await work.RunAsync(
            "spin-diode", "--bench", BenchFile(bench, "spin-diode"), "--set", "frequencies=335..367 MHz step 1 MHz",
            "--set", "powers=2..10 uW step 8 uW", "--json");

        JsonElement results = answer.Succeeds().Json.GetProperty("results");
        AssertWithin(results, "resonance_frequency", truth.GetProperty("resonance_hz").GetDouble());
        AssertWithin(results, "linewidth", truth.GetProperty("half_width_hz").GetDouble());
        AssertWithin(results, "symmetry_ratio", truth.GetProperty("symmetric_over_antisymmetric").GetDouble());

        // A pad of 20 dB that somebody had told the generator of would have put a hundred times the power on the junction.
        JsonElement seen = await MonitorAsync(bench);
        Assert.InRange(seen.GetProperty("max_rf_power_w").GetDouble(), 1e-6, 1.05e-5);
        Assert.InRange(seen.GetProperty("max_abs_field_oe").GetDouble(), 6249, 6252);
        Assert.False(seen.GetProperty("destroyed").GetBoolean());
    }

    [Fact]
    public async Task The_field_line_of_another_bench_tunes_its_weight_by_what_is_stated()
    {
        await using LabProcess bench = await StartAsync("spin-diode");
        JsonElement truth = await TruthAsync("spin-diode");

        Answer answer = await work.RunAsync(
            "weight-tuning", "--bench", BenchFile(bench, "spin-diode"), "--set", "frequencies=335..367 MHz step 1.5 MHz", "--set", "repeats=1",
            "--set", "tone=351 MHz", "--json");

        JsonElement results = answer.Succeeds().Json.GetProperty("results");
        AssertWithin(results, "frequency_per_current", truth.GetProperty("line_slope_hz_per_ma").GetDouble() * 1e3);
    }

    [Fact]
    public async Task The_field_line_of_another_bench_is_calibrated_within_what_is_stated()
    {
        await using LabProcess bench = await StartAsync("field-line");
        JsonElement truth = await TruthAsync("field-line");

        Answer answer = await work.RunAsync(
            "field-line-calibration", "--bench", BenchFile(bench, "field-line"), "--set", "fields=-12..12 Oe step 4 Oe",
            "--set", "currents=-9..9 mA step 3 mA", "--json");

        JsonElement results = answer.Succeeds().Json.GetProperty("results");
        double conversion = truth.GetProperty("line_conversion_oe_per_ma").GetDouble();
        AssertWithin(results, "field_per_current", conversion * 0.1);
        AssertWithin(results, "leakage", truth.GetProperty("neighbour_conversion_oe_per_ma").GetDouble() / conversion);
        AssertWithin(results, "resistance_per_field", truth.GetProperty("resistance_slope_ohm_per_oe").GetDouble() * 1e4);
    }

    private static void AssertWithin(JsonElement results, string name, double truth)
    {
        JsonElement result = results.GetProperty(name);
        double value = result.GetProperty("value").GetDouble();
        double uncertainty = result.GetProperty("uncertainty").GetDouble();
        Assert.True(
            Math.Abs(value - truth) <= Coverage * uncertainty,
            string.Create(CultureInfo.InvariantCulture, $"{name} is {value} ± {uncertainty}, and {truth} in truth."));
    }

    private static Task<JsonElement> TruthAsync(string bench) => JsonOfAsync(Script, "--bench", bench, "--truth");

    private static async Task<JsonElement> JsonOfAsync(params string[] arguments) =>
        (await LabProcess.RunAsync(Path.GetTempPath(), "python3", arguments)).Succeeds().Json;

    private async Task<LabProcess> StartAsync(string bench)
    {
        LabProcess process = LabProcess.StartProgram(work.Folder, "python3", Script, "--bench", bench, "--seed", "1");
        await process.WaitForAsync(line => line == "ready");
        return process;
    }

    private static Dictionary<string, int> PortsOf(LabProcess bench) => bench.Lines
        .Select(line => line.Split(' '))
        .Where(words => words.Length == 2)
        .ToDictionary(words => words[0], words => int.Parse(words[1], CultureInfo.InvariantCulture));

    private static async Task<JsonElement> MonitorAsync(LabProcess bench)
    {
        using var client = new System.Net.Sockets.TcpClient("127.0.0.1", PortsOf(bench)["monitor"]);
        await client.GetStream().WriteAsync("report\n"u8.ToArray());
        using var reader = new StreamReader(client.GetStream());
        using var document = JsonDocument.Parse((await reader.ReadLineAsync())!);
        return document.RootElement.Clone();
    }

    /// <summary>The shipped bench file with the addresses of the other bench, and a magnet that ramps faster, as the test waits for it.
    /// In the plane, steps of the field are small against the first guess of its slope: half of it takes them with fewer halts.</summary>
    private string BenchFile(LabProcess bench, string name)
    {
        string yaml = File.ReadAllText(Path.Combine(Workplace.Repository, "Runs", "Lab.Cli", "Benches", $"{name}.yaml")).ReplaceLineEndings("\n");
        foreach ((string instrument, int port) in PortsOf(bench))
        {
            yaml = Regex.Replace(
                yaml,
                $"(\n  {instrument}:\n(?:    .*\n)*?    address: )\"sim:\"",
                string.Create(CultureInfo.InvariantCulture, $"$1TCPIP::127.0.0.1::{port}::SOCKET"),
                RegexOptions.None,
                TimeSpan.FromSeconds(1));
        }

        yaml = yaml
            .Replace("rate: 200 Oe/s", "rate: 1000 Oe/s", StringComparison.Ordinal)
            .Replace("ramp_rate: 0.5 A/s", "ramp_rate: 4 A/s", StringComparison.Ordinal)
            .Replace("rate: 20 Oe/s", "rate: 100 Oe/s", StringComparison.Ordinal)
            .Replace("tolerance: 0.2 Oe", "tolerance: 0.5 Oe, remanence: 5 Oe", StringComparison.Ordinal)
            .Replace("field_per_current: 50 Oe/A", "field_per_current: 25 Oe/A", StringComparison.Ordinal);
        return work.Write($"{name}.yaml", yaml);
    }
}
