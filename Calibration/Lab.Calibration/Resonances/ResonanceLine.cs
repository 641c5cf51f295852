namespace Lab.Calibration.Resonances;

/// <summary>A line of a resonance in the field, symmetric and antisymmetric part, as a fit found it.</summary>
/// <param name="Field">The field of the resonance, T.</param>
/// <param name="HalfWidth">Half width at half maximum of the absorption, T.</param>
/// <param name="Symmetric">Height of the symmetric part, V; of a derivative, that of its field times the half width.</param>
/// <param name="Antisymmetric">Twice the height of the antisymmetric part, V: the factor of x/(1 + x²).</param>
/// <param name="Covariance">Covariance of field and half width, T².</param>
/// <param name="Noise">Standard deviation of a reading from the line, V.</param>
/// <param name="Probability">Probability that white noise has residuals as correlated as these; near 0 where the line is another.
/// </param>
public sealed record ResonanceLine(
    Estimate Field, Estimate HalfWidth, Estimate Symmetric, Estimate Antisymmetric, double Covariance, double Noise,
    double Probability)
{
    /// <summary>Below this probability the model does not describe the readings.</summary>
    private const double LeastProbability = 1e-4;

    /// <summary>Whether the model describes the readings.</summary>
    public bool IsDescribed => Probability >= LeastProbability;

    /// <summary>The fitted readings, V, shape [point].</summary>
    public IReadOnlyList<double> Fitted { get; init; } = [];
}
