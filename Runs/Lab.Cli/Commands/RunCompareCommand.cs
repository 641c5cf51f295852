using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Lab.Cli.Completion;
using Lab.Cli.Output;
using Lab.Instruments.Files;
using Lab.Runs;
using Lab.Runs.Comparisons;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Results;
using Lab.Workbench;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab runs compare</c>: what was different between runs, and whether their results are.</summary>
internal sealed class RunCompareCommand : Command
{
    private const int MostBenchBytes = 16 << 20;

    private readonly Terminal terminal;
    private readonly Argument<string[]> names = new Argument<string[]>("runs")
    {
        Description = "Two runs or more, each by name, the beginning of "
        + "it, or folder; the others are compared with the first.",
        Arity = new ArgumentArity(2, 1000)
    }.OfRuns();
    private readonly Option<string> folder = RunsCommand.NewFolderOption();
    private readonly Option<string?> output =
        new("--output", "-o") { Description = "HTML file for the report with the figures of all runs laid over each other." };
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON document instead of tables." };
    private readonly ForceOption force = new();

    public RunCompareCommand(Terminal terminal)
        : base("compare",
            "Compare runs: settings, bench, calibrations and software that differ, results side by side, figures overlaid.")
    {
        this.terminal = terminal;
        Arguments.Add(names);
        Options.Add(folder);
        Options.Add(output);
        Options.Add(json);
        Options.Add(force);
        SetAction(Compare);
    }

    private int Compare(ParseResult parsed)
    {
        string? report = parsed.GetValue(output);
        if (report is not null)
        {
            force.RequireFree(parsed, report);
        }

        RunFolder[] folders =
            [.. (parsed.GetValue(names) ?? []).Select(name => RunFolder.Open(parsed.GetRequiredValue(folder), name))];
        var comparison = new RunComparison([.. folders.Select(run => Read(run, isAnalysed: report is not null))]);
        if (report is not null)
        {
            HtmlReport.WritePage(
                report, "Comparison of runs", string.Join(" · ", folders.Select(run => run.Name)), comparison.ToReport());
        }

        if (parsed.GetValue(json))
        {
            terminal.Output.WriteLine(ToJson(comparison).ToJsonString(RunJson.Options));
            return ExitCode.Done;
        }

        Write(comparison);
        if (report is not null)
        {
            terminal.Output.WriteLine($"Report: {report}");
        }

        return ExitCode.Done;
    }

    private ComparedRun Read(RunFolder run, bool isAnalysed)
    {
        RunInfo info = run.ReadInfo();
        RunFile? bench = info.Files.FirstOrDefault(file => file.Setting == RunFiles.Bench);
        string? text = bench is not null && RunFiles.FindCopy(run.FullPath, bench) is { } copy
            ? PlainFile.ReadText(copy, MostBenchBytes) : null;
        return new ComparedRun(info, text) { Analysis = isAnalysed ? AnalysisOf(run) : new Analysis() };
    }

    // A run that cannot be analysed is compared without its figures.
    private Analysis AnalysisOf(RunFolder run)
    {
        try
        {
            return AnalysedRun.Of(run, new Dictionary<string, string>()).Analysis;
        }
        catch (Exception error) when (error is RunException or WorkbenchException)
        {
            terminal.Error.WriteLine($"{run.Name} has no figures in the report: {error.Message}");
            return new Analysis();
        }
    }

    private void Write(RunComparison comparison)
    {
        Table differences = Terminal.NewTable(["what differs", .. comparison.Runs.Select(run => run.Info.Run)]);
        foreach (Difference difference in comparison.Differences)
        {
            differences.AddRow([Markup.Escape($"{difference.Group} {difference.Name}"),
                .. difference.Values.Select(value => Markup.Escape(value ?? "—"))]);
        }

        terminal.Write(differences);
        Table results = Terminal.NewTable(["result",
            .. comparison.Runs.SelectMany((run, i) => i == 0 ? [run.Info.Run] : (string[])[run.Info.Run, "difference"])]);
        foreach (ComparedResult result in comparison.Results)
        {
            results.AddRow(
            [
                Markup.Escape(result.Name),
                .. result.Values.SelectMany((value, i) =>
                {
                    string text = Markup.Escape(value is null ? "—" : ValueText.Format(value));
                    return i == 0 ? [text] : (string[])[text, RunComparison.SigmaText(result.SignificanceOf(i))];
                }),
            ]);
        }

        terminal.Write(results);
        terminal.Output.WriteLine(RunComparison.Caution);
    }

    private static JsonObject ToJson(RunComparison comparison) => new()
    {
        ["runs"] = new JsonArray([.. comparison.Runs.Select(
            (run, i) => (JsonNode)new JsonObject { ["run"] = run.Info.Run, ["label"] = comparison.Labels[i] })]),
        ["differences"] = new JsonArray([.. comparison.Differences.Select(each => (JsonNode)new JsonObject
        {
            ["of"] = each.Group,
            ["name"] = each.Name,
            ["values"] = new JsonArray([.. each.Values.Select(value => (JsonNode?)value)]),
        })]),
        ["results"] = new JsonArray([.. comparison.Results.Select(each => (JsonNode)new JsonObject
        {
            ["name"] = each.Name,
            ["unit"] = each.Values.First(value => value is not null)!.Unit,
            ["values"] = new JsonArray([.. each.Values.Select(value => Number(value?.Value))]),
            ["uncertainties"] = new JsonArray([.. each.Values.Select(value => Number(value?.Uncertainty))]),
            ["sigmas"] =
                new JsonArray([.. Enumerable.Range(0, each.Values.Count).Select(run => Number(each.SignificanceOf(run)))]),
        })]),
    };

    // JSON has no NaN.
    private static JsonValue? Number(double? value) => value switch
    {
        null => null,
        { } number when double.IsFinite(number) => JsonValue.Create(number),
        { } number => JsonValue.Create(number.ToString(CultureInfo.InvariantCulture)),
    };
}
