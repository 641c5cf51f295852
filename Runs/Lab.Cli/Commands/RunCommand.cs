using System.CommandLine;
using Lab.Cli.Composition;
using Lab.Cli.Output;
using Lab.Instruments.Drivers.Wires.Transcripts;
using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Results;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab run</c>: carries an experiment out, on twins or on the bench.</summary>
internal sealed class RunCommand
{
    private readonly Terminal terminal;
    private readonly ExperimentOptions experimentOptions = new();
    private readonly WireOptions wireOptions = new();
    private readonly Option<string> runsFolder = RunsCommand.NewFolderOption();
    private readonly Option<bool> simulate = new("--simulate") { Description = "Put twins in the place of all instruments of the bench file." };
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON document instead of a table." };

    public RunCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("run", "Carry out an experiment: rehearse it on twins, measure, record, fit, report.");
        experimentOptions.AddTo(Command);
        Command.Options.Add(simulate);
        wireOptions.AddTo(Command);
        Command.Options.Add(runsFolder);
        Command.Options.Add(json);
        Command.SetAction((parsed, _) => RunAsync(parsed));
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        ExperimentOptions.Experiment experiment = experimentOptions.Read(parsed);
        using var signals = new StopSignals(terminal.Error);
        if (wireOptions.IsReplay(parsed))
        {
            return await ReplayAsync(parsed, experiment, signals).ConfigureAwait(false);
        }

        (await Rehearsal.OfAsync(experiment, signals.Stop).ConfigureAwait(false)).RequireSuccess();
        bool isSimulated = parsed.GetValue(simulate);
        using RecordedTranscript? transcript = wireOptions.Record(parsed, experiment, isSimulated || experiment.Bench.HasTwins);
        await using BenchConnection connection = isSimulated
            ? await BenchConnection.SimulateAsync(experiment.Bench, experiment.Seed, signals.Stop, transcript?.Writer).ConfigureAwait(false)
            : await BenchConnection.OpenAsync(experiment.Bench, experiment.Seed, signals.Stop, transcript?.Writer).ConfigureAwait(false);
        int exitCode = await RunAsync(parsed, experiment, connection, signals).ConfigureAwait(false);
        if (transcript?.Writer.Failure is { } failure)
        {
            terminal.Error.WriteLine($"Warning: {failure}");
        }

        return exitCode;
    }

    private async Task<int> ReplayAsync(ParseResult parsed, ExperimentOptions.Experiment asked, StopSignals signals)
    {
        (StreamReader file, TranscriptReader transcript, ExperimentOptions.Experiment experiment) = wireOptions.Replay(parsed, asked);
        using (file)
        {
            (BenchConnection connection, ReplayWires wires) = await BenchConnection.ReplayAsync(experiment.Bench, transcript, signals.Stop).ConfigureAwait(false);
            int exitCode;
            await using (connection.ConfigureAwait(false))
            {
                exitCode = await RunAsync(parsed, experiment, connection, signals).ConfigureAwait(false);
            }

            if (wires.Unread is not { } unread)
            {
                return exitCode;
            }

            terminal.Error.WriteLine(unread);
            return ExitCode.Refused;
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, ExperimentOptions.Experiment experiment, BenchConnection connection, StopSignals signals)
    {
        var progress = new ProgressLine(terminal, TimeProvider.System);
        RunOutcome outcome = await RunEngine.RunAsync(
            new RunRequest(experiment.Protocol, experiment.Settings, connection.Bench, experiment.Seed, parsed.GetRequiredValue(runsFolder))
            {
                Stop = signals.Stop,
                StopNow = signals.StopNow,
                Progress = progress.Show,
            }).ConfigureAwait(false);
        progress.End();
        Show(outcome, parsed.GetValue(json));
        return outcome.Info switch
        {
            { Unsafe.Count: > 0 } => ExitCode.Refused,
            { Status: RunStatus.Done, Reason: null } => ExitCode.Done,
            { Status: RunStatus.Aborted } => ExitCode.Aborted,
            _ => ExitCode.Refused,
        };
    }

    private void Show(RunOutcome outcome, bool asJson)
    {
        RunInfo info = outcome.Info;
        if (info.Reason is { } reason)
        {
            terminal.Error.WriteLine($"{info.Status}: {reason}");
        }

        foreach (string step in info.Unsafe)
        {
            terminal.Error.WriteLine($"NOT SAFE: {step} Bring it to its safe state by hand.");
        }

        foreach (string warning in info.Warnings)
        {
            terminal.Error.WriteLine($"Warning: {warning}");
        }

        if (asJson)
        {
            terminal.Output.WriteLine(RunJson.Of(info, outcome.Folder.FullPath));
            return;
        }

        if (info.Results.Count > 0)
        {
            terminal.Write(ResultsTable.Of(info.Results));
        }

        string took = BenchTimeText.Format(Duration.FromSeconds(info.BenchSeconds));
        terminal.Output.WriteLine($"{info.Points} points on bench '{info.Bench}'{(info.Simulated ? " (simulated)" : string.Empty)}, seed {info.Seed}, {took} of bench time");
        terminal.Output.WriteLine($"Report: {outcome.Folder.ReportFile}");
    }
}
