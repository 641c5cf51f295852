using Lab.Quantities;

namespace Lab.Models.SpinDiodes;

/// <summary>
/// A spintronic resonator that turns radio-frequency power into a DC voltage: resonance, linewidth, the two torques that drive
/// it, and the shift and broadening that come with large amplitudes (Leroux thesis, Eqs. 3.15 and 5.7 to 5.10).
/// </summary>
/// <remarks>
/// <para>
/// With ω_res = ω0(1 + Np) and Γ = αω0(1 + Qp) the voltage is
/// v = Pβ[ξ_A(ω_rf − ω_res) + ξ_SΓ] / (Γ² + (ω_rf − ω_res)²), and the normalised oscillation power p solves
/// p = γ²P / (Γ² + (ω_rf − ω_res)²). The printed Eq. 5.10 lacks the damping α in the linewidth; it is restored here.
/// </para>
/// <para>
/// Only the products βξ_S, βξ_A, Nγ² and Qγ² are seen in a voltage. The defaults for β, γ, N and Q are those of the thesis
/// (sections 5.2.1 and 5.4.1). The record is immutable and safe to share between threads.
/// </para>
/// </remarks>
public sealed record SpinDiode
{
    /// <summary>The conversion γ of the thesis from drive to torque, 2·10⁸ rad·Hz·W^(−1/2) (section 5.4.1), to which the
    /// nonlinearities N and Q refer.</summary>
    public const double ReferenceDriveFactor = 2e8;

    /// <summary>The rectification β of the thesis, 6·10⁷ rad/C (section 5.2.1).</summary>
    public const double ReferenceRectification = 6e7;

    /// <summary>Resonance frequency f0 at zero power. Positive and finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public required Frequency ResonanceFrequency
    {
        get;
        init => field = Frequency.FromHertz(RequirePositive(value.Hertz, nameof(ResonanceFrequency), "Hz"));
    }

    /// <summary>Damping α: half width at half maximum over resonance frequency, at zero power. Positive and finite; 0.01 is
    /// typical of a vortex junction.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public required double Damping
    {
        get;
        init => field = RequirePositive(value, nameof(Damping), unit: null);
    }

    /// <summary>Weight ξ_S of the symmetric Lorentzian, from the damping-like torque. Any finite number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public double SymmetricWeight
    {
        get;
        init => field = RequireFinite(value, nameof(SymmetricWeight));
    }

    /// <summary>Weight ξ_A of the antisymmetric Lorentzian, from the field-like torque. Any finite number, 1 unless set; its sign
    /// is that of the voltage above the resonance.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public double AntisymmetricWeight
    {
        get;
        init => field = RequireFinite(value, nameof(AntisymmetricWeight));
    } = 1;

    /// <summary>Scale β of the rectification, in radians per coulomb. Positive and finite,
    /// 6·10⁷ unless set (section 5.2.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double RectificationRadiansPerCoulomb
    {
        get;
        init => field = RequirePositive(value, nameof(RectificationRadiansPerCoulomb), "rad/C");
    } = ReferenceRectification;

    /// <summary>Conversion γ from the root of the power to the torque, in rad·Hz·W^(−1/2). Positive and finite,
    /// <see cref="ReferenceDriveFactor"/> unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double DriveFactor
    {
        get;
        init => field = RequirePositive(value, nameof(DriveFactor), unit: null);
    } = ReferenceDriveFactor;

    /// <summary>Nonlinear frequency shift N, per unit of p. Any finite number, 0.1 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public double FrequencyNonlinearity
    {
        get;
        init => field = RequireFinite(value, nameof(FrequencyNonlinearity));
    } = 0.1;

    /// <summary>Nonlinear damping Q, per unit of p. Any finite number, 1 unless set; a small negative value can come out of a
    /// noisy fit and stands for a line that narrows with power.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public double DampingNonlinearity
    {
        get;
        init => field = RequireFinite(value, nameof(DampingNonlinearity));
    } = 1;

    /// <summary>Half width at half maximum of the resonance at zero power, Γ/2π = α·f0.</summary>
    public Frequency Linewidth => ResonanceFrequency * Damping;

