using Lab.Quantities;

namespace Lab.Models.Junctions;

/// <summary>
/// Resistance of a tunnel junction with a vortex in its free layer, against the in-plane field along the reference layer:
/// R = R_mean − ½ΔR·m(H) with m = x/(1 + x⁴)^¼ and x = H/H_sat.
/// </summary>
/// <remarks>
/// <para>
/// ΔR is the difference of the antiparallel and the parallel resistance, TMR = ΔR/R_parallel, and R_mean is half-way between.
/// </para>
/// <para>
/// In the rigid-vortex picture the core moves in proportion to the field until it leaves the disc, so m is a straight line that
/// ends at the annihilation field. The quartic root is an assumption of this library: it keeps the line (1.5 % below it at half
/// the saturation field), rounds the end as grains and temperature do, and leaves out the hysteresis of annihilation. Immutable
/// and safe to share between threads.
/// </para>
/// </remarks>
public sealed record Magnetoresistance
{
    /// <summary>Resistance half-way between parallel and antiparallel, which is the resistance without field. Positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public required Resistance MeanResistance
    {
        get;
        init => field = Resistance.FromOhms(RequirePositive(value.Ohms, nameof(MeanResistance), " Ohm"));
    }

    /// <summary>ΔR over the parallel resistance, dimensionless: 1 stands for 100 %. Zero, for a junction that no field changes,
    /// or positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public required double TunnelMagnetoresistanceRatio
    {
        get;
        init => field = value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(TunnelMagnetoresistanceRatio),
                $"{nameof(TunnelMagnetoresistanceRatio)} of a junction must be zero or positive and finite; {value} is not.");
    }

    /// <summary>Field at which the extrapolated straight line reaches saturation, close to the annihilation field of the vortex.
    /// Positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public required MagneticField SaturationField
    {
        get;
        init => field = MagneticField.FromTesla(RequirePositive(value.Tesla, nameof(SaturationField), " T"));
    }

    /// <summary>ΔR, the antiparallel less the parallel resistance.</summary>
    public Resistance ResistanceDifference =>
        MeanResistance * (TunnelMagnetoresistanceRatio / (1 + (TunnelMagnetoresistanceRatio / 2)));

    /// <summary>Slope of the resistance at zero field, −½ΔR/H_sat, in ohms per tesla. Negative, or zero without
    /// magnetoresistance.</summary>
    public double SlopeOhmsPerTesla => -0.5 * ResistanceDifference.Ohms / SaturationField.Tesla;

    /// <summary>The resistance in a field.</summary>
    /// <param name="inPlane">In-plane field, positive along the magnetization of the reference layer.</param>
    public Resistance ResistanceAt(MagneticField inPlane)
    {
        double x = inPlane / SaturationField;

        // Beyond one, 1/x⁴ is taken, so that no field overflows.
        double magnetization = Math.Abs(x) <= 1
            ? x / Math.Sqrt(Math.Sqrt(1 + (x * x * x * x)))
            : Math.Sign(x) / Math.Sqrt(Math.Sqrt(1 + (1 / (x * x * x * x))));
        return MeanResistance - (ResistanceDifference * (0.5 * magnetization));
    }

    private static double RequirePositive(double value, string name, string unit) =>
        value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                name, $"{name} of a junction must be positive and finite; {value}{unit} is not.");
}
