using System.CommandLine;
using System.Globalization;
using Lab.Cli.Composition;
using Lab.Runs.Reports;
using Lab.Workbench;
using Lab.Workbench.Queues;

namespace Lab.Cli.Commands;

/// <summary><c>lab queue add run</c>: freezes a run and adds it to the queue.</summary>
internal sealed class QueueAddCommand : Command
{
    private readonly Terminal terminal;
    private readonly ExperimentOptions experimentOptions = new();
    private readonly Option<bool> simulate = new("--simulate")
    {
        Description = "Put twins in the place of all instruments of the bench file."
    };
    private readonly Option<string> runsFolder = RunsCommand.NewFolderOption();
    private readonly Option<string> folder = QueueCommand.NewFolderOption();
    private readonly Option<string> onFailure = new("--on-failure")
    {
        Description = "What the queue does when the run has failed: stop pauses it, skip goes on with the next run.",
        DefaultValueFactory = _ => "stop"
    };
    private readonly Option<int> repeat = new("--repeat") { Description = "How often a failed run is repeated first." };
    private readonly Option<int?> after = new("--after")
    {
        Description = "The number of the queued run that must have come to its end before."
    };
    private readonly Option<string?> at = new("--at")
    {
        Description = "The time before which it does not begin: 2026-03-04T22:00, or 22:00 for the next such time."
    };
    private readonly Option<string?> interlock = new("--when-interlock")
    {
        Description = "The interlock of the bench file that must read within its window."
    };

    public QueueAddCommand(Terminal terminal)
        : base("run", "Add a run: the same words as 'lab run' takes, and when it may begin.")
    {
        this.terminal = terminal;
        onFailure.AcceptOnlyFromAmong("stop", "skip");
        experimentOptions.AddTo(this);
        foreach (Option option in (Option[])[simulate, onFailure, repeat, after, at, interlock, runsFolder, folder])
        {
            Options.Add(option);
        }

        SetAction((parsed, _) => AddAsync(parsed));
    }

    private async Task<int> AddAsync(ParseResult parsed)
    {
        Experiment experiment = experimentOptions.Read(parsed) with { Simulate = parsed.GetValue(simulate) };
        var terms = new QueueTerms
        {
            OnFailure = parsed.GetValue(onFailure) == "skip" ? FailurePolicy.Skip : FailurePolicy.Stop,
            Repeats = parsed.GetValue(repeat),
            After = parsed.GetValue(after),
            At = parsed.GetValue(at) is { } time ? TimeOf(time) : null,
            Interlock = parsed.GetValue(interlock),
        };
        var request = new QueueRequest(
            $"lab {string.Join(' ', WordsOf(parsed).Select(Quoted))}",
            parsed.GetRequiredValue(runsFolder),
            Environment.UserName,
            terms);
        using var signals = new StopSignals(terminal.Error);
        var face = new RunFace(terminal);
        (QueuedRun Run, RunPlan Plan) added;
        try
        {
            added = await new QueueAdmission(new RunQueue(parsed.GetRequiredValue(folder)))
                .AddAsync(experiment, request, face, signals.Stop).ConfigureAwait(false);
        }
        finally
        {
            face.End();
        }

        string took = added.Plan.BenchTime is { } bench ? $", {BenchTimeText.Format(bench)} on the bench" : ", computed";
        terminal.Output.WriteLine($"Number {added.Run.Number}: {added.Run.Protocol}, {added.Plan.Points} points{took}");
        return ExitCode.Done;
    }

    private static IEnumerable<string> WordsOf(ParseResult parsed) =>
        parsed.Tokens.Select(token => token.Value).SkipWhile(word => word is "queue" or "add");

    private static string Quoted(string word) => word.Any(char.IsWhiteSpace) ? $"\"{word}\"" : word;

    private static DateTimeOffset TimeOf(string text)
    {
        DateTimeOffset now = TimeProvider.System.GetLocalNow();
        if (TimeOnly.TryParseExact(text, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly clock))
        {
            var today = new DateTimeOffset(now.Date + clock.ToTimeSpan(), now.Offset);
            return today > now ? today : today.AddDays(1);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset time)
            ? time
            : throw new CommandException(
                $"--at {text}: write a time such as 22:00 or 2026-03-04T22:00.", ExitCode.Usage);
    }
}
