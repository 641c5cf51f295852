namespace Lab.Models.Nanowires;

/// <summary>Something that happened to a wall.</summary>
/// <param name="Seconds">When, on the clock of the <see cref="NanowireState"/>.</param>
/// <param name="Kind">What.</param>
/// <param name="Tesla">The field at that time.</param>
public readonly record struct WallEvent(double Seconds, WallEventKind Kind, double Tesla);
