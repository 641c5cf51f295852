namespace Lab.Instruments.Shots;

/// <summary>A terminal records samples.</summary>
/// <param name="Terminal">The terminal's name at its instrument; empty for the only one.</param>
/// <param name="DelaySeconds">Time from the trigger to the first sample, s; negative before it.</param>
/// <param name="SampleCount">How many.</param>
/// <param name="SamplesPerSecond">The rate that is asked for; the trace says which it became.</param>
public sealed record CaptureTask(string Terminal, double DelaySeconds, int SampleCount, double SamplesPerSecond)
    : ShotTask(Terminal, DelaySeconds);