    /// <summary>The largest |V|/P over frequency in the limit of small power, β(|ξ_S| + √(ξ_S² + ξ_A²))/(2Γ), in volts per
    /// watt.</summary>
    /// <remarks>The extremum of Eq. 3.15 over the detuning; for ξ_S = 0 it is the β/(2Γ) of a purely antisymmetric line, reached
    /// one half width from the resonance.</remarks>
    public double SensitivityVoltsPerWatt =>
        RectificationRadiansPerCoulomb * (Math.Abs(SymmetricWeight) + double.Hypot(SymmetricWeight, AntisymmetricWeight))
            / (2 * Linewidth.RadiansPerSecond);

    /// <summary>The normalised oscillation power p (dimensionless) that a drive keeps up (Leroux thesis, Eq. 5.9).</summary>
    /// <param name="drive">Frequency of the drive. Zero or positive.</param>
    /// <param name="power">Power of the drive. Zero or positive.</param>
    /// <returns>
    /// The root of (a²Q² + b²)p³ + 2(a²Q − Db)p² + (a² + D²)p = γ²P with a = αω0, b = Nω0 and D = ω_rf − ω0. A strong drive
    /// beside the resonance folds the curve over and leaves three positive roots; the lowest is returned, because it is the root
    /// that a resonator reaches from rest when the drive is switched on, and the middle one is unstable.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">A frequency or a power is negative or not finite.</exception>
    public double OscillationPower(Frequency drive, Power power)
    {
        RequireDrive(drive.Hertz, power.Watts);
        return OscillationPower(drive.Hertz, power.Watts);
    }

    /// <summary>The rectified voltage under one tone (Leroux thesis, Eq. 5.10 with the damping restored).</summary>
    /// <param name="drive">Frequency of the drive. Zero or positive.</param>
    /// <param name="power">Power of the drive. Zero or positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A frequency or a power is negative or not finite.</exception>
    public Voltage RectifiedVoltage(Frequency drive, Power power)
    {
        RequireDrive(drive.Hertz, power.Watts);
        return Voltage.FromVolts(RectifiedVolts(drive.Hertz, power.Watts));
    }

    /// <summary>The rectified voltage at each pair of a frequency and a power; the same as <see cref="RectifiedVoltage"/>,
    /// without allocation.</summary>
    /// <param name="frequencyHertz">Frequencies of the drive in hertz, shape [point]. Zero or positive.</param>
    /// <param name="powerWatts">Powers of the drive in watts, shape [point]. Zero or positive.</param>
    /// <param name="voltageVolts">Receives the voltages in volts, shape [point].</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A frequency or a power is negative or not finite.</exception>
    public void RectifiedVoltageInto(
        ReadOnlySpan<double> frequencyHertz, ReadOnlySpan<double> powerWatts, Span<double> voltageVolts)
    {
        if (powerWatts.Length != frequencyHertz.Length || voltageVolts.Length != frequencyHertz.Length)
        {
            throw new ArgumentException(
                $"{frequencyHertz.Length} frequencies, {powerWatts.Length} powers and {voltageVolts.Length} voltages do not "
                    + "make pairs; pass spans of one length.");
        }

        for (int i = 0; i < frequencyHertz.Length; i++)
        {
            RequireDrive(frequencyHertz[i], powerWatts[i]);
            voltageVolts[i] = RectifiedVolts(frequencyHertz[i], powerWatts[i]);
        }
    }

    /// <summary>The voltage per power of a weak tone, G of the thesis (Eq. 5.2 with both torques), in volts per watt.</summary>
    /// <param name="drive">Frequency of the drive. Zero or positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The frequency is negative or not finite.</exception>
    public double WeightVoltsPerWatt(Frequency drive)
    {
        RequireDrive(drive.Hertz, powerWatts: 0);
        return ResponseVoltsPerWatt(Linewidth.RadiansPerSecond, (drive - ResonanceFrequency).RadiansPerSecond);
    }

