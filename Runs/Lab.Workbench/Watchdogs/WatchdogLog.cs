using System.Text.Json;
using Lab.Benches;
using Lab.Instruments.Drivers.SafeStates;
using Lab.Runs;
using Lab.Runs.Records;

namespace Lab.Workbench.Watchdogs;

/// <summary>Where a watchdog says what it does: to the user, in <c>watchdog.jsonl</c> of the run's folder, and in
/// <c>run.json</c>. What cannot be written keeps it from nothing.</summary>
/// <param name="messages">The error stream of the run, which may be gone.</param>
/// <param name="folder">The run's folder.</param>
internal sealed class WatchdogLog(TextWriter messages, RunFolder folder)
{
    /// <summary>The file in the run's folder.</summary>
    public const string FileName = "watchdog.jsonl";

    /// <summary>Says why it takes the bench over.</summary>
    public void TakesOver(string reason, string bench)
    {
        Say($"{reason}. Its watchdog makes bench '{bench}' safe.");
        Append(new { time = Now(), @event = "takes over", reason });
    }

    /// <summary>Says how a step went.</summary>
    public void Tell(SafeStateOutcome outcome)
    {
        Say(outcome.Failure is { } failure
            ? $"NOT SAFE: {failure.Message} Bring it to its safe state by hand."
            : $"{outcome.Step}: {(outcome.Step.Action == SafeAction.Hold ? "held" : "safe")}");
        Append(new
        {
            time = Now(),
            @event = outcome.Failure is null ? "safe" : "not safe",
            instrument = outcome.Step.Terminal.ToString(),
            action = SafeStateStep.NameOf(outcome.Step.Action),
            seconds = Math.Round(outcome.Took.TotalSeconds, 3),
            message = outcome.Failure?.Message,
        });
    }

    /// <summary>Marks the run, which stays an interrupted run and can be resumed.</summary>
    public void Finish(string reason, IReadOnlyList<string> unsafeSteps)
    {
        Append(new { time = Now(), @event = "done", notSafe = unsafeSteps.Count });
        try
        {
            RunInfo info = folder.ReadInfo();
            if (info.Status == RunStatus.Running)
            {
                string outcome = unsafeSteps.Count == 0
                    ? $"made the bench safe at {Now():yyyy-MM-dd HH:mm:ss} UTC"
                    : "could not make all of the bench safe";
                folder.WriteInfo(info with { Reason = $"{reason}; its watchdog {outcome}", Unsafe = unsafeSteps });
            }
        }
        catch (RunException error)
        {
            Say(error.Message);
        }
    }

    /// <summary>Writes a line to a stream that may be gone.</summary>
    /// <param name="messages">The stream.</param>
    /// <param name="line">The line.</param>
    public static void Say(TextWriter messages, string line)
    {
        try
        {
            messages.WriteLine(line);
            messages.Flush();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Nobody is there to read it; the record says the same.
        }
    }

    private void Say(string line) => Say(messages, line);

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private void Append<T>(T entry)
    {
        try
        {
            File.AppendAllText(Path.Combine(folder.FullPath, FileName), JsonSerializer.Serialize(entry) + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Say($"'{FileName}' cannot be written: {error.Message}");
        }
    }
}
