namespace Lab.Models.KerrLoops;

/// <summary>The reading of a Kerr loop.</summary>
/// <param name="Wall">What it tells.</param>
/// <param name="Confidence">Probability that it tells the truth, where the reader knows one; otherwise NaN.</param>
/// <param name="Steps">The steps that were found, in their order.</param>
public sealed record LoopReading(WallReading Wall, double Confidence, IReadOnlyList<KerrStep> Steps);
