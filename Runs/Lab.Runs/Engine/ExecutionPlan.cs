using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Records;

namespace Lab.Runs.Engine;

/// <summary>Where an execution begins and where its points go.</summary>
internal sealed record ExecutionPlan
{
    /// <summary>Receives the points; <see langword="null"/> drops them.</summary>
    public IPointSink? Sink { get; init; }

    /// <summary>The record behind <see cref="Sink"/>; <see langword="null"/> where nothing is recorded.</summary>
    public PointStore? Store { get; init; }

    /// <summary>The run's folder; <see langword="null"/> where nothing is recorded.</summary>
    public string? Folder { get; init; }

    /// <summary>The points on record after which the execution begins; <see langword="null"/> where it begins at the first
    /// point.</summary>
    public IRunData? Points { get; init; }

    /// <summary>The first point to measure.</summary>
    public int FirstPoint { get; init; }

    /// <summary>How many points are measured at most; <see langword="null"/> for all.</summary>
    public int? MostPoints { get; init; }

    /// <summary>Points that are in the record already, and may be lived through again to get there.</summary>
    public long Recorded { get; init; }

    /// <summary>Bench time to which a virtual clock is put after the preparation, where shots before are not lived through;
    /// otherwise <see langword="null"/>.</summary>
    public Duration? GoesOnAt { get; init; }

    /// <summary>Bench time that had passed when the execution began.</summary>
    public Duration TimeBefore { get; init; }

    /// <summary>Told after the preparation which calibrations are used; a text that it returns ends the run.</summary>
    public Func<IReadOnlyList<CalibrationRecord>, string?> Prepared { get; init; } = _ => null;
}
