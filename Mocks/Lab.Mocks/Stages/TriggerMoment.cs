namespace Lab.Mocks.Stages;

/// <summary>The moment of a trigger: an epoch on the bench's clock, and a time after it. Times relative to the same epoch keep
/// their picoseconds however long the clock has run.</summary>
/// <param name="EpochSeconds">The epoch on the bench's clock, s.</param>
/// <param name="OffsetSeconds">The time after it, s.</param>
public readonly record struct TriggerMoment(double EpochSeconds, double OffsetSeconds)
{
    /// <summary>The moment on the bench's clock, s.</summary>
    public double Seconds => EpochSeconds + OffsetSeconds;

    /// <summary>The time since another epoch, s.</summary>
    /// <param name="epochSeconds">That epoch, s.</param>
    public double Since(double epochSeconds) => EpochSeconds - epochSeconds + OffsetSeconds;

    /// <summary>A later or earlier moment.</summary>
    /// <param name="seconds">By how much, s.</param>
    public TriggerMoment After(double seconds) => this with { OffsetSeconds = OffsetSeconds + seconds };
}
