namespace Lab.Protocols.Nanowires;

/// <summary>How uncertain a pass probability is, as three independent errors.</summary>
/// <param name="Known">What of them is known.</param>
/// <param name="Factor">The factor L of the covariance matrix L·Lᵀ, shape [h₀ in T, Δ in 1/T, d][error], row by row.</param>
internal sealed record PassProbabilityErrors(KnownErrors Known, double[] Factor)
{
    /// <summary>Those of values that are settings: nothing is known, and all are taken for zero.</summary>
    public static PassProbabilityErrors OfSettings { get; } = new(KnownErrors.NotAll, new double[9]);
}
