namespace Lab.Protocols.IvCurves;

/// <summary>What the watch on breakdown says of a point; the number is that of the record's column <c>watch</c>.</summary>
internal enum WatchFinding
{
    /// <summary>Measured, and nothing unusual.</summary>
    Measured = 0,

    /// <summary>Not measured: the branch ended before, at the largest voltage or power.</summary>
    BranchEnded = 1,

    /// <summary>Measured: the resistance fell below what the points before let expect.</summary>
    ResistanceDrop = 2,

    /// <summary>Measured: the readings scatter much more than at the points before.</summary>
    NoiseStep = 3,

    /// <summary>Not measured: the source held its largest voltage.</summary>
    Compliance = 4,

    /// <summary>Not measured: the watch had stopped the run.</summary>
    RunStopped = 5,
}
