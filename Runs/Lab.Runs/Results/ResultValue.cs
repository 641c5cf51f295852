namespace Lab.Runs.Results;

/// <summary>One result of a run.</summary>
/// <param name="Name">Its name in snake case.</param>
/// <param name="Value">The value in the SI unit; accuracies and the like as fractions of 1.</param>
/// <param name="Unit">The SI unit; empty for a pure number.</param>
/// <param name="Uncertainty">The standard uncertainty (68 %) in the same unit, or <see langword="null"/> where none is known.</param>
/// <param name="Description">What it is, in a sentence.</param>
public sealed record ResultValue(string Name, double Value, string Unit, double? Uncertainty, string Description);
