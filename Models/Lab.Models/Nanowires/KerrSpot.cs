using Lab.Quantities;
using MathNet.Numerics;

namespace Lab.Models.Nanowires;

/// <summary>The focused spot of a Kerr magnetometer on the nanowire: how much of the signal comes from before and from after the
/// notch.</summary>
/// <remarks>A Gaussian beam on a wire that is narrow against it.</remarks>
public sealed record KerrSpot
{
    /// <summary>How far the spot is from the notch along the wire; positive on the side after it.</summary>
    public Length Along { get; init; }

    /// <summary>How far the spot is from the wire's axis.</summary>
    public Length Across { get; init; }

    /// <summary>The radius at which the intensity is 1/e² of its middle; the published diameter is about 5 µm.</summary>
    public Length Radius { get; init; } = Length.FromNanometers(2500);

    /// <summary>Share w₁ of the signal that comes from before the notch.</summary>
    public double ShareBefore => SpecialFunctions.Erfc(Math.Sqrt(2) * (Along / Radius)) / 2;

    /// <summary>The signal over that of a spot on the wire's axis.</summary>
    public double Strength => Math.Exp(-2 * (Across / Radius) * (Across / Radius));
}
