using System.CommandLine;
using Lab.Cli.Completion;
using Lab.Cli.Output;
using Lab.Runs;
using Lab.Runs.Analyses;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Workbench;
using Lab.Workbench.Composition;
using Lab.Workbench.Desks;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab runs</c>: what was recorded.</summary>
internal sealed class RunsCommand
{
    private readonly Terminal terminal;
    private readonly Option<string> folder = NewFolderOption();

    public RunsCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command(
            "runs",
            "List, show, annotate, compare, analyse, export and report recorded runs; pause and stop one that is under way.");
        Command.Subcommands.Add(new RunListCommand(terminal));
        AddShow();
        Command.Subcommands.Add(new RunNoteCommand(terminal));
        Command.Subcommands.Add(new RunTagCommand(terminal));
        Command.Subcommands.Add(new RunCompareCommand(terminal));
        Command.Subcommands.Add(new RunAnalyseCommand(terminal));
        Command.Subcommands.Add(new RunExportCommand(terminal));
        AddReport();
        Command.Subcommands.Add(new RunOrderCommand(
            terminal, OrderKind.Pause, "Let a run that is under way in another process pause after the current point."));
        Command.Subcommands.Add(new RunOrderCommand(terminal, OrderKind.Continue, "Let a run that pauses go on."));
        Command.Subcommands.Add(new RunOrderCommand(
            terminal, OrderKind.Stop, "Let a run end after the current point, in the safe state."));
    }

    public Command Command { get; }

    /// <summary>The option that names the folder of all runs.</summary>
    public static Option<string> NewFolderOption() =>
        new("--runs-dir") { Description = "The folder of all runs.", DefaultValueFactory = _ => "runs" };

    /// <summary>The argument that names a run.</summary>
    public static Argument<string> NewRunArgument() =>
        new Argument<string>("run") { Description = "The run's name, the beginning of it, or its folder." }.OfRuns();

    private void AddShow()
    {
        Argument<string> name = NewRunArgument();
        var json = new Option<bool>("--json") { Description = "Print one JSON document instead of tables." };
        var command = new Command("show", "Show a run's results, settings and provenance.") { name, folder, json };
        command.SetAction(parsed =>
        {
            var run = RunFolder.Open(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(name));
            RunInfo info = run.ReadInfo();
            var entry = RunEntry.Of(run, info);
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(RunJson.Of(info with { Points = entry.Points }, run.FullPath));
                return ExitCode.Done;
            }

            string bench = info.Bench.Length > 0 ? $" on bench '{info.Bench}'" : string.Empty; // a study names none
            terminal.Output.WriteLine(
                $"{info.Run}: {info.Protocol}{bench}, {entry.Status}, {entry.Points}/{info.PlannedPoints} points, seed "
                    + $"{info.Seed}");
            if (info.Reason is { } reason)
            {
                terminal.Output.WriteLine(reason);
            }

            if (info.Results.Count > 0)
            {
                terminal.Write(ResultsTable.Of(info.Results));
            }

            Table settings = Terminal.NewTable("setting", "value");
            foreach ((string key, string value) in info.Settings)
            {
                settings.AddRow(Markup.Escape(key), Markup.Escape(value));
            }

            terminal.Write(settings);
            ShowNotes(run);
            foreach (InstrumentRecord instrument in info.Instruments)
            {
                terminal.Output.WriteLine($"{instrument.Name}: {instrument.Identity} at {instrument.Address}");
            }

            return ExitCode.Done;
        });
        Command.Subcommands.Add(command);
    }

    private void ShowNotes(RunFolder run)
    {
        RunNotes notes = run.ReadNotes();
        if (notes.Tags.Count > 0)
        {
            terminal.Output.WriteLine($"Tags: {string.Join(", ", notes.Tags)}");
        }

        foreach (RunNote note in notes.Notes)
        {
            terminal.Output.WriteLine(RunNoteCommand.LineOf(note));
        }

        foreach (RepeatedAnalysis analysis in RepeatedAnalyses.List(run))
        {
            terminal.Output.WriteLine(
                $"Analysis {analysis.Number} of {analysis.Made:yyyy-MM-dd HH:mm}: "
                    + $"{string.Join(", ", analysis.Changed.Select(pair => $"{pair.Key}={pair.Value}"))}");
        }
    }

    private void AddReport()
    {
        Argument<string> name = NewRunArgument();
        var number = new Option<int>("--analysis")
        {
            Description = "The analysis to report: 1 is the run's own, 2 and so on are "
            + "those of 'lab runs analyse'.",
            DefaultValueFactory = _ => 1
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Folder for the report, where the run's own cannot be written."
        };
        var force = new ForceOption { Description = "Replace a report that is in that folder." };
        var command = new Command("report", "Analyse the recorded points again, write the report, and print where it "
            + "is.") { name, folder, number, output, force };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is { } elsewhere)
            {
                force.RequireFree(parsed, Path.Combine(elsewhere, HtmlReport.FileName));
            }

            var run = RunFolder.Open(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(name));
            return Report(run, parsed.GetValue(number), parsed.GetValue(output));
        });
        Command.Subcommands.Add(command);
    }

    private int Report(RunFolder run, int number, string? elsewhere)
    {
        bool isOwn = number == 1;
        var analysed = AnalysedRun.Of(run, isOwn ? new Dictionary<string, string>() : RepeatedAnalyses.Get(run, number).Changed);
        string place = elsewhere ?? (isOwn ? run.FullPath : RepeatedAnalyses.FolderOf(run, number));
        try
        {
            Directory.CreateDirectory(place);
            HtmlReport.Write(place, analysed.Info, analysed.Analysis, analysed.Data.Columns, run.ReadNotes());
        }
        catch (Exception error) when (elsewhere is null && error is RunException)
        {
            throw new CommandException($"{error.Message} Name another folder with --output.", ExitCode.Usage);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"'{place}' cannot be written: {error.Message}", ExitCode.Usage);
        }

        terminal.Output.WriteLine($"Report: {Path.Combine(place, HtmlReport.FileName)}");
        if (elsewhere is null && isOwn && analysed.Info.Status != RunStatus.Running && run.FoldRecord() is { } held)
        {
            terminal.Error.WriteLine($"{held}.");
        }

        return ExitCode.Done;
    }
}
