using Lab.Quantities;

namespace Lab.Models.Nanowires;

/// <summary>A structure in which a domain wall is held by the notch, such as a vortex of one chirality, and how heat frees it:
/// over a barrier E = E₀(1 − h/h_s)^(3/2) it leaves at the rate f₀·√(1 − h/h_s)·exp(−E/kT), the overdamped form of A. Garg, Phys.
/// Rev. B 51, 15592 (1995), in the manner of J. Kurkijärvi, Phys. Rev. B 6, 832 (1972).</summary>
/// <remarks>With this prefactor the rate can be integrated over a field that grows evenly: the distribution of depinning fields
/// has a closed form. Immutable and safe to share between threads.</remarks>
/// <param name="Share">Share of the pinned walls that have this structure; of all structures together 1.</param>
/// <param name="IntrinsicField">h_s, the field that frees the wall without heat.</param>
/// <param name="Stability">E₀/kT.</param>
public sealed record WallStructure(double Share, MagneticField IntrinsicField, double Stability)
{
    /// <summary>f₀ [convention]: one attempt a nanosecond.</summary>
    public const double AttemptsPerSecond = 1e9;

    private const double Exponent = 1.5;

    /// <summary>The mean number of escapes while a field grows or falls evenly; a wall is free where the sum of them passes a
    /// number from the exponential distribution.</summary>
    /// <param name="from">The field at the beginning, T.</param>
    /// <param name="to">The field at the end, T.</param>
    /// <param name="seconds">How long that takes.</param>
    /// <returns>The number; infinite where the field reaches h_s.</returns>
    public double EscapesBetween(double from, double to, double seconds)
    {
        double intrinsic = IntrinsicField.Tesla;
        if (Math.Max(from, to) >= intrinsic)
        {
            return double.PositiveInfinity;
        }

        double change = to - from;
        return Math.Abs(change) < 1e-9 * intrinsic
            ? RateAt(to) * seconds
            : AttemptsPerSecond * intrinsic * seconds / (Exponent * Stability * change) * (Boltzmann(to) - Boltzmann(from));
    }

    /// <summary>The field at which a wall is free, where the field grows evenly from zero.</summary>
    /// <param name="escapes">A number from the exponential distribution of mean 1; its mean gives the usual field.</param>
    /// <param name="rate">How fast the field grows; positive.</param>
    public MagneticField FieldAfter(double escapes, FieldRate rate)
    {
        double boltzmann = Boltzmann(0)
            + (escapes * Exponent * Stability * rate.TeslaPerSecond / (AttemptsPerSecond * IntrinsicField.Tesla));
        return boltzmann >= 1
            ? IntrinsicField
            : IntrinsicField * (1 - Math.Pow(-Math.Log(boltzmann) / Stability, 1 / Exponent));
    }

    private double RateAt(double field) =>
        AttemptsPerSecond * Math.Sqrt(Math.Max(0, 1 - (field / IntrinsicField.Tesla))) * Boltzmann(field);

    private double Boltzmann(double field) =>
        Math.Exp(-Stability * Math.Pow(Math.Max(0, 1 - (field / IntrinsicField.Tesla)), Exponent));
}
