using Lab.Models.VortexOscillators;
using Lab.Quantities;

namespace Lab.Models.ImageReservoirs;

/// <summary>How masked images drive a vortex oscillator. The current of a node is bias + swing·u in units of J_c1, held within
/// the range where the model holds.</summary>
public sealed record VortexDrive
{
    /// <summary>The oscillator.</summary>
    public VortexOscillator Oscillator { get; init; } = new();

    /// <summary>The time of a node. Positive.</summary>
    public Duration NodeTime { get; init; } = Duration.FromNanoseconds(100);

    /// <summary>The mean current over J_c1.</summary>
    public double Bias { get; init; } = 1.1;

    /// <summary>The standard deviation of the current over J_c1. Positive.</summary>
    public double Swing { get; init; } = 0.1;

    /// <summary>The largest current over J_c1, by which larger ones are replaced; that of the model where it is smaller.
    /// Positive.</summary>
    public double Largest { get; init; } = double.PositiveInfinity;

    /// <summary>Where a node begins.</summary>
    public NodeStart Start { get; init; }

    /// <summary>The amplitude at which each node begins after a reset. Positive. That which heat keeps up at 300 K:
    /// 0.0319.</summary>
    public double ResetAmplitude { get; init; } = 0.0319;

    /// <summary>The amplitude at which an image begins in the other case. Positive.</summary>
    public double FirstAmplitude { get; init; } = 0.3;

    /// <summary>The temperature; without heat where it is zero.</summary>
    public Temperature Temperature { get; init; }

    /// <summary>Noise of the instrument that reads an amplitude, rms in units of the amplitude; new in each showing. Not
    /// negative.</summary>
    public double ReadNoise { get; init; }

    /// <summary>How often an image is shown; its amplitudes are averaged. Positive; without heat one is as good as
    /// many.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>The seed of the heat.</summary>
    public ulong Seed { get; init; }
}
