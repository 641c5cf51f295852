namespace Lab.Calibration.Switching;

/// <summary>
/// The probability that a pulse of current switches a layer: P = 1 − exp{−f₀·t·exp[−Δ·(1 − I/(I_c0·(1 + τ_D/t)))]}.
/// </summary>
/// <remarks>Thermal activation with a barrier that falls in a straight line with the current: R. H. Koch, J. A. Katine and
/// J. Z. Sun, Phys. Rev. Lett. 92, 088302 (2004); Z. Li and S. Zhang, Phys. Rev. B 69, 134416 (2004). The factor of τ_D is the
/// precessional regime of short pulses, where 1/t is linear in the current: J. Z. Sun, Phys. Rev. B 62, 570 (2000); D. Bedau et
/// al., Appl. Phys. Lett. 97, 262502 (2010). f₀ is 1 GHz [convention].</remarks>
/// <param name="Stability">Δ, the barrier over the thermal energy.</param>
/// <param name="CriticalAmperes">I_c0, A.</param>
/// <param name="PrecessionSeconds">τ_D, s.</param>
public sealed record SwitchingLaw(double Stability, double CriticalAmperes, double PrecessionSeconds)
{
    /// <summary>f₀, 1/s.</summary>
    public const double AttemptsPerSecond = 1e9;

    /// <summary>The probability; beyond the critical current nothing but f₀·t limits it.</summary>
    /// <param name="widthSeconds">t, s.</param>
    /// <param name="amperes">I, A.</param>
    public double Probability(double widthSeconds, double amperes) => -double.ExpM1(-Expected(widthSeconds, amperes));

    /// <summary>How many escapes a pulse would give, f₀·t·exp[…].</summary>
    /// <param name="widthSeconds">t, s.</param>
    /// <param name="amperes">I, A.</param>
    public double Expected(double widthSeconds, double amperes)
    {
        double carried = 1 - (amperes / (CriticalAmperes * (1 + (PrecessionSeconds / widthSeconds))));
        return AttemptsPerSecond * widthSeconds * Math.Exp(-Stability * Math.Max(carried, 0));
    }

    /// <summary>The current at which half of the pulses switch, A.</summary>
    /// <param name="widthSeconds">t, s.</param>
    public double HalfAmperes(double widthSeconds) => CriticalAmperes * (1 + (PrecessionSeconds / widthSeconds))
        * (1 - (Math.Log(AttemptsPerSecond * widthSeconds / Math.Log(2)) / Stability));

    /// <summary>Whether precession raises the current of a width by more than temperature lowers it.</summary>
    /// <param name="widthSeconds">t, s.</param>
    public bool IsPrecessional(double widthSeconds) =>
        PrecessionSeconds / widthSeconds > Math.Log(AttemptsPerSecond * widthSeconds / Math.Log(2)) / Stability;
}
