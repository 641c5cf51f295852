using Lab.Quantities;

namespace Lab.Models.SpinDiodes;

/// <summary>
/// Spin diodes in series on one radio-frequency line: every resonator sees every tone, and the chain shows the sum of their
/// voltages (Leroux thesis, Eqs. 5.3 to 5.5).
/// </summary>
/// <remarks>Wired head to tail, every second resonator counts with the other sign, so that the offsets far below all resonances
/// cancel (Fig. 34). A tone rectifies in a resonator as if the other tones were absent (section 5.4.2). Immutable and safe to
/// share between threads.</remarks>
public sealed class ResonatorChain
{
    private readonly SpinDiode[] resonators;

    /// <summary>Connects resonators in the order in which they are wired.</summary>
    /// <param name="resonators">The resonators, at least one.</param>
    /// <param name="headToTail">Whether every second resonator is turned round (Fig. 34 b), or all point the same way
    /// (Fig. 34 a).</param>
    /// <exception cref="ArgumentException">There is no resonator.</exception>
    public ResonatorChain(IEnumerable<SpinDiode> resonators, bool headToTail = true)
    {
        ArgumentNullException.ThrowIfNull(resonators);
        this.resonators = [.. resonators];
        if (this.resonators.Length == 0)
        {
            throw new ArgumentException("A chain needs at least one resonator.", nameof(resonators));
        }

        HeadToTail = headToTail;
    }

    /// <summary>The resonators in the order in which they are wired.</summary>
    public IReadOnlyList<SpinDiode> Resonators => resonators;

    /// <summary>Whether every second resonator counts with the other sign.</summary>
    public bool HeadToTail { get; }

    /// <summary>Voltage across the chain under all tones at once, U = Σ_k Σ_i (−1)^k v_k(f_i, P_i) (Eq. 5.4).</summary>
    /// <param name="tones">The tones on the line; none gives 0 V.</param>
    /// <exception cref="ArgumentOutOfRangeException">A frequency or a power is negative or not finite.</exception>
    public Voltage RectifiedVoltage(ReadOnlySpan<RfTone> tones) => RectifiedVoltage(tones, []);

    /// <summary>Voltage across the chain where each resonator takes only a part of each tone's power,
    /// since it does not match the line.</summary>
    /// <param name="tones">The tones on the line; none gives 0 V.</param>
    /// <param name="shares">The part that a resonator takes of a tone, shape [resonator · tone];
    /// empty where each takes all.</param>
    /// <exception cref="ArgumentException">The number of shares does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A frequency or a power is negative or not finite.</exception>
    public Voltage RectifiedVoltage(ReadOnlySpan<RfTone> tones, ReadOnlySpan<double> shares)
    {
        if (shares.Length != 0 && shares.Length != resonators.Length * tones.Length)
        {
            throw new ArgumentException(
                $"{resonators.Length} resonators and {tones.Length} tones need {resonators.Length * tones.Length} shares; there "
                    + $"are {shares.Length}.",
                nameof(shares));
        }

        Voltage sum = default;
        for (int k = 0; k < resonators.Length; k++)
        {
            for (int i = 0; i < tones.Length; i++)
            {
                Power power = shares.Length == 0 ? tones[i].Power : tones[i].Power * shares[(k * tones.Length) + i];
                sum += resonators[k].RectifiedVoltage(tones[i].Frequency, power) * SignOf(k);
            }
        }

        return sum;
    }

    /// <summary>The synaptic weight of a weak tone, W = Σ_k (−1)^k G(f, f_k) (Eq. 5.5), in volts per watt.</summary>
    /// <param name="tone">Frequency of the tone.</param>
    /// <exception cref="ArgumentOutOfRangeException">The frequency is negative or not finite.</exception>
    public double WeightVoltsPerWatt(Frequency tone)
    {
        double sum = 0;
        for (int k = 0; k < resonators.Length; k++)
        {
            sum += SignOf(k) * resonators[k].WeightVoltsPerWatt(tone);
        }

        return sum;
    }

    /// <summary>The sign with which a resonator counts.</summary>
    /// <param name="index">Its place in the chain, from 0.</param>
    public double SignOf(int index) => HeadToTail && int.IsOddInteger(index) ? -1 : 1;
}
