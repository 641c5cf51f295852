namespace Lab.Calibration.Nanowires;

/// <summary>How often walls that were injected in one field passed a notch.</summary>
/// <param name="Tesla">The field when they were injected, T.</param>
/// <param name="Walls">How many there were.</param>
/// <param name="Passed">How many passed.</param>
public sealed record PassCount(double Tesla, int Walls, int Passed);
