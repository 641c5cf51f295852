namespace Lab.Models.Nanowires;

/// <summary>A current pulse through the line over the end of a nanowire.</summary>
/// <param name="Seconds">When it comes, on the clock of the <see cref="NanowireState"/>.</param>
/// <param name="Amperes">The current at its top.</param>
public readonly record struct LinePulse(double Seconds, double Amperes);
