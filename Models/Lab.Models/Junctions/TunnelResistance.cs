using Lab.Quantities;

namespace Lab.Models.Junctions;

/// <summary>
/// Resistance of a tunnel junction in its two states against the voltage across it: R_P is constant, or R_P/(1 + a·V + b·V²) of a
/// barrier, and R_AP = R_P·[1 + TMR₀/(1 + (V/V_h)²)].
/// </summary>
/// <remarks>The law by which the magnetoresistance of MgO junctions falls with the bias, as in compact models of them
/// (Y. Zhang et al., IEEE Trans. Electron Devices 59, 819 (2012)). Immutable and safe to share between threads.</remarks>
/// <param name="ParallelResistance">R_P without bias. Positive.</param>
/// <param name="TunnelMagnetoresistanceRatio">TMR₀, the ratio without bias; 1 stands for 100 %. Not negative.</param>
/// <param name="HalfBias">V_h, the voltage at which half of it is left. Positive.</param>
public sealed record TunnelResistance(Resistance ParallelResistance, double TunnelMagnetoresistanceRatio, Voltage HalfBias)
{
    // As many as a double has digits.
    private const int Bisections = 53;

    /// <summary>The barrier, which tells how the parallel resistance falls with the bias; <see langword="null"/> for one that
    /// does not fall.</summary>
    public TunnelBarrier? Barrier { get; init; }

    /// <summary>The resistance at a current.</summary>
    /// <param name="isParallel">The state.</param>
    /// <param name="current">The current.</param>
    public Resistance At(bool isParallel, Current current)
    {
        if (current.Amperes == 0 || (isParallel && Barrier is null))
        {
            return ParallelResistance * (isParallel ? 1 : 1 + TunnelMagnetoresistanceRatio);
        }

        if (Barrier is not null)
        {
            return Resistance.FromOhms(VoltsAt(isParallel, current, 0) / current.Amperes);
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

    /// <summary>The current at a voltage.</summary>
    /// <param name="isParallel">The state.</param>
    /// <param name="voltage">The voltage.</param>
    public Current CurrentAt(bool isParallel, Voltage voltage) =>
        Current.FromAmperes(voltage.Volts * SiemensAt(isParallel, voltage.Volts));

    /// <summary>The voltage that drives a current, with a conductor beside the barrier, such as a pinhole.</summary>
    /// <param name="isParallel">The state.</param>
    /// <param name="current">The current.</param>
    /// <param name="besideSiemens">The conductance beside the barrier, S. Zero or positive.</param>
    public Voltage VoltageAt(bool isParallel, Current current, double besideSiemens) =>
        Voltage.FromVolts(VoltsAt(isParallel, current, besideSiemens));

    private double VoltsAt(bool isParallel, Current current, double besideSiemens)
    {
        // The parabola never falls below a quarter where the current grows with the voltage.
        const double leastOfParabola = 0.25;
        double amperes = Math.Abs(current.Amperes);
        double sign = Math.Sign(current.Amperes);
        double low = 0;
        double high = amperes * ParallelResistance.Ohms * (1 + TunnelMagnetoresistanceRatio) / leastOfParabola;
        for (int i = 0; i < Bisections; i++)
        {
            double middle = (low + high) / 2;
            double flows = middle * (SiemensAt(isParallel, sign * middle) + besideSiemens);
            (low, high) = flows < amperes ? (middle, high) : (low, middle);
        }

        return sign * (low + high) / 2;
    }

    private double SiemensAt(bool isParallel, double volts)
    {
        double parabola = Barrier is { } barrier
            ? 1 + (barrier.LinearPerVolt * volts) + (barrier.QuadraticPerSquareVolt * volts * volts)
            : 1;
        double reduced = volts / HalfBias.Volts;
        double ratio = isParallel ? 0 : TunnelMagnetoresistanceRatio / (1 + (reduced * reduced));
        return parabola / (ParallelResistance.Ohms * (1 + ratio));
    }
}
