namespace Lab.Endurance.Fuzz;

/// <summary>The outcome of fuzzing one parser.</summary>
/// <param name="Inputs">Inputs given.</param>
/// <param name="Refused">Of these, refused with a documented exception.</param>
/// <param name="Slowest">The longest that one input took.</param>
/// <param name="MostBytes">The most that one input allocated.</param>
/// <param name="Findings">Undocumented exceptions, inputs over the time limit or over the memory limit,
/// each with its input.</param>
public sealed record FuzzOutcome(long Inputs, long Refused, TimeSpan Slowest, long MostBytes, IReadOnlyList<string> Findings);
