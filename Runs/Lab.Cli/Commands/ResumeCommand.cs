using System.CommandLine;
using Lab.Benches;
using Lab.Modules.Loading;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Workbench;
using Lab.Workbench.Composition;

namespace Lab.Cli.Commands;

/// <summary><c>lab resume</c>: goes on with a run that was stopped, failed or died.</summary>
internal sealed class ResumeCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> name = RunsCommand.NewRunArgument();
    private readonly Option<string?> bench = new("--bench")
    {
        Description = "Bench file. Default: the one that the run began with, as it is now."
    };
    private readonly Option<bool> accept = new(
        "--accept-changes")
    {
        Description =
            "Go on although limits, instruments or calibrations differ from how the run began; the differences are recorded."
    };
    private readonly Option<string[]> limit = ExperimentOptions.NewLimitOption();
    private readonly Option<string> runsFolder = RunsCommand.NewFolderOption();
    private readonly Option<string?> calibrations = CalibrationsCommand.NewFolderOption();
    private readonly WorkerOptions workerOptions = new();
    private readonly Option<bool> json = RunCommand.NewJsonOption();

    public ResumeCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command(
            "resume",
            "Go on with a run that was stopped, failed or died: recorded points are kept, the others are measured.")
            {
                name,
                bench,
                accept,
                limit,
                runsFolder,
                calibrations,
                json
            };
        workerOptions.AddTo(Command);
        Command.SetAction((parsed, _) => ResumeAsync(parsed));
    }

    public Command Command { get; }

    private Task<int> ResumeAsync(ParseResult parsed)
    {
        string folderOfRuns = parsed.GetRequiredValue(runsFolder);
        var folder = RunFolder.Open(folderOfRuns, parsed.GetRequiredValue(name));
        RunInfo info = folder.ReadInfo();
        string? file = parsed.GetValue(bench) is { } given ? Path.GetFullPath(given) : info.BenchFile;
        if (file is not null && !File.Exists(file))
        {
            throw new CommandException(
                $"The bench file '{file}' of the run '{info.Run}' is not there any more. Name another with "
                    + $"--bench.{CopyOfBench(folder, info)}",
                ExitCode.Usage);
        }

        LoadedModules modules = BenchModules.Of(file);
        IProtocol protocol = Experiment.FindProtocol(modules.Registry, info.Protocol);
        object settings = SettingsSources.OfRunToResume(protocol, info, folder.FullPath, parsed.GetValue(accept));
        BenchDefinition definition = ExperimentOptions.DefinitionFor(
            modules, protocol, settings, file, parsed.GetValue(limit) ?? []);
        var experiment = new Experiment(modules, protocol, settings, definition, info.Seed)
        {
            BenchFile = file,
            Simulate = info.Simulate,
            HasRoughTwins = info.HasRoughTwins,
            CalibrationsFolder = parsed.GetValue(calibrations),
            Limits = parsed.GetValue(limit) ?? [],
        };
        SettingsSources.RequirePlan(protocol, experiment.Settings, definition);
        return new ShownRun(terminal, experiment, folderOfRuns, parsed.GetValue(json))
        {
            Workers = workerOptions.ReadAgain(parsed),
        }.ResumeAsync(folder, parsed.GetValue(accept));
    }

    private static string CopyOfBench(RunFolder folder, RunInfo info) =>
        info.Files.FirstOrDefault(kept => kept.Setting == RunFiles.Bench) is { } file
            && RunFiles.FindCopy(folder.FullPath, file) is { } copy
            ? $" A copy of it as it was is '{copy}'."
            : string.Empty;
}
