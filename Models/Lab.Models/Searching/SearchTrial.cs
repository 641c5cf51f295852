namespace Lab.Models.Searching;

/// <summary>The place that was tried, and how good it was.</summary>
/// <param name="Place">Where, shape [dimension], each from 0 to 1.</param>
/// <param name="Score">How good, more is better; NaN where it failed.</param>
/// <param name="Curve">How good it was on the way, the best so far after each step, shape [step];
/// shorter where it was given up.</param>
public sealed record SearchTrial(double[] Place, double Score, double[] Curve)
{
    /// <summary>Whether it came to its end, and was neither given up nor failed.</summary>
    public bool IsWhole { get; init; }
}
