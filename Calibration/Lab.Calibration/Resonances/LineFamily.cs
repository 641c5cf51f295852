using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Resonances;

/// <summary>Lines at several angles of the field with one resonance field and one half width, as a fit found them.</summary>
/// <param name="Field">The field of the resonance, T.</param>
/// <param name="HalfWidth">Half width at half maximum, T.</param>
/// <param name="Symmetric">Heights of the symmetric parts, V, shape [angle].</param>
/// <param name="Antisymmetric">Factors of x/(1 + x²), V, shape [angle].</param>
/// <param name="Noise">Standard deviation of a reading away from the lines, V.</param>
/// <param name="OwnLines">The lines that were found at single angles, each with its own field and width.</param>
/// <param name="SameProbability">Probability that fields and widths of these differ as much, by noise alone.</param>
/// <param name="LineProbability">Probability that neighbouring residuals are as much alike, by noise alone; near 0 where the line
/// is another.</param>
public sealed record LineFamily(
    Estimate Field, Estimate HalfWidth, IReadOnlyList<Estimate> Symmetric, IReadOnlyList<Estimate> Antisymmetric, double Noise,
    IReadOnlyList<(int Angle, ResonanceLine Line)> OwnLines, double SameProbability, double LineProbability)
{
    /// <summary>Below this probability the model does not describe the readings.</summary>
    internal const double LeastProbability = 1e-4;

    /// <summary>Whether fields and widths are those of one line.</summary>
    public bool IsOneLine => SameProbability >= LeastProbability;

    /// <summary>Whether lines on straight backgrounds describe the readings.</summary>
    public bool IsDescribed => LineProbability >= LeastProbability;

    /// <summary>The fitted readings, V, shape [angle][point].</summary>
    public IReadOnlyList<double[]> Fitted { get; init; } = [];

    /// <summary>Covariance of the heights, V², shape [2·angle, 2·angle], symmetric ones first: those of all angles hang together
    /// by the common field and width.</summary>
    public required Matrix<double> Covariance { get; init; }
}
