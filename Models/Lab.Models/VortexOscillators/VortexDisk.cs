using Lab.Quantities;

namespace Lab.Models.VortexOscillators;

/// <summary>A magnetic disk whose ground state is a vortex, driven by a perpendicular spin-polarised current: the coefficients of
/// the Thiele equation (K. Y. Guslienko, O. V. Sukhostavets and D. V. Berkov, Nanoscale Res. Lett. 9, 386, 2014,
/// doi:10.1186/1556-276X-9-386), with n = 2.</summary>
/// <remarks>
/// <para>ω₀ = k_ms/G with G = 2πM_s h/γ and k_ms = 2πΛ(b)µ₀M_s²h²/R, b = h/R, Λ = 0.17655 − 0.1638b + 0.127b² (b up to 0.2);
/// d₀ = α_G[5/8 + ½ln(R/R_c)]; α = a_J·J − d₀(ω₀ + C·J·k_Oe/G), β = −λd₀(ω₀ + C·J·k_Oe/G), a_J = γħp/(4eM_s h),
/// k_Oe = (4π/15)µ₀M_s R h.</para>
/// <para>How far the model holds, J_c2 = 1.5·J_c1, and λ are those of the paper's simulations, of which other quantities are off
/// the theory: a table of measured or simulated coefficients (<see cref="VortexTable"/>) takes its place. Immutable and safe to
/// share between threads.</para>
/// </remarks>
public sealed record VortexDisk : IVortexCoefficients
{
    private const double Gyromagnetic = 1.76085963e11;
    private const double VacuumPermeability = 4e-7 * Math.PI;
    private const double ReducedPlanck = 1.054571817e-34;
    private const double Elementary = 1.602176634e-19;
    private const double Boltzmann = 1.380649e-23;
    private const double ThickestRatio = 0.2;

    /// <summary>The radius R. An assumption: 100 nm.</summary>
    public Length Radius { get; init; } = Length.FromNanometers(100);

    /// <summary>The thickness h, at most a fifth of the radius. An assumption: 10 nm.</summary>
    public Length Thickness { get; init; } = Length.FromNanometers(10);

    /// <summary>The saturation magnetisation M_s, A/m. Permalloy: 8·10⁵.</summary>
    public double MagnetisationAmperesPerMetre { get; init; } = 8e5;

    /// <summary>Gilbert's damping α_G.</summary>
    public double Damping { get; init; } = 0.01;

    /// <summary>The polarisation p of the current along the normal. An assumption: 0.2.</summary>
    public double Polarisation { get; init; } = 0.2;

    /// <summary>The exchange stiffness in J/m, which gives the radius of the core, 0.68·L(h/L)^(1/3) with
    /// L = √(2A·4π/µ₀M_s²). Permalloy: 10⁻¹¹.</summary>
    public double ExchangeJoulesPerMetre { get; init; } = 1e-11;

    /// <summary>The sense C of the in-plane magnetisation against the current's own field: 1, −1, or 0 to leave that field
    /// out.</summary>
    public int Chirality { get; init; }

    /// <summary>A factor on the stiffness k_ms of the theory, which neglects that the vortex deforms; 0.85 suits a radius of 100
    /// nm and a thickness of 10 nm.</summary>
    public double StiffnessScale { get; init; } = 1;

    /// <summary>λ of the saturation; 0.83 in simulations of permalloy.</summary>
    public double Saturation { get; init; } = 0.83;

    /// <summary>J_c2/J_c1; about 1.5 in simulations of permalloy.</summary>
    public double SecondCriticalRatio { get; init; } = 1.5;

    /// <summary>ω₀/2π, the frequency at which the core gyrates about the centre.</summary>
    public Frequency RestFrequency => Frequency.FromHertz(RestRadiansPerSecond / Math.Tau);

    /// <summary>Γ_G = d₀ω₀, 1/s: by it the orbit decays without a current.</summary>
    public double DampingPerSecond => DampingRatio * RestRadiansPerSecond;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A parameter is out of its range, or there is no current at which the core leaves the
    /// centre.</exception>
    public CurrentDensity FirstCritical
    {
        get
        {
            double slope = TorquePerCurrent - (Chirality * DampingRatio * FieldPerCurrent);
            return slope > 0
                ? CurrentDensity.FromAmperesPerSquareMetre(DampingPerSecond / slope)
                : throw new ArgumentException(
                    $"At a polarisation of {Polarisation} the torque is smaller than the damping at every current. Enter a "
                        + "larger polarisation or a smaller damping.");
        }
    }

