using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Lab.Cli.Output;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Engine;
using Lab.Runs.Exports;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Results;
using Lab.Workbench;
using Lab.Workbench.Composition;
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
        Command = new Command("runs", "List, show, export and report recorded runs.");
        AddList();
        AddShow();
        AddExport();
        AddReport();
    }

    public Command Command { get; }

    /// <summary>The option that names the folder of all runs.</summary>
    public static Option<string> NewFolderOption() => new("--runs-dir") { Description = "The folder of all runs.", DefaultValueFactory = _ => "runs" };

    /// <summary>The argument that names a run.</summary>
    public static Argument<string> NewRunArgument() => new("run") { Description = "The run's name, the beginning of it, or its folder." };

    private static string StatusOf(RunInfo info) =>
        info.Status == RunStatus.Running && !IsAlive(info.ProcessId) ? "interrupted" : info.Status.ToString().ToLowerInvariant();

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false; // no process has that number
        }
    }

    private static long CountPoints(RunFolder run, RunInfo info) => info.Status == RunStatus.Running ? run.CountPoints() : info.Points;

    private void AddList()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document instead of a table." };
        var command = new Command("list", "List the runs, oldest first.") { folder, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                ListAsJson(parsed.GetRequiredValue(folder));
                return ExitCode.Done;
            }

            Table table = Terminal.NewTable("run", "protocol", "bench", "status", "points", "bench time");
            foreach (RunFolder run in RunFolder.List(parsed.GetRequiredValue(folder)))
            {
                try
                {
                    RunInfo info = run.ReadInfo();
                    table.AddRow(
                        Markup.Escape(run.Name),
                        Markup.Escape(info.Protocol),
                        Markup.Escape(info.Bench),
                        StatusOf(info),
                        $"{CountPoints(run, info)}/{info.PlannedPoints}",
                        BenchTimeText.Format(Duration.FromSeconds(info.BenchSeconds)));
                }
                catch (RunException error)
                {
                    // One folder that cannot be read must not hide the others.
                    table.AddRow(Markup.Escape(run.Name), string.Empty, string.Empty, "unreadable", string.Empty, string.Empty);
                    terminal.Error.WriteLine(error.Message);
                }
            }

            terminal.Write(table);
            return ExitCode.Done;
        });
        Command.Subcommands.Add(command);
    }

    private void ListAsJson(string runsFolder)
    {
        var all = new JsonArray();
        foreach (RunFolder run in RunFolder.List(runsFolder))
        {
            try
            {
                RunInfo info = run.ReadInfo();
                all.Add(new JsonObject
                {
                    ["run"] = run.Name,
                    ["protocol"] = info.Protocol,
                    ["bench"] = info.Bench,
                    ["status"] = StatusOf(info),
                    ["started"] = info.Started.ToString("O", CultureInfo.InvariantCulture),
                    ["points"] = CountPoints(run, info),
                    ["plannedPoints"] = info.PlannedPoints,
                    ["benchSeconds"] = info.BenchSeconds,
                    ["folder"] = run.FullPath,
                });
            }
            catch (RunException error)
            {
                all.Add(new JsonObject { ["run"] = run.Name, ["status"] = "unreadable", ["reason"] = error.Message, ["folder"] = run.FullPath });
            }
        }

        terminal.Output.WriteLine(all.ToJsonString(RunJson.Options));
    }

    private void AddShow()
    {
        Argument<string> name = NewRunArgument();
        var json = new Option<bool>("--json") { Description = "Print one JSON document instead of tables." };
        var command = new Command("show", "Show a run's results, settings and provenance.") { name, folder, json };
        command.SetAction(parsed =>
        {
            var run = RunFolder.Open(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(name));
            RunInfo info = run.ReadInfo();
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(RunJson.Of(info with { Points = CountPoints(run, info) }, run.FullPath));
                return ExitCode.Done;
            }

            terminal.Output.WriteLine($"{info.Run}: {info.Protocol} on bench '{info.Bench}', {StatusOf(info)}, {CountPoints(run, info)}/{info.PlannedPoints} points, seed {info.Seed}");
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
            foreach (InstrumentRecord instrument in info.Instruments)
            {
                terminal.Output.WriteLine($"{instrument.Name}: {instrument.Identity} at {instrument.Address}");
            }

            return ExitCode.Done;
        });
        Command.Subcommands.Add(command);
    }

    private void AddExport()
    {
        Argument<string> name = NewRunArgument();
        var file = new Option<string>("--output", "-o") { Description = "File to write; its ending, .csv or .npz, chooses the form.", Required = true };
        var force = new ForceOption();
        var command = new Command("export", "Write the points of a run to a CSV or NPZ file.") { name, folder, file, force };
        command.SetAction(parsed =>
        {
            force.RequireFree(parsed, parsed.GetRequiredValue(file));

            var run = RunFolder.Open(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(name));
            Export(run, parsed.GetRequiredValue(file));
            return ExitCode.Done;
        });
        Command.Subcommands.Add(command);
    }

    private void Export(RunFolder run, string file)
    {
        IRunData data = run.ReadData();
        foreach (string warning in data.Warnings)
        {
            terminal.Error.WriteLine(warning);
        }

        try
        {
            switch (Path.GetExtension(file).ToLowerInvariant())
            {
                case ".csv":
                    WholeFile.Write(file, stream =>
                    {
                        using var writer = new StreamWriter(stream, leaveOpen: true);
                        CsvExport.Write(writer, run.ReadInfo(), data);
                    });
                    break;
                case ".npz":
                    WholeFile.Write(file, stream => NpzExport.Write(stream, run.ReadInfo(), data));
                    break;
                default:
                    throw new CommandException($"'{file}' ends neither in .csv nor in .npz, so its form is not known.", ExitCode.Usage);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"'{file}' cannot be written: {error.Message}", ExitCode.Usage);
        }

        terminal.Output.WriteLine($"{data.Count} points of {run.Name} in {file}");
    }

    private void AddReport()
    {
        Argument<string> name = NewRunArgument();
        var output = new Option<string?>("--output", "-o") { Description = "Folder for the report, where the run's own cannot be written." };
        var force = new ForceOption { Description = "Replace a report that is in that folder." };
        var command = new Command("report", "Analyse the recorded points again, write the report, and print where it is.") { name, folder, output, force };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is { } elsewhere)
            {
                force.RequireFree(parsed, Path.Combine(elsewhere, HtmlReport.FileName));
            }

            var run = RunFolder.Open(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(name));
            return Report(run, parsed.GetValue(output));
        });
        Command.Subcommands.Add(command);
    }

    private int Report(RunFolder run, string? elsewhere)
    {
        RunInfo info = run.ReadInfo();
        IProtocol protocol = Experiment.FindProtocol(BenchModules.OfRun(info, run.FullPath).Registry, info.Protocol);
        IExperiment experiment = protocol.Create(SettingsSources.OfRun(protocol, info, run.FullPath));
        IRunData data = run.ReadData();
        Analysis analysis = RunAnalysis.Of(experiment, data);
        RunInfo shown = info with { Points = data.Count, Results = analysis.Results, Warnings = analysis.Warnings, IsPartial = data.Count < experiment.PointCount && analysis.Results.Count > 0 };
        string place = elsewhere ?? run.FullPath;
        try
        {
            Directory.CreateDirectory(place);
            HtmlReport.Write(place, shown, analysis, data.Columns);
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
        if (elsewhere is null && info.Status != RunStatus.Running && run.FoldRecord() is { } held)
        {
            terminal.Error.WriteLine($"{held}.");
        }

        return ExitCode.Done;
    }
}
