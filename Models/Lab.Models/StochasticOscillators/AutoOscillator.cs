using Lab.Quantities;
using MathNet.Numerics;

namespace Lab.Models.StochasticOscillators;

/// <summary>
/// A spin-torque oscillator as a noisy auto-oscillator (Slavin and Tiberkevich, IEEE Trans. Magn. 45, 1875, 2009,
/// doi:10.1109/TMAG.2008.2009935; Leroux thesis, Eqs. 3.3 to 3.14). Its complex amplitude c has the power p = |c|² and follows
/// dc/dt = [Γ₋(p) − Γ₊(p) + iω(p)]c + noise + drive, with ω = ω₀(1 + Np), Γ₊ = Γ_G(1 + Qp) and Γ₋ = Γ_G·ζ·(1 − p).
/// </summary>
/// <remarks>The phase of c grows with time (the thesis' Eq. 3.3 has the conjugate). The noise is white, of the density 2D_n.
/// Immutable and safe to share between threads.</remarks>
public sealed record AutoOscillator
{
    private const double FarBelowThreshold = 25;

    /// <summary>The frequency ω₀/2π at vanishing power. Positive.</summary>
    public required Frequency RestFrequency { get; init; }

    /// <summary>The nonlinear shift N of the frequency, of either sign.</summary>
    public required double FrequencyNonlinearity { get; init; }

    /// <summary>The linear damping Γ_G/2π. Positive.</summary>
    public required Frequency DampingRate { get; init; }

    /// <summary>The nonlinear damping Q. Positive.</summary>
    public required double DampingNonlinearity { get; init; }

    /// <summary>The current I_th from which on it oscillates. Positive.</summary>
    public required Current ThresholdCurrent { get; init; }

    /// <summary>The intensity D_n of the noise, 1/s: of each part of c the variance grows by D_n in a second. Not
    /// negative.</summary>
    public required double NoisePerSecond { get; init; }

    /// <summary>The oscillator of chapter IV of the thesis: 232 MHz and a linewidth of 1 MHz at 5 mA. Threshold, damping and
    /// nonlinearity are assumptions: 2 mA, 4.4 MHz, ν = −5, Q = 1.</summary>
    public static AutoOscillator ThesisNeuron { get; } = AtOperatingPoint(
        Current.FromAmperes(5e-3),
        Frequency.FromMegahertz(232),
        Frequency.FromMegahertz(1),
        nonlinearity: -5,
        Frequency.FromMegahertz(4.4),
        dampingNonlinearity: 1,
        Current.FromAmperes(2e-3));

    /// <summary>The oscillator that has a given frequency and linewidth at a current.</summary>
    /// <param name="current">The current, above the threshold.</param>
    /// <param name="frequency">The frequency there.</param>
    /// <param name="linewidth">The full width at half maximum there, (1 + ν²)D_n/p₀. Not negative.</param>
    /// <param name="nonlinearity">ν = Nω₀p₀/Γ_p there.</param>
    /// <param name="dampingRate">Γ_G/2π. Positive.</param>
    /// <param name="dampingNonlinearity">Q. Positive.</param>
    /// <param name="threshold">The threshold current. Positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The current is not above the threshold, or the shift leaves no positive
    /// frequency at rest.</exception>
    public static AutoOscillator AtOperatingPoint(
        Current current, Frequency frequency, Frequency linewidth, double nonlinearity, Frequency dampingRate,
        double dampingNonlinearity, Current threshold)
    {
        double supercriticality = current / threshold;
        if (!(supercriticality > 1) || !double.IsFinite(supercriticality))
        {
            throw new ArgumentOutOfRangeException(
                nameof(current), current, $"An operating point lies above the threshold current of {threshold}.");
        }

        double power = (supercriticality - 1) / (supercriticality + dampingNonlinearity);
        double relaxation = dampingRate.RadiansPerSecond * (supercriticality - 1);
        double rest = frequency.RadiansPerSecond - (nonlinearity * relaxation);
        if (!(rest > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(nonlinearity), nonlinearity,
                $"ν = {nonlinearity} shifts the frequency by more than the {frequency} at {current}: none is left at rest.");
        }

        return new AutoOscillator
        {
            RestFrequency = Frequency.FromHertz(rest / Math.Tau),
            FrequencyNonlinearity = nonlinearity * relaxation / (power * rest),
            DampingRate = dampingRate,
            DampingNonlinearity = dampingNonlinearity,
            ThresholdCurrent = threshold,
            NoisePerSecond = linewidth.RadiansPerSecond * power / (1 + (nonlinearity * nonlinearity)),
        };
    }

    /// <summary>The supercriticality ζ = I/I_th.</summary>
    /// <param name="current">The current.</param>
    public double Supercriticality(Current current) => current / ThresholdCurrent;

    /// <summary>The power without noise, (ζ − 1)/(ζ + Q) above the threshold, 0 below it.</summary>
    /// <param name="current">The current.</param>
    public double StationaryPower(Current current)
    {
        double supercriticality = Supercriticality(current);
        return supercriticality > 1 ? (supercriticality - 1) / (supercriticality + DampingNonlinearity) : 0;
    }

