using Lab.Quantities;
using MathNet.Numerics;

namespace Lab.Models.Junctions;

/// <summary>
/// A free layer with two states, parallel and antiparallel to the reference layer, which field, current and temperature switch:
/// the rate of leaving a state is f₀·exp[−Δ·(1 ± h)²·(1 ± I/I_c0)] with h = (H − H_offset)/H_k.
/// </summary>
/// <remarks>
/// <para>Néel–Brown law of a macrospin whose easy axis is that of the field. The square is that of Stoner and Wohlfarth; the
/// factor of the current is that of R. H. Koch, J. A. Katine and J. Z. Sun, Phys. Rev. Lett. 92, 088302 (2004), and of Z. Li and
/// S. Zhang, Phys. Rev. B 69, 134416 (2004). A positive field and a positive current favour the parallel state.</para>
/// <para>Immutable and safe to share between threads.</para>
/// </remarks>
public sealed record SwitchingLayer
{
    /// <summary>f₀ [convention]: one attempt a nanosecond.</summary>
    public const double AttemptsPerSecond = 1e9;

    /// <summary>H_k, the field that switches without temperature. Positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public required MagneticField AnisotropyField
    {
        get;
        init => field = value.Tesla > 0 && double.IsFinite(value.Tesla)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(AnisotropyField), $"{nameof(AnisotropyField)} must be positive and finite; {value} is not.");
    }

    /// <summary>H_offset, the field at which both states are as stable: exchange bias and the stray field of other
    /// layers.</summary>
    public MagneticField OffsetField { get; init; }

    /// <summary>Δ, the barrier over the thermal energy. Positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public required double Stability
    {
        get;
        init => field = value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Stability), $"{nameof(Stability)} must be positive and finite; {value} is not.");
    }

    /// <summary>I_c0, the current that takes the barrier away. Positive; infinite for a layer that no current switches.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public Current CriticalCurrent
    {
        get;
        init => field = value.Amperes > 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(CriticalCurrent), $"{nameof(CriticalCurrent)} must be positive; {value} is not.");
    } = Current.FromAmperes(double.PositiveInfinity);

    /// <summary>τ_D, the time of precession that a switching needs at twice the critical current. Not negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public Duration PrecessionTime
    {
        get;
        init => field = value.Seconds >= 0 && double.IsFinite(value.Seconds)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(PrecessionTime), $"{nameof(PrecessionTime)} must not be negative; {value} is.");
    }

    /// <summary>The layer as a pulse of some width finds it: its critical current is I_c0·(1 + τ_D/t).</summary>
    /// <remarks>The charge that a short pulse has to carry beyond I_c0·t is constant: J. Z. Sun, Phys. Rev. B 62, 570 (2000);
    /// H. Liu et al., J. Magn. Magn. Mater. 358, 233 (2014). Put into the Arrhenius law, as here, it joins both regimes
    /// [assumption].</remarks>
    /// <param name="width">t, the width of the pulse. Positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive.</exception>
    public SwitchingLayer InPulse(Duration width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width.Seconds, nameof(width));
        return this with { CriticalCurrent = CriticalCurrent * (1 + (PrecessionTime.Seconds / width.Seconds)) };
    }

    /// <summary>How often a state would be left in a second.</summary>
    /// <param name="isParallel">The state.</param>
    /// <param name="field">The field along the easy axis.</param>
    /// <param name="current">The current.</param>
    /// <returns>The rate, 1/s; f₀ where nothing holds the state.</returns>
    public double EscapesPerSecond(bool isParallel, MagneticField field, Current current)
    {
        double sign = isParallel ? 1 : -1;
        double held = 1 + (sign * ((field - OffsetField) / AnisotropyField));
        double carried = 1 + (sign * current.Amperes / CriticalCurrent.Amperes);
        return held <= 0 || carried <= 0 ? AttemptsPerSecond : AttemptsPerSecond * Math.Exp(-Stability * held * held * carried);
    }

    /// <summary>The switching field of a sweep: its mean and its standard deviation over many sweeps.</summary>
    /// <remarks>The chance of staying is exp(−∫Γ dt), in the closed form of <see cref="MedianCoerciveField"/> with the barrier
    /// that the current leaves; mean and variance are its integrals by Simpson's rule.</remarks>
    /// <param name="isParallel">The state that is left: the parallel one while the field goes down.</param>
    /// <param name="current">The current. Below the critical one.</param>
    /// <param name="teslaPerSecond">How fast the field is swept, T/s. Positive.</param>
    /// <returns>Mean, with its sign and <see cref="OffsetField"/>, and standard deviation. A layer that does not wait for the
    /// field to pass the offset counts as switching there.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not positive, or the current leaves no barrier.</exception>
    public (MagneticField Mean, MagneticField Deviation) SwitchingFieldOf(
        bool isParallel, Current current, double teslaPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(teslaPerSecond);
        double sign = isParallel ? 1 : -1;
        double barrier = Stability * (1 + (sign * current.Amperes / CriticalCurrent.Amperes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(barrier, nameof(current));
        double passes = AttemptsPerSecond * AnisotropyField.Tesla / teslaPerSecond * Math.Sqrt(Math.PI / barrier) / 2;
        const int intervals = 2000;
        double first = 0;
        double second = 0;
        for (int i = 0; i <= intervals; i++)
        {
            double reduced = (double)i / intervals;
            double stays = Math.Exp(-passes * SpecialFunctions.Erfc(Math.Sqrt(barrier) * (1 - reduced)));
            double weight = (i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2) / (3.0 * intervals);
            first += weight * stays;
            second += weight * 2 * reduced * stays;
        }

        return (
            OffsetField - (AnisotropyField * (sign * first)),
            AnisotropyField * Math.Sqrt(Math.Max(second - (first * first), 0)));
    }

    /// <summary>The distance from <see cref="OffsetField"/> by which half of all sweeps have switched,
    /// without a current.</summary>
    /// <param name="teslaPerSecond">How fast the field is swept, T/s. Positive.</param>
    /// <returns>The field: that of J. Kurkijärvi, Phys. Rev. B 6, 832 (1972), for a quadratic barrier. Zero where the layer
    /// switches by itself before the field helps.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not positive.</exception>
    public MagneticField MedianCoerciveField(double teslaPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(teslaPerSecond);

        // The chance of staying is exp(−∫Γ dt), and ∫Γ dt = f₀·(H_k/v)·√(π/Δ)/2·erfc(√Δ·(1 − h)).
        double passes = AttemptsPerSecond * AnisotropyField.Tesla / teslaPerSecond * Math.Sqrt(Math.PI / Stability) / 2;
        double tail = Math.Log(2) / passes;
        double reduced = tail < 2 ? 1 - (SpecialFunctions.ErfcInv(tail) / Math.Sqrt(Stability)) : 0;
        return AnisotropyField * Math.Max(reduced, 0);
    }
}
