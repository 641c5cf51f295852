namespace Lab.Workbench.Workers;

/// <summary>What is asked of an item where its points are of no interest.</summary>
/// <param name="Failure">Why nothing came of it; <see langword="null"/> where something did.</param>
internal sealed record ItemFailure(string? Failure);