    /// <summary>J_c2, beyond which the core is expelled and the model does not hold.</summary>
    public CurrentDensity Largest => FirstCritical * SecondCriticalRatio;

    /// <summary>Minus J_c2: currents of the other sign only damp.</summary>
    public CurrentDensity Smallest => -Largest;

    /// <inheritdoc/>
    public IReadOnlyList<double> KnotAmperesPerSquareMetre =>
        [Smallest.AmperesPerSquareMetre, Largest.AmperesPerSquareMetre];

    private double Ratio => Thickness.Meters / Radius.Meters;

    private double GyroCoefficient => Math.Tau * MagnetisationAmperesPerMetre * Thickness.Meters / Gyromagnetic;

    private double RestRadiansPerSecond
    {
        get
        {
            RequireInRange();
            double shape = 0.17655 - (0.1638 * Ratio) + (0.127 * Ratio * Ratio);
            double stiffness = Math.Tau * shape * VacuumPermeability * Square(MagnetisationAmperesPerMetre * Thickness.Meters)
                / Radius.Meters;
            return StiffnessScale * stiffness / GyroCoefficient;
        }
    }

    // d0.
    private double DampingRatio
    {
        get
        {
            double length = Math.Sqrt(
                2 * ExchangeJoulesPerMetre * 4 * Math.PI / (VacuumPermeability * Square(MagnetisationAmperesPerMetre)));
            double core = 0.68 * length * Math.Cbrt(Thickness.Meters / length);
            return Damping * (0.625 + (0.5 * Math.Log(Radius.Meters / core)));
        }
    }

    // a_J.
    private double TorquePerCurrent =>
        Gyromagnetic * ReducedPlanck * Polarisation / (4 * Elementary * MagnetisationAmperesPerMetre * Thickness.Meters);

    // k_Oe/G.
    private double FieldPerCurrent =>
        4 * Math.PI / 15 * VacuumPermeability * MagnetisationAmperesPerMetre * Radius.Meters * Thickness.Meters / GyroCoefficient;

    /// <inheritdoc/>
    public VortexCoefficients At(CurrentDensity current)
    {
        VortexRange.Require(this, current, "J_c2, at which the core is expelled from the disk");
        double density = current.AmperesPerSquareMetre;
        double damping = DampingRatio * (RestRadiansPerSecond + (Chirality * density * FieldPerCurrent));
        return new VortexCoefficients((TorquePerCurrent * density) - damping, -Saturation * damping, 2);
    }

    /// <summary>D_s = k_B·T·d₀/(G(1 + d₀²)R²), 1/s: heat adds 2D_s·t to the variance of each of the two coordinates of the core,
    /// in units of the radius.</summary>
    /// <param name="temperature">The temperature. Not negative.</param>
    public double DiffusionPerSecond(Temperature temperature) =>
        Boltzmann * temperature.Kelvin * DampingRatio
            / (GyroCoefficient * (1 + Square(DampingRatio)) * Square(Radius.Meters));

    /// <summary>The root mean square amplitude that heat keeps up without a current, √(2D_s/Γ_G).</summary>
    /// <param name="temperature">The temperature. Not negative.</param>
    public double ThermalAmplitude(Temperature temperature) =>
        Math.Sqrt(2 * DiffusionPerSecond(temperature) / DampingPerSecond);

    private static double Square(double value) => value * value;

    private void RequireInRange()
    {
        if (!(Ratio is > 0 and <= ThickestRatio) || !(StiffnessScale > 0) || Chirality is not (-1 or 0 or 1))
        {
            throw new ArgumentException(
                $"A disk of {Thickness} thickness and {Radius} radius, a stiffness scale of {StiffnessScale} and a chirality of "
                    + $"{Chirality}: the thickness may be up to {ThickestRatio} of the radius, the scale has to be positive, the "
                    + "chirality −1, 0 or 1.");
        }
    }
}
