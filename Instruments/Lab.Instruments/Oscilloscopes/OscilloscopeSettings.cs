using Lab.Quantities;

namespace Lab.Instruments.Oscilloscopes;

/// <summary>How an oscilloscope records.</summary>
/// <param name="Duration">The time that a record covers.</param>
/// <param name="LeastRate">The lowest rate that will do, samples per second. The instrument takes the highest that its memory
/// allows; the trace says which.</param>
/// <param name="Channels">The inputs that are recorded; at least one.</param>
/// <param name="Trigger">The trigger.</param>
public sealed record OscilloscopeSettings(
    Duration Duration, double LeastRate, IReadOnlyList<OscilloscopeChannel> Channels, OscilloscopeTrigger Trigger)
{
    /// <summary>Time from the trigger to the start of the record; negative for a record that begins before it.</summary>
    public Duration Start { get; init; }

    /// <summary>How many records the instrument averages point by point; 1 for none.</summary>
    public int Averages { get; init; } = 1;

    /// <summary>How many records are taken one after the other, each with a trigger of its own, before any is
    /// read.</summary>
    public int Segments { get; init; } = 1;

    /// <summary>How long a trigger is waited for.</summary>
    public Duration Patience { get; init; } = Duration.FromSeconds(10);
}
