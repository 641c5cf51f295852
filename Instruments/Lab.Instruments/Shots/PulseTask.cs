namespace Lab.Instruments.Shots;

/// <summary>A terminal gives pulses: an edge that triggers another instrument at a time of the shot.</summary>
/// <param name="Terminal">The terminal's name at its instrument; empty for the only one.</param>
/// <param name="DelaySeconds">Time from the trigger to the first edge, s.</param>
/// <param name="WidthSeconds">Time that the pulse is high, s.</param>
public sealed record PulseTask(string Terminal, double DelaySeconds, double WidthSeconds) : ShotTask(Terminal, DelaySeconds);
