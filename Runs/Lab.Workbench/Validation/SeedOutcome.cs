using Lab.Runs.Results;

namespace Lab.Workbench.Validation;

/// <summary>The result of one seed of a study.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Results">The results; none where the seed failed.</param>
/// <param name="Truth">The hidden values, by result; <see langword="null"/> for a result that the device does not have.</param>
/// <param name="Failure">Why there are no results; <see langword="null"/> where there are.</param>
public sealed record SeedOutcome(
    ulong Seed, IReadOnlyList<ResultValue> Results, IReadOnlyDictionary<string, double?> Truth, string? Failure)
{
    /// <summary>A seed without results.</summary>
    public static SeedOutcome Failed(ulong seed, string reason) => new(seed, [], new Dictionary<string, double?>(), reason);
}
