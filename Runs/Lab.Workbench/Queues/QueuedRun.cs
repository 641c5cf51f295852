using Lab.Runs.Records;

namespace Lab.Workbench.Queues;

/// <summary>A run that waits in a queue, frozen when it was added: its settings, the text of its bench file, and what that
/// names.</summary>
public sealed record QueuedRun
{
    /// <summary>Its number, from 1; never used again.</summary>
    public required int Number { get; init; }

    /// <summary>The command as it was given.</summary>
    public required string Command { get; init; }

    /// <summary>The protocol.</summary>
    public required string Protocol { get; init; }

    /// <summary>All settings as text by key; of files, the full paths of their copies.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The name of the bench; empty for a study that opens none.</summary>
    public required string Bench { get; init; }

    /// <summary>The bench file as it was named; <see langword="null"/> for the protocol's own bench.</summary>
    public string? BenchFile { get; init; }

    /// <summary>The copy of the bench file that the run uses; <see langword="null"/> for the protocol's own bench.</summary>
    public string? FrozenBench { get; init; }

    /// <summary>The addresses of the instruments outside the process: two runs that share one never run at a time.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>The files that the run reads, by which it is known whether one changed that was too large for a copy.</summary>
    public IReadOnlyList<RunFile> Files { get; init; } = [];

    /// <summary>SHA-256 by full path of each copy that was made, and of each file that the bench file names by its full path:
    /// looked at before the run begins.</summary>
    public IReadOnlyDictionary<string, string> Sums { get; init; } = new Dictionary<string, string>();

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether twins take the place of all instruments.</summary>
    public bool Simulate { get; init; }

    /// <summary>Whether all twins have the manners of real instruments.</summary>
    public bool HasRoughTwins { get; init; }

    /// <summary>Limits in the place of the bench file's.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>The folder of all runs, with its full path.</summary>
    public required string RunsFolder { get; init; }

    /// <summary>The folder of all calibrations; <see langword="null"/> for the one beside the runs.</summary>
    public string? CalibrationsFolder { get; init; }

    /// <summary>When it was added, and by whom.</summary>
    public DateTimeOffset Added { get; init; }

    /// <summary>Who added it.</summary>
    public string By { get; init; } = string.Empty;

    /// <summary>When it may begin, and what happens when it fails.</summary>
    public QueueTerms Terms { get; init; } = new();

    /// <summary>How far it is.</summary>
    public QueuedStatus Status { get; init; }

    /// <summary>Why it is as it is; <see langword="null"/> where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The tries so far.</summary>
    public IReadOnlyList<QueueAttempt> Attempts { get; init; } = [];

    /// <summary>The recorded run that is resumed, since its process ended before it did; <see langword="null"/> for a new
    /// one.</summary>
    public string? GoesOnWith { get; init; }

    /// <summary>Whether two runs must not be under way at a time: they have the same bench, or an instrument in common.</summary>
    public bool SharesBenchWith(QueuedRun other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Bench, BenchFile) == (other.Bench, other.BenchFile) || Addresses.Intersect(other.Addresses).Any();
    }
}
