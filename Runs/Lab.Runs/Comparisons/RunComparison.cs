using System.Globalization;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Results;

namespace Lab.Runs.Comparisons;

/// <summary>Several runs side by side: what was different, and whether the results are.</summary>
public sealed class RunComparison
{
    private const string Setting = "setting";

    private readonly IReadOnlyList<ComparedRun> runs;

    /// <summary>Compares runs with the first of them.</summary>
    /// <param name="runs">The runs, at least two.</param>
    /// <exception cref="ArgumentException">There are fewer than two.</exception>
    /// <exception cref="RunException">The text of a bench is no bench file.</exception>
    public RunComparison(IReadOnlyList<ComparedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count < 2)
        {
            throw new ArgumentException("A comparison takes two runs at least.", nameof(runs));
        }

        this.runs = runs;
        Differences = [.. Differing("run", RunFacts), .. Differing(Setting, info => info.Settings), .. Benches(),
            .. Differing("calibration", CalibrationsOf), .. Differing("software", Software)];
        Results =
        [
            .. runs.SelectMany(run => run.Info.Results).Select(result => result.Name).Distinct()
                .Select(name => new ComparedResult(
                    name, [.. runs.Select(run => run.Info.Results.FirstOrDefault(result => result.Name == name))])),
        ];
        Labels = LabelsOf();
    }

    /// <summary>The runs.</summary>
    public IReadOnlyList<ComparedRun> Runs => runs;

    /// <summary>A difference between runs.</summary>
    public IReadOnlyList<Difference> Differences { get; }

    /// <summary>The results, in the order of the first run.</summary>
    public IReadOnlyList<ComparedResult> Results { get; }

    /// <summary>A name for each run in legends: the settings that differ, or the run's name where that says nothing.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The comparison as tables and overlaid figures for a report.</summary>
    public Analysis ToReport() => new()
    {
        Tables =
        [
            new ResultTable(
                "Runs", ["run", "in figures"], [.. runs.Select((run, i) => (IReadOnlyList<string>)[run.Info.Run, Labels[i]])]),
            new ResultTable(
                "Results, and how far each lies from the first run's", ["result", .. Headers()], [.. Results.Select(Row)]),
            new ResultTable(
                "What differs",
                ["of", "name", .. runs.Select(run => run.Info.Run)],
                [.. Differences.Select(
                    each => (IReadOnlyList<string>)[each.Group, each.Name, .. each.Values.Select(value => value ?? "—")])]),
        ],
        Figures = OverlaidFigures.Of(runs, Labels),
        Warnings = [Caution],
    };

    /// <summary>Notes on the significances.</summary>
    public static string Caution =>
        "Differences are those from the first run, in standard uncertainties of the difference. Uncertainties are taken as "
        + "independent: what runs share, such as a calibration, makes them differ less.";

    /// <summary>A significance as it is shown: <c>+2.3 σ</c>; a dash where there is none.</summary>
    public static string SigmaText(double? sigma) =>
        sigma is { } known ? $"{known.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture)} σ" : "—";

    private IEnumerable<string> Headers() =>
        runs.SelectMany((run, i) => i == 0 ? [run.Info.Run] : (string[])[run.Info.Run, "difference"]);

    private IReadOnlyList<string> Row(ComparedResult result)
    {
        List<string> cells = [result.Name.Replace('_', ' ')];
        for (int i = 0; i < runs.Count; i++)
        {
            cells.Add(result.Values[i] is { } value ? ValueText.Format(value) : "—");
            if (i > 0)
            {
                cells.Add(SigmaText(result.SignificanceOf(i)));
            }
        }

        return cells;
    }

    private IEnumerable<Difference> Differing(string group, Func<RunInfo, IReadOnlyDictionary<string, string>> valuesOf) =>
        Differing(group, [.. runs.Select(run => valuesOf(run.Info))]);

    private static IEnumerable<Difference> Differing(string group, IReadOnlyList<IReadOnlyDictionary<string, string>> all) =>
        all.SelectMany(values => values.Keys).Distinct()
            .Select(key => new Difference(group, key, [.. all.Select(values => values.GetValueOrDefault(key))]))
            .Where(difference => difference.Values.Distinct().Count() > 1);

    private IEnumerable<Difference> Benches() => Differing(
        "bench", [.. runs.Select(
            run => run.BenchText is { } text ? BenchComparison.Flatten(text) : new Dictionary<string, string>())]);

    private static Dictionary<string, string> RunFacts(RunInfo info) => new()
    {
        ["protocol"] = info.Protocol,
        ["bench"] = info.Bench,
        ["seed"] = info.Seed.ToString(CultureInfo.InvariantCulture),
        ["simulated"] = info.Simulated ? "yes" : "no",
        ["status"] = info.Status.ToString().ToLowerInvariant(),
        ["points"] = info.Points.ToString(CultureInfo.InvariantCulture),
        ["limits"] = string.Join("; ", info.Limits),
    };

    private static Dictionary<string, string> CalibrationsOf(RunInfo info)
    {
        var values = new Dictionary<string, string>();
        foreach (CalibrationRecord record in info.Calibrations)
        {
            string curves = record.CurvesSha256 is { Length: > 8 } sum ? $", curves {sum[..8]}" : string.Empty;
            values[record.Name] =
                $"{ValueText.Format(record.Value, record.Unit, record.Uncertainty)} from {record.Source}{curves}";
        }

        return values;
    }

    private static Dictionary<string, string> Software(RunInfo info)
    {
        var values = new Dictionary<string, string> { ["Lab"] = info.Version };
        foreach (InstrumentRecord instrument in info.Instruments)
        {
            values[$"instrument {instrument.Name}"] = instrument.Identity;
        }

        foreach (RunFile module in info.Files.Where(file => file.Setting == RunFiles.Module))
        {
            values[$"module {Path.GetFileName(module.Path)}"] = module.Sha256[..Math.Min(12, module.Sha256.Length)];
        }

        return values;
    }

    private string[] LabelsOf()
    {
        Difference[] settings = [.. Differences.Where(difference => difference.Group == Setting)];
        string[] labels =
            [.. runs.Select((run, i) => string.Join(", ", settings.Select(each => $"{each.Name}={each.Values[i] ?? "—"}")))];
        return [.. labels.Select((label, i) => label.Length == 0 ? runs[i].Info.Run : labels.Count(other => other == label) > 1
            ? $"{label}, {runs[i].Info.Run}" : label)];
    }
}
