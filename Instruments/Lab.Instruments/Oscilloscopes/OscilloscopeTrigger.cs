using Lab.Quantities;

namespace Lab.Instruments.Oscilloscopes;

/// <summary>The trigger of an oscilloscope: an edge.</summary>
/// <param name="Source">The name of an input, or <see cref="External"/>.</param>
/// <param name="Level">The voltage through which it goes.</param>
public sealed record OscilloscopeTrigger(string Source, Voltage Level)
{
    /// <summary>The trigger input.</summary>
    public const string External = "external";

    /// <summary>Whether it goes down.</summary>
    public bool IsFalling { get; init; }
}
