using System.CommandLine;
using System.Globalization;
using Lab.Runs.Records;
using Lab.Workbench;

namespace Lab.Cli.Commands;

/// <summary>Which runs a list shows: each option narrows it.</summary>
internal sealed class RunFilter
{
    private readonly Option<string?> protocol = new("--protocol") { Description = "Only runs of this protocol." };
    private readonly Option<string?> status =
        new("--status") { Description = "Only runs that are done, aborted, failed, running or interrupted." };
    private readonly Option<string[]> tag =
        new("--tag") { Description = "Only runs with this tag; may be given several times, and all have to be there." };
    private readonly Option<string?> since = new("--since")
    {
        Description =
        "Only runs that began at this time or later: 2026-03-04, 2026-03-04T13:05, or 12h, 3d, 2w for so long ago."
    };
    private readonly Option<string?> bench = new("--bench") { Description = "Only runs on the bench of this name." };
    private readonly Option<string?> text =
        new("--text") { Description = "Only runs with this text in name, notes, settings or reason, whatever its case." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[protocol, status, tag, since, bench, text])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The condition that the command line asks for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <exception cref="CommandException">A status or a time is none.</exception>
    public Func<RunEntry, bool> Read(ParseResult parsed)
    {
        string? wantedStatus = parsed.GetValue(status);
        string[] statuses = ["done", "aborted", "failed", "running", "interrupted"];
        if (wantedStatus is not null && !statuses.Contains(wantedStatus))
        {
            throw new CommandException(
                $"--status {wantedStatus}: the statuses are {string.Join(", ", statuses)}.", ExitCode.Usage);
        }

        DateTimeOffset? from = parsed.GetValue(since) is { } time ? TimeOf(time) : null;
        string? wantedProtocol = parsed.GetValue(protocol);
        string? wantedBench = parsed.GetValue(bench);
        string? wantedText = parsed.GetValue(text);
        string[] tags = parsed.GetValue(tag) ?? [];
        bool isAll = new object?[] { wantedProtocol, wantedStatus, wantedBench, from, wantedText }.All(each => each is null)
            && tags.Length == 0;

        // Whether a run that cannot be read is asked for, nobody can tell.
        return run => run.Info is { } info
            ? (wantedProtocol is null || info.Protocol == wantedProtocol)
                && (wantedStatus is null || run.Status == wantedStatus)
                && (wantedBench is null || info.Bench == wantedBench)
                && (from is null || info.Started >= from)
                && tags.All(run.Notes.Tags.Contains)
                && (wantedText is null
                    || TextsOf(info, run.Notes).Any(each => each.Contains(wantedText, StringComparison.OrdinalIgnoreCase)))
            : isAll;
    }

    private static IEnumerable<string> TextsOf(RunInfo info, RunNotes notes) =>
    [
        info.Run, info.Reason ?? string.Empty, .. notes.Notes.Select(note => note.Text), .. notes.Tags,
            .. info.Settings.Select(setting => $"{setting.Key}={setting.Value}"),
    ];

    private static DateTimeOffset TimeOf(string text)
    {
        double hours = text[^1] switch { 'h' => 1, 'd' => 24, 'w' => 7 * 24, _ => 0 };
        if (hours > 0 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out double count) && count * hours < 1e6)
        {
            return TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(count * hours);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset time)
            ? time
            : throw new CommandException(
                $"--since {text}: write a date such as 2026-03-04, or 12h, 3d, 2w for so long ago.", ExitCode.Usage);
    }
}
