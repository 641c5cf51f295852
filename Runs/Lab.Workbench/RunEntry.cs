using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Workbench;

/// <summary>A recorded run.</summary>
/// <param name="Folder">Its folder; <see cref="RunFolder.ReadData"/> gives its points.</param>
/// <param name="Info">Its <c>run.json</c>; <see langword="null"/> where it cannot be read.</param>
public sealed record RunEntry(RunFolder Folder, RunInfo? Info)
{
    /// <summary>The run's name.</summary>
    public string Name => Folder.Name;

    /// <summary>The results, the important ones first, in SI units; empty for a run that has none.</summary>
    public IReadOnlyList<ResultValue> Results => Info?.Results ?? [];

    /// <summary>Points on record.</summary>
    public long Points { get; init; }

    /// <summary>Whether the run's process died before its end.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>How far it came, in a word: done, aborted, failed, running, interrupted or unreadable.</summary>
    public string Status =>
        Info is null ? "unreadable" : IsInterrupted ? "interrupted" : Info.Status.ToString().ToLowerInvariant();

    /// <summary>Its notes and tags.</summary>
    public RunNotes Notes { get; init; } = RunNotes.None;

    /// <summary>Why it cannot be read; <see langword="null"/> where it can.</summary>
    public string? Problem { get; init; }

    /// <summary>The points on record: columns with units, and a row a point.</summary>
    /// <exception cref="RunException">The record cannot be read.</exception>
    public IRunData ReadData() => Folder.ReadData();

    /// <summary>The recorded runs of a folder, oldest first; a run that cannot be read is among them and says why.</summary>
    /// <param name="runsFolder">The folder of all runs.</param>
    public static IReadOnlyList<RunEntry> List(string runsFolder) => [.. RunFolder.List(runsFolder).Select(ReadOrTell)];

    /// <summary>The entry of a run, or of a folder that cannot be read.</summary>
    /// <param name="folder">The folder.</param>
    private static RunEntry ReadOrTell(RunFolder folder)
    {
        try
        {
            return Read(folder);
        }
        catch (RunException error)
        {
            return new RunEntry(folder, Info: null) { Problem = error.Message }; // one bad folder must not hide the others
        }
    }

    /// <summary>The entry of a run.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="RunException">It cannot be read.</exception>
    public static RunEntry Read(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Of(folder, folder.ReadInfo()) with { Notes = folder.ReadNotes() };
    }

    /// <summary>The entry of a run whose <c>run.json</c> has been read, without its notes.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="info">The run.</param>
    public static RunEntry Of(RunFolder folder, RunInfo info)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(info);
        return new RunEntry(folder, info)
        {
            Points = info.Status == RunStatus.Running ? folder.CountPoints() : info.Points,
            IsInterrupted = info.IsInterrupted(),
        };
    }
}
