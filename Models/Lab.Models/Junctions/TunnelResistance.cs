using Lab.Quantities;

namespace Lab.Models.Junctions;

/// <summary>
/// Resistance of a tunnel junction in its two states against the voltage across it: R_P is constant and
/// R_AP = R_P·[1 + TMR₀/(1 + (V/V_h)²)].
/// </summary>
/// <remarks>The law by which the magnetoresistance of MgO junctions falls with the bias, as in compact models of them
/// (Y. Zhang et al., IEEE Trans. Electron Devices 59, 819 (2012)). Immutable and safe to share between threads.</remarks>
/// <param name="ParallelResistance">R_P. Positive.</param>
/// <param name="TunnelMagnetoresistanceRatio">TMR₀, the ratio without bias; 1 stands for 100 %. Not negative.</param>
/// <param name="HalfBias">V_h, the voltage at which half of it is left. Positive.</param>
public sealed record TunnelResistance(Resistance ParallelResistance, double TunnelMagnetoresistanceRatio, Voltage HalfBias)
{
    /// <summary>The resistance at a current.</summary>
    /// <param name="isParallel">The state.</param>
    /// <param name="current">The current.</param>
    public Resistance At(bool isParallel, Current current)
    {
        if (isParallel || current.Amperes == 0)
        {
            return ParallelResistance * (isParallel ? 1 : 1 + TunnelMagnetoresistanceRatio);
        }

        // V grows with the current, and lies between those of the parallel state and of the full ratio.
        double amperes = Math.Abs(current.Amperes);
        double low = amperes * ParallelResistance.Ohms;
        double high = low * (1 + TunnelMagnetoresistanceRatio);
        for (int i = 0; i < Bisections; i++)
        {
            double middle = (low + high) / 2;
            double reduced = middle / HalfBias.Volts;
            double ohms = ParallelResistance.Ohms * (1 + (TunnelMagnetoresistanceRatio / (1 + (reduced * reduced))));
            (low, high) = amperes * ohms > middle ? (middle, high) : (low, middle);
        }

        return Resistance.FromOhms((low + high) / 2 / amperes);
    }

    // As many as a double has digits.
    private const int Bisections = 53;
}
