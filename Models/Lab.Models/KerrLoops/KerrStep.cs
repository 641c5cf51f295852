namespace Lab.Models.KerrLoops;

/// <summary>A step of a Kerr signal.</summary>
/// <param name="Seconds">When, from the first sample of the record.</param>
/// <param name="Volts">Its height with its sign.</param>
public readonly record struct KerrStep(double Seconds, double Volts);
