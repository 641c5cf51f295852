using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Tunnelling;

/// <summary>What the I-V curves of a tunnel junction tell: I = G₀·u·(1 + a·u + b·u²) with u = V − V₀ in the parallel state, and
/// in the antiparallel one that divided by 1 + TMR₀/(1 + (u/V_half)²).</summary>
/// <param name="ConductanceSiemens">G₀, S.</param>
/// <param name="LinearPerVolt">a, 1/V.</param>
/// <param name="QuadraticPerSquareVolt">b, 1/V².</param>
/// <param name="OffsetVolts">V₀, the offset of the voltmeter and thermal voltages, V; its uncertainty is NaN where it wandered
/// and the fit does not need it.</param>
/// <param name="MagnetoresistanceRatio">TMR₀; <see langword="null"/> without an antiparallel state.</param>
/// <param name="HalfBiasVolts">V_half, V; <see langword="null"/> without an antiparallel state.</param>
/// <param name="MisfitRatio">The scatter about the fit in units of that of the readings; NaN where that is not known.</param>
public sealed record TunnelFitResult(
    Estimate ConductanceSiemens, Estimate LinearPerVolt, Estimate QuadraticPerSquareVolt, Estimate OffsetVolts,
    Estimate? MagnetoresistanceRatio, Estimate? HalfBiasVolts, double MisfitRatio)
{
    private const int BarrierParameters = 3;

    /// <summary>Covariance of G₀, a and b, which tell the barrier, shape [parameter][parameter].</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Covariance { get; init; }

    /// <summary>Measured less fitted current, shape [point], A; of a change of the voltage, its part that the fit leaves, as a
    /// current.</summary>
    public required IReadOnlyList<double> ResidualAmperes { get; init; }

    /// <summary>The fitted current, A.</summary>
    /// <param name="isParallel">The state.</param>
    /// <param name="volts">The voltage, V.</param>
    public double CurrentAt(bool isParallel, double volts)
    {
        double u = volts - OffsetVolts.Value;
        return ConductanceSiemens.Value * u * (1 + (LinearPerVolt.Value * u) + (QuadraticPerSquareVolt.Value * u * u))
            / (1 + (isParallel ? 0 : RatioAt(u)));
    }

    /// <summary>The fitted magnetoresistance; 0 without an antiparallel state.</summary>
    /// <param name="volts">The voltage across the barrier, V.</param>
    public double RatioAt(double volts)
    {
        double reduced = HalfBiasVolts is { } half ? volts / half.Value : 0;
        return (MagnetoresistanceRatio?.Value ?? 0) / (1 + (reduced * reduced));
    }

    /// <summary>The part of a covariance that belongs to G₀, a and b, its first three parameters.</summary>
    /// <param name="covariance">The covariance, shape [parameter][parameter].</param>
    internal static IReadOnlyList<IReadOnlyList<double>> BarrierPart(Matrix<double> covariance) =>
        [.. covariance.SubMatrix(0, BarrierParameters, 0, BarrierParameters).EnumerateRows().Select(row => row.ToArray())];
}
