using System.CommandLine;
using Lab.Cli.Completion;
using Lab.Cli.Output;
using Lab.Runs.Analyses;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Results;
using Lab.Runs.Settings;
using Lab.Workbench;
using Lab.Workbench.Composition;

namespace Lab.Cli.Commands;

/// <summary><c>lab runs analyse</c>: the analysis of a run with other settings, beside the first one; or one analysis of several
/// runs.</summary>
internal sealed class RunAnalyseCommand : Command
{
    private readonly Terminal terminal;
    private readonly Argument<string[]> names = new Argument<string[]>("runs")
    {
        Description = "A run, or several that are analysed together; each "
        + "by name, the beginning of it, or folder.",
        Arity = new ArgumentArity(1, 1000)
    }.OfRuns();
    private readonly Option<string> folder = RunsCommand.NewFolderOption();
    private readonly Option<string[]> set =
        new("--set") { Description = "A setting of the analysis, key=value; may be given several times." };
    private readonly Option<string?> output = new("--output", "-o")
    {
        Description =
        "Folder for the analysis and its report. Default: analysis-2 and so on in the run's folder; several runs need one."
    };
    private readonly ForceOption force = new() { Description = "Replace an analysis that is in that folder." };

    public RunAnalyseCommand(Terminal terminal)
        : base("analyse", "Repeat the analysis of a run with other settings and keep both; or analyse several runs together.")
    {
        this.terminal = terminal;
        Arguments.Add(names);
        Options.Add(folder);
        Options.Add(set);
        Options.Add(output);
        Options.Add(force);
        SetAction(Analyse);
    }

    private int Analyse(ParseResult parsed)
    {
        RunFolder[] runs =
            [.. (parsed.GetValue(names) ?? []).Select(name => RunFolder.Open(parsed.GetRequiredValue(folder), name))];
        Dictionary<string, string> changes = ChangesOf(parsed.GetValue(set) ?? []);
        string? elsewhere = parsed.GetValue(output);
        if (elsewhere is not null)
        {
            force.RequireFree(parsed, Path.Combine(elsewhere, HtmlReport.FileName));
        }

        return runs.Length == 1 ? AnalyseOne(runs[0], changes, elsewhere) : AnalyseTogether(runs, changes, elsewhere);
    }

    private int AnalyseOne(RunFolder run, Dictionary<string, string> changes, string? elsewhere)
    {
        if (changes.Count == 0)
        {
            IReadOnlyList<string> keys = AnalysisSettings.Of(AnalysedRun.ProtocolOf(run, run.ReadInfo()));
            throw new CommandException(
                "Say with --set what is to be different; "
                + (keys.Count == 0 ? "this protocol has no settings of the analysis alone." : "settings of the analysis are "
                    + $"{string.Join(", ", keys)}. 'lab runs report' repeats the analysis as it was."),
                ExitCode.Usage);
        }

        var analysed = AnalysedRun.Of(run, changes);
        RepeatedAnalysis made = Describe(analysed.Changed, analysed.Analysis);
        string place;
        if (elsewhere is null)
        {
            RepeatedAnalysis kept = RepeatedAnalyses.Keep(run, made);
            place = RepeatedAnalyses.FolderOf(run, kept.Number);
            terminal.Output.WriteLine(
                $"Analysis {kept.Number} of {run.Name} with {SettingsText(analysed.Changed)}; the first one is as it was.");
        }
        else
        {
            place = NewFolder(elsewhere);
            RepeatedAnalyses.Write(place, made);
            terminal.Output.WriteLine($"Analysis of {run.Name} with {SettingsText(analysed.Changed)}");
        }

        HtmlReport.Write(place, analysed.Info, analysed.Analysis, analysed.Data.Columns);
        return Show(analysed.Analysis, place);
    }

