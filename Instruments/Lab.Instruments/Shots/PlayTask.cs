namespace Lab.Instruments.Shots;

/// <summary>A terminal gives out samples.</summary>
/// <param name="Terminal">The terminal's name at its instrument; empty for the only one.</param>
/// <param name="DelaySeconds">Time from the trigger to the first sample, s.</param>
/// <param name="Channel">The channel that the samples set.</param>
/// <param name="Samples">The samples in the channel's SI unit.</param>
/// <param name="SamplesPerSecond">The rate.</param>
public sealed record PlayTask(
    string Terminal, double DelaySeconds, string Channel, ReadOnlyMemory<double> Samples, double SamplesPerSecond)
    : ShotTask(Terminal, DelaySeconds);
