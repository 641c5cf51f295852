using System.CommandLine;
using System.Globalization;
using Lab.Benches;
using Lab.Cli.Composition;
using Lab.Cli.Output;
using Lab.Instruments;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Wires;
using Lab.Modules;
using Lab.Runs.Locks;
using Lab.Wires.Transcripts;
using Lab.Workbench.Composition;

namespace Lab.Cli.Commands;

/// <summary><c>lab bench meet</c>: the first contact with the instruments of a bench. It asks, compares with what the drivers
/// believe, and sets nothing, unless harmless set-points are asked for.</summary>
internal sealed class BenchMeetCommand
{
    private const ulong Seed = 1;
    private const string SetPointProtocol = "set-points";

    private readonly Terminal terminal;
    private readonly Argument<string> file = new("file") { Description = "The bench file." };
    private readonly Option<string?> output = new("-o", "--output")
    {
        Description = "A new folder for the page and the transcript. Default: meetings/DATE-BENCH."
    };
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON document instead of tables." };
    private readonly Option<bool> setPoints = new("--set-points")
    {
        Description = "Then open the bench and try harmless set-points within its limits, outputs off; needs --no-sample."
    };
    private readonly Option<bool> noSample = new("--no-sample") { Description = "Say that no sample is connected." };
    private readonly Option<string?> twins = TwinsOption.New();

    public BenchMeetCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command(
            "meet",
            "Meet instruments for the first time: ask what changes nothing, compare with what the drivers believe, set nothing. "
                + "Writes a page and a transcript.")
        {
            file, output, json, setPoints, noSample, twins,
        };
        Command.SetAction(MeetAsync);
    }

    public Command Command { get; }

    private async Task<int> MeetAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string named = parsed.GetRequiredValue(file);
        LabRegistry registry = BenchModules.Of(named).Registry;
        BenchDefinition bench = BenchFiles.Load(named, string.Empty, registry);
        if (parsed.GetValue(setPoints) && !parsed.GetValue(noSample))
        {
            throw new CommandException(
                "--set-points changes currents, levels and frequencies. Take the sample off all cables, and say so with "
                    + "--no-sample.",
                ExitCode.Usage);
        }

        using BenchLock taken = await BenchLocks.AcquireAsync(
            bench, "lab bench meet", terminal.Error.WriteLine).ConfigureAwait(false);
        var folder = MeetingFolder.Create(parsed.GetValue(output), bench.Name);
        using var wires = BenchWires.Of(registry, bench, Seed, TwinsOption.IsRough(parsed, twins));
        IReadOnlyList<InstrumentMeeting> meetings = await AskAsync(
            registry, bench, wires, folder, cancellationToken).ConfigureAwait(false);
        (IReadOnlyList<SetPointFinding> tried, bool isSafe) = parsed.GetValue(setPoints)
            ? await TrySetPointsAsync(registry, bench, wires, folder, cancellationToken).ConfigureAwait(false)
            : ([], true);
        string when = TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        MeetingPage.Write(
            folder.FullPath, $"bench {bench.Name} · {when}{(bench.HasTwins ? " · twins" : string.Empty)}", meetings, tried);
        if (parsed.GetValue(json))
        {
            terminal.Output.WriteLine(MeetingJson.Of(bench.Name, folder.FullPath, meetings, tried));
        }
        else
        {
            Show(bench, folder, meetings, tried);
        }

        return isSafe && meetings.All(meeting => meeting.Agrees) && tried.All(each => each.Outcome != SetPointOutcome.Differs)
            ? ExitCode.Done
            : ExitCode.Refused;
    }

    private async Task<IReadOnlyList<InstrumentMeeting>> AskAsync(
        LabRegistry registry, BenchDefinition bench, BenchWires wires, MeetingFolder folder, CancellationToken cancellationToken)
    {
        using RecordedTranscript transcript = folder.Record(
            MeetingFolder.Questions, MeetingTestText.Protocol, bench.Name, bench.HasTwins);
        transcript.Writer.Start(wires.Clock);
        IReadOnlyList<IWireProvider> recorded = [new RecordingWires(wires.Providers, transcript.Writer)];
        List<InstrumentMeeting> meetings = [];
        foreach (InstrumentDefinition instrument in bench.Instruments)
        {
            meetings.Add(await FirstMeeting.WithAsync(
                instrument, registry.Drivers, recorded, wires.Clock, cancellationToken).ConfigureAwait(false));
        }

        Warn(transcript);
        return meetings;
    }

    private async Task<(IReadOnlyList<SetPointFinding> Tried, bool IsSafe)> TrySetPointsAsync(
        LabRegistry registry, BenchDefinition bench, BenchWires wires, MeetingFolder folder, CancellationToken cancellationToken)
    {
        using RecordedTranscript transcript = folder.Record(
            MeetingFolder.SetPoints, SetPointProtocol, bench.Name, bench.HasTwins);
        await using BenchConnection connection = await BenchConnection.OpenAsync(
            registry, bench, wires, transcript.Writer, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<SetPointFinding> tried;
        IReadOnlyList<InstrumentException> failures = [];
        try
        {
            tried = await new SetPointTrial(
                new RecordedBench(connection.Bench, transcript.Writer)).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            failures = await connection.Bench.MakeSafeAsync().ConfigureAwait(false);
            foreach (InstrumentException failure in failures)
            {
                await terminal.Error.WriteLineAsync(
                    $"NOT SAFE: {failure.Message} Bring it to its safe state by hand.").ConfigureAwait(false);
            }
        }

        Warn(transcript);
        return (tried, failures.Count == 0);
    }

    private void Warn(RecordedTranscript transcript)
    {
        if (transcript.Writer.Failure is { } failure)
        {
            terminal.Error.WriteLine(failure);
        }
    }

    private void Show(
        BenchDefinition bench, MeetingFolder folder, IReadOnlyList<InstrumentMeeting> meetings,
        IReadOnlyList<SetPointFinding> tried)
    {
        terminal.Write(MeetingText.Overview(meetings));
        terminal.Output.Write(MeetingText.Details(meetings));
        terminal.Output.Write(MeetingText.Details(tried));
        terminal.Output.WriteLine(meetings.All(meeting => meeting.Agrees)
            ? $"All instruments of bench '{bench.Name}' answer as their drivers believe."
            : $"Not everything on bench '{bench.Name}' is as its drivers believe.");
        terminal.Output.WriteLine($"Page:       {Path.Combine(folder.FullPath, MeetingPage.FileName)}");
        terminal.Output.WriteLine($"Transcript: {Path.Combine(folder.FullPath, MeetingFolder.Questions)}");
    }
}
