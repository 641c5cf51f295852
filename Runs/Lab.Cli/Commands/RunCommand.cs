using System.CommandLine;
using Lab.Cli.Composition;
using Lab.Wires.Transcripts;
using Lab.Workbench;

namespace Lab.Cli.Commands;

/// <summary><c>lab run</c>: carries an experiment out, on twins or on the bench.</summary>
internal sealed class RunCommand
{
    private readonly Terminal terminal;
    private readonly ExperimentOptions experimentOptions = new();
    private readonly WireOptions wireOptions = new();
    private readonly Option<string> runsFolder = RunsCommand.NewFolderOption();
    private readonly Option<bool> simulate = new("--simulate")
    {
        Description = "Put twins in the place of all instruments of the bench file."
    };
    private readonly Option<bool> ui = new("--ui")
    {
        Description = "Open the page of the run in the browser, as 'lab ui' serves it."
    };
    private readonly Option<bool> json = NewJsonOption();

    public RunCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("run", "Carry out an experiment: rehearse it on twins, measure, record, fit, report.");
        experimentOptions.AddTo(Command);
        Command.Options.Add(simulate);
        wireOptions.AddTo(Command);
        Command.Options.Add(runsFolder);
        Command.Options.Add(ui);
        Command.Options.Add(json);
        Command.SetAction((parsed, _) => RunAsync(parsed));
    }

    public Command Command { get; }

    /// <summary>The option that prints how a run ended as one document.</summary>
    public static Option<bool> NewJsonOption() => new("--json") { Description = "Print one JSON document instead of a table." };

    private Task<int> RunAsync(ParseResult parsed)
    {
        Experiment experiment = experimentOptions.Read(parsed) with { Simulate = parsed.GetValue(simulate) };
        return wireOptions.IsReplay(parsed) ? ReplayAsync(parsed, experiment) : RecordAsync(parsed, experiment);
    }

    private async Task<int> RecordAsync(ParseResult parsed, Experiment experiment)
    {
        using RecordedTranscript? transcript = wireOptions.Record(
            parsed, experiment, experiment.Simulate || experiment.Bench.HasTwins);
        int exitCode = await NewRun(parsed, experiment).StartAsync(transcript?.Writer).ConfigureAwait(false);
        if (transcript?.Writer.Failure is { } failure)
        {
            terminal.Error.WriteLine($"Warning: {failure}");
        }

        return exitCode;
    }

    private async Task<int> ReplayAsync(ParseResult parsed, Experiment asked)
    {
        (StreamReader file, TranscriptReader transcript, Experiment experiment) = wireOptions.Replay(parsed, asked);
        using (file)
        {
            return await NewRun(parsed, experiment).ReplayAsync(transcript).ConfigureAwait(false);
        }
    }

    private ShownRun NewRun(ParseResult parsed, Experiment experiment) =>
        new(terminal, experiment, parsed.GetRequiredValue(runsFolder), parsed.GetValue(json))
        {
            OpensPage = parsed.GetValue(ui),
        };
}
