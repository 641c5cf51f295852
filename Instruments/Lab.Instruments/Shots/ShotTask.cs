namespace Lab.Instruments.Shots;

/// <summary>The task of one terminal in a shot.</summary>
/// <param name="Terminal">The terminal's name at its instrument; empty for the only one.</param>
/// <param name="DelaySeconds">Time from the trigger to its first sample, s. A double,
/// so that 50 ps between two instruments exist.</param>
public abstract record ShotTask(string Terminal, double DelaySeconds);
