using Lab.Instruments.Terminals;

namespace Lab.Instruments.Shots;

/// <summary>The trace that a terminal recorded in a shot.</summary>
/// <param name="Terminal">The terminal.</param>
/// <param name="StartSeconds">Time of the first sample after the trigger, s.</param>
/// <param name="SamplesPerSecond">The rate.</param>
/// <param name="Samples">The samples in the SI unit of what is read there; valid until the next shot.</param>
public sealed record ShotTrace(Terminal Terminal, double StartSeconds, double SamplesPerSecond, ReadOnlyMemory<double> Samples);
