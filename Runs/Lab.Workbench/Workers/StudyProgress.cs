namespace Lab.Workbench.Workers;

/// <summary>How far the items of a study are that workers compute.</summary>
public sealed record StudyProgress
{
    /// <summary>The protocol.</summary>
    public required string Protocol { get; init; }

    /// <summary>Whether the items are the seeds of a validation, and not those of a run.</summary>
    public bool IsValidation { get; init; }

    /// <summary>Where the workers run, in a word: local or slurm.</summary>
    public required string On { get; init; }

    /// <summary>How many workers were ordered.</summary>
    public int Ordered { get; init; }

    /// <summary>The number of the Slurm job; <see langword="null"/> where there is none.</summary>
    public string? SlurmJob { get; init; }

    /// <summary>How many items there are.</summary>
    public int Items { get; init; }

    /// <summary>How many items have a result.</summary>
    public int Done { get; init; }

    /// <summary>How many items failed.</summary>
    public int Failed { get; init; }

    /// <summary>How many items are being computed.</summary>
    public int UnderWay { get; init; }

    /// <summary>How many workers live, as far as can be told.</summary>
    public int Alive { get; init; }

    /// <summary>Whether the workers were told to end.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Mean time that a worker took for an item, s; <see langword="null"/> before the first is done.</summary>
    public double? SecondsAnItem { get; init; }

    /// <summary>Estimated time left, s: the items that are left by <see cref="SecondsAnItem"/>, shared by the workers that live;
    /// <see langword="null"/> where too little is known.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>How many items stand behind a letter of <see cref="Cells"/>.</summary>
    public int ItemsACell { get; init; }

    /// <summary>The items in their order, a letter for each or for as many as <see cref="ItemsACell"/>: <c>f</c> where one of
    /// them failed, <c>u</c> where one is under way, <c>d</c> where all are done, <c>p</c> where some are, <c>w</c> where all
    /// wait.</summary>
    public required string Cells { get; init; }

    /// <summary>Workers, those that live first; as many as a page shows.</summary>
    public IReadOnlyList<StudyWorker> Workers { get; init; } = [];

    /// <summary>Items that failed, the first ones first; as many as a page shows.</summary>
    public IReadOnlyList<StudyFailure> Failures { get; init; } = [];
}