    private int AnalyseTogether(RunFolder[] folders, Dictionary<string, string> changes, string? elsewhere)
    {
        if (elsewhere is null)
        {
            throw new CommandException(
                "Several runs have no folder of their own: name one for the analysis with --output.", ExitCode.Usage);
        }

        (RunFolder Folder, RunInfo Info)[] runs =
            [.. folders.Select(run => (run, run.ReadInfo())).OrderBy(run => run.Item2.Started)];
        IProtocol protocol = AnalysedRun.ProtocolOf(runs[0].Folder, runs[0].Info);
        if (Array.Find(runs, run => run.Info.Protocol != protocol.Name) is { Info: { } other })
        {
            throw new CommandException($"'{runs[0].Info.Run}' is a run of {protocol.Name} and '{other.Run}' one of "
                + $"{other.Protocol}; runs of one protocol are analysed together.", ExitCode.Usage);
        }

        if (protocol is not IJoinsRuns joins)
        {
            throw new CommandException($"{protocol.Name} cannot analyse several runs together; 'lab runs compare' shows them "
                + "side by side.", ExitCode.Usage);
        }

        AnalysedRun.RequireAnalysis(protocol, changes.Keys);
        object[] settings =
            [.. runs.Select(run => SettingsSources.OfRun(protocol, AnalysedRun.With(run.Info, changes), run.Folder.FullPath))];
        Analysis analysis;
        try
        {
            analysis = joins.Join(settings).Analyse(JoinedPoints.Of([.. runs.Select(run => (run.Info, run.Folder.ReadData()))]));
        }
        catch (SettingsException error)
        {
            throw new CommandException(error.Message, ExitCode.Usage);
        }

        if (runs.Where(run => run.Info.Simulated).GroupBy(run => run.Info.Seed)
            .FirstOrDefault(group => group.Count() > 1) is { } same)
        {
            analysis = analysis with
            {
                Warnings = [.. analysis.Warnings, $"Several runs are simulated with the seed {same.Key}, so that their noise is "
                    + "one and the same: uncertainties are too small."],
            };
        }

        string place = NewFolder(elsewhere);
        RepeatedAnalyses.Write(place, Describe(changes, analysis));
        HtmlReport.WritePage(
            Path.Combine(place, HtmlReport.FileName),
            $"{protocol.Name}: {runs.Length} runs together",
            string.Join(" · ", runs.Select(run => run.Info.Run)),
            analysis with
            {
                Warnings =
                [.. analysis.Failure is { } failure ? [failure] : Array.Empty<string>(), .. analysis.Warnings]
            });
        return Show(analysis, place);
    }

    private int Show(Analysis analysis, string place)
    {
        if (analysis.Results.Count > 0)
        {
            terminal.Write(ResultsTable.Of(analysis.Results));
        }

        foreach (string warning in analysis.Warnings)
        {
            terminal.Error.WriteLine($"Warning: {warning}");
        }

        terminal.Output.WriteLine($"Report: {Path.Combine(place, HtmlReport.FileName)}");
        return analysis.Failure is { } failure ? throw new CommandException(failure, ExitCode.Refused) : ExitCode.Done;
    }

    private static RepeatedAnalysis Describe(IReadOnlyDictionary<string, string> changed, Analysis analysis) => new()
    {
        Made = TimeProvider.System.GetLocalNow(),
        Version = RunEngine.Version,
        Changed = changed,
        Results = analysis.Results,
        Warnings = analysis.Warnings,
        Failure = analysis.Failure,
    };

    private static Dictionary<string, string> ChangesOf(string[] assignments)
    {
        var changes = new Dictionary<string, string>();
        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw new CommandException($"--set {assignment}: write key=value.", ExitCode.Usage);
            }

            changes[assignment[..equals].Trim()] = assignment[(equals + 1)..];
        }

        return changes;
    }

    private static string SettingsText(IReadOnlyDictionary<string, string> changed) =>
        string.Join(", ", changed.Select(pair => $"{pair.Key}={pair.Value}"));

    private static string NewFolder(string path)
    {
        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"'{path}' cannot be written: {error.Message}", ExitCode.Usage);
        }
    }
}
