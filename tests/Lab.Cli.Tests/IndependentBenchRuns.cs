using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lab.Cli.Tests;

/// <summary>Protocols on benches that another program plays over TCP, each on a bench of its own and all at the same time, since
/// they wait for the wall clock most of the time.</summary>
public sealed class IndependentBenchRuns : IDisposable
{
    private static readonly string Script = Path.Combine(
        Workplace.Repository, "tests", "Doubles", "IndependentBench", "independent_bench.py");

    /// <summary>The tone at which weights are measured, Hz.</summary>
    private const string Tone = "351e6";

    private readonly Workplace work = new();

    /// <summary>Starts the runs.</summary>
    public IndependentBenchRuns()
    {
        SpinDiode = MeasureAsync(
            "spin-diode", "spin-diode", effects: "", "frequencies=335..367 MHz step 1 MHz", "powers=2..10 uW step 8 uW");
        SpinDiodeWithEffects = MeasureAsync(
            "spin-diode", "spin-diode", "all", "frequencies=328..391 MHz step 1.5 MHz", "powers=2..10 uW step 8 uW");
        WeightTuning = MeasureAsync(
            "spin-diode", "weight-tuning", effects: "", "frequencies=335..367 MHz step 1.5 MHz", "repeats=1", $"tone={Tone} Hz",
            "level_uncertainty=0.05 dB"); // that bench has the loss that its file says
        FieldLine = MeasureAsync(
            "field-line", "field-line-calibration", effects: "", "fields=-12..12 Oe step 4 Oe", "currents=-9..9 mA step 3 mA");
    }

    /// <summary>The protocol spin-diode.</summary>
    internal Task<IndependentBenchRun> SpinDiode { get; }

    /// <summary>The same on a bench with ripple of the cable, pick-up, a second mode, 1/f noise and mains, after a calibration of
    /// the power.</summary>
    internal Task<IndependentBenchRun> SpinDiodeWithEffects { get; }

    /// <summary>The protocol weight-tuning, on the same bench.</summary>
    internal Task<IndependentBenchRun> WeightTuning { get; }

    /// <summary>The protocol field-line-calibration.</summary>
    internal Task<IndependentBenchRun> FieldLine { get; }

    public void Dispose() => work.Dispose();

    private async Task<IndependentBenchRun> MeasureAsync(string bench, string protocol, string effects, params string[] settings)
    {
        string[] sample = ["--bench", bench, "--seed", "1", "--effects", effects];
        await using LabProcess process = LabProcess.StartProgram(work.Folder, "python3", [Script, .. sample]);
        await process.WaitForAsync(line => line == "ready");
        string name = protocol + effects;
        string file = BenchFile(process, bench, name);
        string[] own = ["--bench", file, "--runs-dir", Path.Combine(work.Join(name), "runs")];
        if (effects.Length > 0)
        {
            Answer meter = await LabProcess.RunAsync(Path.GetTempPath(), "python3", [Script, .. sample, "--power-meter"]);
            string table = work.Write("meter.csv", meter.Succeeds().Output);
            (await Workplace.LabAsync(["run", "power-calibration", "--set", $"table={table}", .. own])).Succeeds();
        }

        string[] set = [.. settings.SelectMany(setting => (string[])["--set", setting])];
        Answer answer = await Workplace.LabAsync(["run", protocol, .. set, "--json", .. own]);
        Answer truth = await LabProcess.RunAsync(
            Path.GetTempPath(), "python3", [Script, "--bench", bench, "--truth", "--tone", Tone]);
        return new IndependentBenchRun(answer, truth.Succeeds().Json, await MonitorAsync(process));
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

    /// <summary>The shipped bench file with the addresses of the other bench, and a magnet that ramps faster, as the test waits
    /// for it. In the plane, steps of the field are small against the first guess of its slope:
    /// half of it takes them with fewer halts.</summary>
    private string BenchFile(LabProcess bench, string name, string protocol)
    {
        string yaml = File.ReadAllText(Path.Combine(Workplace.Repository, "Runs", "Lab.Workbench", "Benches", $"{name}.yaml"))
            .ReplaceLineEndings("\n");
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
        return work.Write($"{protocol}.yaml", yaml);
    }
}
