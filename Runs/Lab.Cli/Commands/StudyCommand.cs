using System.CommandLine;
using Lab.Workbench;

namespace Lab.Cli.Commands;

/// <summary><c>lab study</c>: studies whose items many workers compute.</summary>
internal sealed class StudyCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "study";

    private readonly Terminal terminal;
    private readonly ExperimentOptions experimentOptions = new();
    private readonly WorkerOptions workerOptions = new();
    private readonly Option<string> runsFolder = RunsCommand.NewFolderOption();
    private readonly Option<bool> ui = new("--ui")
    {
        Description = "Open the page of the run in the browser, as 'lab ui' serves it.",
    };

    private readonly Option<bool> json = RunCommand.NewJsonOption();

    public StudyCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command(Name, "Compute a study, or a search of one, by workers: on this machine or on a cluster.")
        {
            NewRun(),
            new WorkCommand(terminal).Command,
        };
    }

    public Command Command { get; }

    private Command NewRun()
    {
        var command = new Command(
            "run",
            "Compute the independent items of a study (seeds, settings, chips, trials) by workers. The record is that of "
                + "'lab run', to the last bit; 'lab resume' goes on with it.");
        experimentOptions.AddTo(command);
        workerOptions.AddTo(command);
        command.Options.Add(runsFolder);
        command.Options.Add(ui);
        command.Options.Add(json);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed)
    {
        Experiment experiment = experimentOptions.Read(parsed);
        return new ShownRun(terminal, experiment, parsed.GetRequiredValue(runsFolder), parsed.GetValue(json))
        {
            OpensPage = parsed.GetValue(ui),
            Workers = workerOptions.Read(parsed),
        }.StartAsync();
    }
}
