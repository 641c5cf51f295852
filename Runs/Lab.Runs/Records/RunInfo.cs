using Lab.Runs.Calibrations;
using Lab.Runs.Locks;
using Lab.Runs.Results;

namespace Lab.Runs.Records;

/// <summary>Everything about a run but its points: the content of <c>run.json</c>.</summary>
public sealed record RunInfo
{
    /// <summary>The run's name, which is also its folder's.</summary>
    public required string Run { get; init; }

    /// <summary>The protocol's name.</summary>
    public required string Protocol { get; init; }

    /// <summary>How far the run came.</summary>
    public RunStatus Status { get; init; }

    /// <summary>Why the run did not end well, in the words of the fault; <see langword="null"/> where it did.</summary>
    public string? Reason { get; init; }

    /// <summary>Instruments that could not be brought to their safe state at the end; empty when everything was.</summary>
    public IReadOnlyList<string> Unsafe { get; init; } = [];

    /// <summary>The seed of all random numbers of the run and, on a virtual bench, of its twins.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether twins took the place of some or all instruments.</summary>
    public bool Simulated { get; init; }

    /// <summary>Whether the run was computed alone and never touched the bench; its time is then the computer's.</summary>
    public bool Computed { get; init; }

    /// <summary>The version of Lab.</summary>
    public required string Version { get; init; }

    /// <summary>When the run began, by the computer's clock.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When it ended, by the computer's clock.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The process that runs it, so that a dead one can be told from a living one.</summary>
    public int ProcessId { get; init; }

    /// <summary>The number that the run had in the queue that carried it out; <see langword="null"/> where none did, and in
    /// records of earlier versions.</summary>
    public int? QueueNumber { get; init; }

    /// <summary>How many points the plan has.</summary>
    public int PlannedPoints { get; init; }

    /// <summary>How many points are recorded.</summary>
    public long Points { get; init; }

    /// <summary>Time on the bench's clock from the first preparation to the safe state, s.</summary>
    public double BenchSeconds { get; init; }

    /// <summary>The settings as text by key.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The name of the bench.</summary>
    public required string Bench { get; init; }

    /// <summary>The bench file as it was named, with its full path; <see langword="null"/> for the protocol's own
    /// bench.</summary>
    public string? BenchFile { get; init; }

    /// <summary>The files that the run read: those that settings name, and the bench file.</summary>
    public IReadOnlyList<RunFile> Files { get; init; } = [];

    /// <summary>Whether twins were asked for in the place of all instruments, whatever their addresses.</summary>
    public bool Simulate { get; init; }

    /// <summary>Whether all twins were asked for with the manners of real instruments, whatever their addresses.</summary>
    public bool HasRoughTwins { get; init; }

    /// <summary>The instruments that were open.</summary>
    public IReadOnlyList<InstrumentRecord> Instruments { get; init; } = [];

    /// <summary>The limits in force, in words.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>Limits of the bench file that were changed for this run, each in words.</summary>
    public IReadOnlyList<string> LimitChanges { get; init; } = [];

    /// <summary>Where the run was resumed, in the order of time.</summary>
    public IReadOnlyList<RunSeam> Seams { get; init; } = [];

    /// <summary>How many points were recorded after a repeated exchange or measurement; each is marked in the record.</summary>
    public long RetriedPoints { get; init; }

    /// <summary>The calibrations that the run used.</summary>
    public IReadOnlyList<CalibrationRecord> Calibrations { get; init; } = [];

    /// <summary>The identifiers of the calibrations that the run left.</summary>
    public IReadOnlyList<string> CalibrationsMade { get; init; } = [];

    /// <summary>Whether the run ended before its last point, so that the results are those of the part that was
    /// complete.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The data of the files that settings name, as read.</summary>
    public IReadOnlyList<ReadData> Data { get; init; } = [];

    /// <summary>The results.</summary>
    public IReadOnlyList<ResultValue> Results { get; init; } = [];

    /// <summary>Warnings about the results.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whether the run's process died before the run ended.</summary>
    public bool IsInterrupted() => Status == RunStatus.Running && !ProcessLife.IsAlive(ProcessId);
}
