using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Lab.Cli.Output;
using Lab.Quantities;
using Lab.Runs.Reports;
using Lab.Workbench;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab runs list</c>: the runs of a folder, all or some.</summary>
internal sealed class RunListCommand : Command
{
    private const int LongestNote = 40;

    private readonly Terminal terminal;
    private readonly Option<string> folder = RunsCommand.NewFolderOption();
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON document instead of a table." };
    private readonly RunFilter filter = new();

    public RunListCommand(Terminal terminal)
        : base("list", "List the runs, oldest first; options narrow the list.")
    {
        this.terminal = terminal;
        Options.Add(folder);
        Options.Add(json);
        filter.AddTo(this);
        SetAction(List);
    }

    private int List(ParseResult parsed)
    {
        Func<RunEntry, bool> isWanted = filter.Read(parsed);
        RunEntry[] listed = [.. RunEntry.List(parsed.GetRequiredValue(folder)).Where(isWanted)];
        if (parsed.GetValue(json))
        {
            terminal.Output.WriteLine(
                new JsonArray([.. listed.Select(run => (JsonNode)JsonOf(run))]).ToJsonString(RunJson.Options));
            return ExitCode.Done;
        }

        WriteTable(listed);
        return ExitCode.Done;
    }

    private void WriteTable(RunEntry[] listed)
    {
        Table table = Terminal.NewTable("run", "protocol", "bench", "status", "points", "bench time", "tags", "last note");
        foreach (RunEntry run in listed)
        {
            table.AddRow(
                Markup.Escape(run.Name),
                Markup.Escape(run.Info?.Protocol ?? string.Empty),
                Markup.Escape(run.Info?.Bench ?? string.Empty),
                run.Status,
                run.Info is { } info ? $"{run.Points}/{info.PlannedPoints}" : string.Empty,
                run.Info is { } timed ? BenchTimeText.Format(Duration.FromSeconds(timed.BenchSeconds)) : string.Empty,
                Markup.Escape(string.Join(' ', run.Notes.Tags)),
                Markup.Escape(run.Notes.Notes is [.., var last] ? BeginningOf(last.Text) : string.Empty));
            if (run.Problem is { } problem)
            {
                terminal.Error.WriteLine(problem);
            }
        }

        terminal.Write(table);
    }

    // A table has one line a run.
    private static string BeginningOf(string note)
    {
        string line = note.Split('\n')[0];
        return line.Length > LongestNote || line.Length < note.Length ? $"{line[..Math.Min(line.Length, LongestNote)]}…" : line;
    }

    private static JsonObject JsonOf(RunEntry run) => run.Info is not { } info
        ? new JsonObject
        {
            ["run"] = run.Name,
            ["status"] = run.Status,
            ["reason"] = run.Problem,
            ["folder"] = run.Folder.FullPath,
        }
        : new JsonObject
        {
            ["run"] = run.Name,
            ["protocol"] = info.Protocol,
            ["bench"] = info.Bench,
            ["status"] = run.Status,
            ["started"] = info.Started.ToString("O", CultureInfo.InvariantCulture),
            ["points"] = run.Points,
            ["plannedPoints"] = info.PlannedPoints,
            ["benchSeconds"] = info.BenchSeconds,
            ["tags"] = new JsonArray([.. run.Notes.Tags.Select(tag => (JsonNode?)tag)]),
            ["notes"] = new JsonArray([.. run.Notes.Notes.Select(note => (JsonNode)new JsonObject
            {
                ["time"] = note.Time.ToString("O", CultureInfo.InvariantCulture),
                ["text"] = note.Text,
            })]),
            ["folder"] = run.Folder.FullPath,
        };
}