    /// <summary>The voltage and its derivatives by the parameters, by implicit differentiation of Eqs. 5.9 and 5.10.</summary>
    /// <param name="frequencyHertz">Frequency of the drive in hertz. Zero or positive.</param>
    /// <param name="powerWatts">Power of the drive in watts. Zero or positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A frequency or a power is negative or not finite.</exception>
    public SpinDiodeDerivatives Differentiate(double frequencyHertz, double powerWatts)
    {
        RequireDrive(frequencyHertz, powerWatts);
        double p = OscillationPower(frequencyHertz, powerWatts);
        double omega0 = ResonanceFrequency.RadiansPerSecond;
        double a = Linewidth.RadiansPerSecond;
        double b = FrequencyNonlinearity * omega0;
        double gamma = a * (1 + (DampingNonlinearity * p));
        double detuning = (Math.Tau * frequencyHertz) - omega0 - (b * p);
        double squares = (gamma * gamma) + (detuning * detuning);
        double scale = powerWatts * RectificationRadiansPerCoulomb / squares;
        double voltage = scale * ((AntisymmetricWeight * detuning) + (SymmetricWeight * gamma));

        // At fixed p, dv = byGamma·dΓ + byDetuning·dδ; p follows from p·(Γ² + δ²) = γ²P, which ties dp to the same two changes.
        double byGamma = (scale * SymmetricWeight) - (2 * voltage * gamma / squares);
        double byDetuning = (scale * AntisymmetricWeight) - (2 * voltage * detuning / squares);
        double byPower = (byGamma * a * DampingNonlinearity) - (byDetuning * b);
        double stiffness = squares + (2 * p * ((gamma * a * DampingNonlinearity) - (detuning * b)));
        double totalByGamma = byGamma - (byPower * 2 * p * gamma / stiffness);
        double totalByDetuning = byDetuning - (byPower * 2 * p * detuning / stiffness);

        return new SpinDiodeDerivatives(
            voltage,
            PerResonanceHertz: -totalByDetuning * Math.Tau * (1 + (FrequencyNonlinearity * p)),
            PerLinewidthHertz: totalByGamma * Math.Tau * (1 + (DampingNonlinearity * p)),
            PerSymmetricWeight: scale * gamma,
            PerAntisymmetricWeight: scale * detuning,
            PerFrequencyNonlinearity: -totalByDetuning * omega0 * p,
            PerDampingNonlinearity: totalByGamma * a * p);
    }

    private double RectifiedVolts(double frequencyHertz, double powerWatts)
    {
        double p = OscillationPower(frequencyHertz, powerWatts);
        double omega0 = ResonanceFrequency.RadiansPerSecond;
        double gamma = Linewidth.RadiansPerSecond * (1 + (DampingNonlinearity * p));
        double detuning = (Math.Tau * frequencyHertz) - (omega0 * (1 + (FrequencyNonlinearity * p)));
        return powerWatts * ResponseVoltsPerWatt(gamma, detuning);
    }

    private double ResponseVoltsPerWatt(double gamma, double detuning) =>
        RectificationRadiansPerCoulomb * ((AntisymmetricWeight * detuning) + (SymmetricWeight * gamma))
            / ((gamma * gamma) + (detuning * detuning));

    private double OscillationPower(double frequencyHertz, double powerWatts)
    {
        double omega0 = ResonanceFrequency.RadiansPerSecond;
        double a = Linewidth.RadiansPerSecond;
        double b = FrequencyNonlinearity * omega0;
        double detuning = (Math.Tau * frequencyHertz) - omega0;
        double broadening = a * DampingNonlinearity;
        return CubicRoot.LowestPositive(
            (broadening * broadening) + (b * b),
            2 * ((a * broadening) - (detuning * b)),
            (a * a) + (detuning * detuning),
            DriveFactor * DriveFactor * powerWatts);
    }

    // Written so that NaN, which compares false to everything, is refused too.
    private static void RequireDrive(double frequencyHertz, double powerWatts)
    {
        if (!(frequencyHertz >= 0 && double.IsFinite(frequencyHertz)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(frequencyHertz), $"The drive frequency {frequencyHertz} Hz is not a finite, non-negative frequency.");
        }

        if (!(powerWatts >= 0 && double.IsFinite(powerWatts)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(powerWatts), $"The drive power {powerWatts} W is not a finite, non-negative power.");
        }
    }

    private static double RequirePositive(double value, string name, string? unit) =>
        value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                name, $"{name} of a spin diode must be positive and finite; {value}{(unit is null ? "" : " " + unit)} is not.");

    private static double RequireFinite(double value, string name) =>
        double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{name} of a spin diode must be finite; {value} is not.");
}
