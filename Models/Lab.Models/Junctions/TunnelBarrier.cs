using Lab.Quantities;

namespace Lab.Models.Junctions;

/// <summary>
/// The conductance of a trapezoidal tunnel barrier against the voltage V across it, G(V) = G₀·(1 + a·V + b·V²), with
/// a = −A₀·Δφ/(16·φ^(3/2)), b = 9·A₀²/(128·φ), A₀ = 4·√(2·m·e)·d/(3·ħ) and
/// G₀/area = e²·√(2·m·e·φ)/(4π²·ħ²·d)·exp(−2·d·√(2·m·e·φ)/ħ).
/// </summary>
/// <remarks>W. F. Brinkman, R. C. Dynes and J. M. Rowell, J. Appl. Phys. 41, 1915 (1970), with the mass of the free electron;
/// with d in ångström and φ in volts the numbers are 3.16·10¹⁰ Ω⁻¹cm⁻²·√φ/d·exp(−1.025·d·√φ). The parabola holds to about 10 %
/// for voltages below φ. Immutable and safe to share between threads.</remarks>
/// <param name="Height">φ, the mean height of the barrier. Positive.</param>
/// <param name="Width">d, its width. Positive.</param>
/// <param name="Asymmetry">Δφ, the difference of its heights at both sides. Either sign.</param>
public sealed record TunnelBarrier(Voltage Height, Length Width, Voltage Asymmetry)
{
    private const double ElementaryCharge = 1.602176634e-19; // C, exact
    private const double ElectronMass = 9.1093837015e-31; // kg, CODATA 2018
    private const double ReducedPlanck = 1.054571817e-34; // J·s, CODATA 2018
    private const int Bisections = 200;

    /// <summary>2·√(2·m·e)/ħ, 1.025 in units of 1/(Å·√V).</summary>
    private static readonly double Decay = 2 * Math.Sqrt(2 * ElectronMass * ElementaryCharge) / ReducedPlanck;

    /// <summary>e²·√(2·m·e)/(4π²·ħ²), in S/m/√V.</summary>
    private static readonly double Prefactor = ElementaryCharge * ElementaryCharge
        * Math.Sqrt(2 * ElectronMass * ElementaryCharge) / (4 * Math.PI * Math.PI * ReducedPlanck * ReducedPlanck);

    /// <summary>a, 1/V.</summary>
    public double LinearPerVolt => -SlopeFactor * Asymmetry.Volts / (16 * Math.Pow(Height.Volts, 1.5));

    /// <summary>b, 1/V².</summary>
    public double QuadraticPerSquareVolt => 9 * SlopeFactor * SlopeFactor / (128 * Height.Volts);

    /// <summary>The resistance of an area without bias, Ω·m²: 10⁻¹² for 1 Ω·µm².</summary>
    public double ResistanceAreaOhmSquareMetres => 1 / ConductanceOf(Height.Volts, Width.Meters);

    // A0.
    private double SlopeFactor => 2.0 / 3 * Decay * Width.Meters;

    /// <summary>The barrier of a height that has a resistance of its area.</summary>
    /// <param name="height">φ. Positive.</param>
    /// <param name="asymmetry">Δφ.</param>
    /// <param name="ohmSquareMetres">The resistance of an area without bias, Ω·m². Positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">Height or resistance is not positive and finite.</exception>
    public static TunnelBarrier OfResistanceArea(Voltage height, Voltage asymmetry, double ohmSquareMetres)
    {
        RequirePositive(height.Volts, nameof(height));
        RequirePositive(ohmSquareMetres, nameof(ohmSquareMetres));

        // The conductance falls with the width, and these bounds hold every barrier.
        double low = 1e-14;
        double high = 1e-6;
        for (int i = 0; i < Bisections; i++)
        {
            double middle = Math.Sqrt(low * high);
            (low, high) = ConductanceOf(height.Volts, middle) * ohmSquareMetres > 1 ? (middle, high) : (low, middle);
        }

        return new TunnelBarrier(height, Length.FromMeters(Math.Sqrt(low * high)), asymmetry);
    }

    /// <summary>The barrier whose conductance has these coefficients.</summary>
    /// <param name="linearPerVolt">a, 1/V.</param>
    /// <param name="quadraticPerSquareVolt">b, 1/V².</param>
    /// <param name="ohmSquareMetres">The resistance of an area without bias, Ω·m². Positive.</param>
    /// <returns>The barrier; <see langword="null"/> where none has them: b is not positive, or the resistance is too small for
    /// it.</returns>
    public static TunnelBarrier? OfCoefficients(double linearPerVolt, double quadraticPerSquareVolt, double ohmSquareMetres)
    {
        RequirePositive(ohmSquareMetres, nameof(ohmSquareMetres));

        // b tells d/√φ, and with it the conductance tells φ.
        double ratio = Math.Sqrt(128 * quadraticPerSquareVolt / 9) / (2.0 / 3 * Decay);
        double height = Math.Log(Prefactor * ohmSquareMetres / ratio) / (Decay * ratio);
        if (!(height > 0) || !double.IsFinite(height))
        {
            return null;
        }

        double width = ratio * Math.Sqrt(height);
        double asymmetry = -linearPerVolt * 16 * Math.Pow(height, 1.5) / (2.0 / 3 * Decay * width);
        return new TunnelBarrier(
            Voltage.FromVolts(height), Length.FromMeters(width), Voltage.FromVolts(asymmetry));
    }

    private static double ConductanceOf(double heightVolts, double widthMetres) =>
        Prefactor * Math.Sqrt(heightVolts) / widthMetres * Math.Exp(-Decay * widthMetres * Math.Sqrt(heightVolts));

    private static void RequirePositive(double value, string name)
    {
        if (!(value > 0) || !double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(name, $"{name} must be positive and finite; {value} is not.");
        }
    }
}