    /// <summary>The mean power with noise, at any current: that of the stationary distribution of p, which is the normal one
    /// about A/B of variance D_n/B, cut at 0, with A = Γ_G(ζ − 1) and B = Γ_G(ζ + Q). Far below the threshold it is
    /// D_n/|A|.</summary>
    /// <param name="current">The current. ζ + Q is positive there.</param>
    public double MeanPower(Current current)
    {
        OscillatorRates rates = RatesAt(current, default);
        double centre = rates.GainPerSecond / rates.SaturationPerSecond;
        double spread = Math.Sqrt(NoisePerSecond / rates.SaturationPerSecond);
        if (!(spread > 0))
        {
            return Math.Max(centre, 0);
        }

        double reduced = centre / spread;
        if (reduced < -FarBelowThreshold)
        {
            double inverse = -1 / reduced;
            double square = inverse * inverse;
            return spread * inverse * (1 - (2 * square) + (10 * square * square));
        }

        double density = Math.Exp(-reduced * reduced / 2) / Math.Sqrt(Math.Tau);
        return centre + (spread * density / (0.5 * SpecialFunctions.Erfc(-reduced / Math.Sqrt(2))));
    }

    /// <summary>The rate Γ_p = Γ_G(ζ − 1) in 1/s; a change of the power decays as e^(−2Γ_p t). Negative below the
    /// threshold.</summary>
    /// <param name="current">The current.</param>
    public double RelaxationPerSecond(Current current) => DampingRate.RadiansPerSecond * (Supercriticality(current) - 1);

    /// <summary>ν = Nω₀p₀/Γ_p, how much the frequency follows the power.</summary>
    /// <param name="current">The current, above the threshold.</param>
    public double Nonlinearity(Current current) =>
        FrequencyNonlinearity * RestFrequency.RadiansPerSecond
            / (DampingRate.RadiansPerSecond * (Supercriticality(current) + DampingNonlinearity));

    /// <summary>The frequency without noise.</summary>
    /// <param name="current">The current.</param>
    public Frequency FrequencyAt(Current current) => RestFrequency * (1 + (FrequencyNonlinearity * StationaryPower(current)));

    /// <summary>The full width at half maximum of the line: (1 + ν²)D_n/p₀ above the threshold, where it holds as long as the
    /// power scatters by less than a fifth; 2Γ_G(1 − ζ) below it.</summary>
    /// <param name="current">The current.</param>
    public Frequency Linewidth(Current current)
    {
        double relaxation = RelaxationPerSecond(current);
        double nonlinearity = Nonlinearity(current);
        double width = relaxation > 0
            ? (1 + (nonlinearity * nonlinearity)) * NoisePerSecond / StationaryPower(current)
            : -2 * relaxation;
        return Frequency.FromHertz(width / Math.Tau);
    }

    /// <summary>Half the band within which a drive locks the oscillator, √(1 + ν²)·F/√p₀, for a drive that is weak: the band is
    /// well below Γ_p.</summary>
    /// <param name="current">The current, above the threshold.</param>
    /// <param name="drivePerSecond">The drive F, 1/s.</param>
    public Frequency LockingHalfBand(Current current, double drivePerSecond) =>
        Frequency.FromHertz(
            double.Hypot(1, Nonlinearity(current)) * drivePerSecond / Math.Sqrt(StationaryPower(current)) / Math.Tau);

    /// <summary>The drive F in 1/s that locks within a half band; the inverse of <see cref="LockingHalfBand"/>.</summary>
    /// <param name="current">The current, above the threshold.</param>
    /// <param name="halfBand">Half the width of the band.</param>
    public double DriveForHalfBand(Current current, Frequency halfBand) =>
        halfBand.RadiansPerSecond * Math.Sqrt(StationaryPower(current)) / double.Hypot(1, Nonlinearity(current));

    /// <summary>The phase of the locked oscillator against the drive, atan ν − asin(Δ/Δ_s) in rad, with Δ the drive's frequency
    /// less the oscillator's (Leroux thesis, Eq. 3.12, which has drive minus oscillator).</summary>
    /// <param name="current">The current, above the threshold.</param>
    /// <param name="drivePerSecond">The drive F, 1/s.</param>
    /// <param name="drive">The drive's frequency.</param>
    /// <returns>The phase; no number outside the locking band.</returns>
    public double LockedPhase(Current current, double drivePerSecond, Frequency drive) =>
        Math.Atan(Nonlinearity(current))
            - Math.Asin((drive - FrequencyAt(current)) / LockingHalfBand(current, drivePerSecond));

    /// <summary>The rates of its equation at a current, in a frame that turns with a frequency.</summary>
    /// <param name="current">The current.</param>
    /// <param name="frame">The frequency of the frame.</param>
    public OscillatorRates RatesAt(Current current, Frequency frame)
    {
        double damping = DampingRate.RadiansPerSecond;
        double supercriticality = Supercriticality(current);
        return new OscillatorRates(
            damping * (supercriticality - 1),
            damping * (supercriticality + DampingNonlinearity),
            (RestFrequency - frame).RadiansPerSecond,
            FrequencyNonlinearity * RestFrequency.RadiansPerSecond,
            NoisePerSecond);
    }
}
