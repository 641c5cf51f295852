namespace Lab.Mocks.Stages;

/// <summary>The times at which a trace is sampled.</summary>
/// <param name="At">The trigger.</param>
/// <param name="StartSeconds">Time from the trigger to the first sample, s.</param>
/// <param name="SamplesPerSecond">The rate. Positive.</param>
public readonly record struct TraceWindow(TriggerMoment At, double StartSeconds, double SamplesPerSecond)
{
    /// <summary>The same window at another time.</summary>
    /// <param name="seconds">By how much later, s; negative for earlier.</param>
    public TraceWindow Shifted(double seconds) => this with { StartSeconds = StartSeconds + seconds };
}
