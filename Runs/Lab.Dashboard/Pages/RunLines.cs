using System.Collections.Concurrent;
using Lab.Dashboard.Views;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Workbench;

namespace Lab.Dashboard.Pages;

/// <summary>The list of all runs. What has not changed on the disk is not read again, save what may be other by then: a run that
/// goes on, and one that another program held at that moment.</summary>
/// <param name="folders">The folder of all runs.</param>
internal sealed class RunLines(RunFolders folders)
{
    /// <summary>The tag that is shown as a star.</summary>
    public const string Star = "star";

    private const int LongestNote = 300;

    private readonly ConcurrentDictionary<string, (DateTime Info, DateTime Notes, RunLine Line)> known = new();

    /// <summary>The runs, newest first.</summary>
    public IReadOnlyList<RunLine> List() => [.. RunFolder.List(folders.Root).Reverse().Select(Of)];

    /// <summary>A run as a list shows it.</summary>
    public RunLine Of(RunFolder run)
    {
        DateTime info = File.GetLastWriteTimeUtc(Path.Combine(run.FullPath, "run.json"));
        DateTime notes = File.GetLastWriteTimeUtc(Path.Combine(run.FullPath, "notes.json"));
        if (known.TryGetValue(run.Name, out (DateTime Info, DateTime Notes, RunLine Line) before)
            && (before.Info, before.Notes) == (info, notes)
            && before.Line.Status is not ("running" or "interrupted" or "unreadable"))
        {
            return before.Line;
        }

        RunLine line = Read(run);
        known[run.Name] = (info, notes, line);
        return line;
    }

    private static RunLine Read(RunFolder run)
    {
        RunEntry entry;
        try
        {
            RunInfo info = run.ReadInfo();
            long points = info.Status == RunStatus.Running ? RecordedPoints.ReadEnd(run.FullPath) : info.Points;
            entry = new RunEntry(run, info)
            {
                Points = points,
                IsInterrupted = info.IsInterrupted(),
                Notes = run.ReadNotes(),
            };
        }
        catch (Lab.Runs.RunException error)
        {
            return new RunLine { Run = run.Name, Status = "unreadable", Reason = error.Message }; // it must not hide the others
        }

        string? note = entry.Notes.Notes is [.., var last] ? last.Text : null;
        return new RunLine
        {
            Run = run.Name,
            Protocol = entry.Info?.Protocol ?? string.Empty,
            Bench = entry.Info?.Bench ?? string.Empty,
            Status = entry.Status,
            Reason = entry.Info?.Reason,
            Started = entry.Info?.Started,
            Ended = entry.Info?.Ended,
            Points = entry.Points,
            Planned = entry.Info?.PlannedPoints ?? 0,
            IsSimulated = entry.Info is { Simulated: true },
            HasStar = entry.Notes.Tags.Contains(Star),
            Tags = [.. entry.Notes.Tags.Where(tag => tag != Star)],
            Note = note?[..Math.Min(note.Length, LongestNote)],
            Result = entry.Results is [var first, ..] ? $"{first.Name} {ValueText.Format(first)}" : null,
        };
    }
}
