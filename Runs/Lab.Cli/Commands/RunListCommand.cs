using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Lab.Cli.Output;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Reports;
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
        Func<RunInfo, string, RunNotes, bool> isWanted = filter.Read(parsed);
        bool isAll = !Options.Any(option => option != folder && option != json && parsed.GetResult(option) is not null);
        List<Listed> listed = [];
        foreach (RunFolder run in RunFolder.List(parsed.GetRequiredValue(folder)))
        {
            try
            {
                RunInfo info = run.ReadInfo();
                RunNotes notes = run.ReadNotes();
                string status = RunsCommand.StatusOf(info);
                if (isWanted(info, status, notes))
                {
                    listed.Add(new Listed(run, info, status, RunsCommand.CountPoints(run, info), notes, Problem: null));
                }
            }
            catch (RunException error)
            {
                // One folder that cannot be read must not hide the others; whether it is asked for, nobody can tell.
                if (isAll)
                {
                    listed.Add(new Listed(run, Info: null, "unreadable", 0, RunNotes.None, error.Message));
                }
            }
        }

        if (parsed.GetValue(json))
        {
            terminal.Output.WriteLine(
                new JsonArray([.. listed.Select(run => (JsonNode)run.ToJson())]).ToJsonString(RunJson.Options));
            return ExitCode.Done;
        }

        WriteTable(listed);
        return ExitCode.Done;
    }

    private void WriteTable(List<Listed> listed)
    {
        Table table = Terminal.NewTable("run", "protocol", "bench", "status", "points", "bench time", "tags", "last note");
        foreach (Listed run in listed)
        {
            table.AddRow(
                Markup.Escape(run.Folder.Name),
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

    private sealed record Listed(RunFolder Folder, RunInfo? Info, string Status, long Points, RunNotes Notes, string? Problem)
    {
        public JsonObject ToJson() => Info is not { } info
            ? new JsonObject { ["run"] = Folder.Name, ["status"] = Status, ["reason"] = Problem, ["folder"] = Folder.FullPath }
            : new JsonObject
            {
                ["run"] = Folder.Name,
                ["protocol"] = info.Protocol,
                ["bench"] = info.Bench,
                ["status"] = Status,
                ["started"] = info.Started.ToString("O", CultureInfo.InvariantCulture),
                ["points"] = Points,
                ["plannedPoints"] = info.PlannedPoints,
                ["benchSeconds"] = info.BenchSeconds,
                ["tags"] = new JsonArray([.. Notes.Tags.Select(tag => (JsonNode?)tag)]),
                ["notes"] = new JsonArray([.. Notes.Notes.Select(note => (JsonNode)new JsonObject
                {
                    ["time"] = note.Time.ToString("O", CultureInfo.InvariantCulture),
                    ["text"] = note.Text,
                })]),
                ["folder"] = Folder.FullPath,
            };
    }
}
