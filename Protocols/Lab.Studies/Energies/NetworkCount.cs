using Lab.Instruments.Terminals;
using Lab.Models.ClassifierNetworks;

namespace Lab.Studies.Energies;

/// <summary>A network of the thesis, as its devices are counted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Resonators">Its resonators.</param>
/// <param name="Oscillators">Its oscillators, those of its inputs among them.</param>
/// <param name="Printed">The number that the thesis prints for 10,000 samples.</param>
internal sealed record NetworkCount(string Name, long Resonators, long Oscillators, string? Printed)
{
    /// <summary>Coefficients of a filter for one channel.</summary>
    public const int Window = OscillatorConvolutionNetwork.KernelSide * OscillatorConvolutionNetwork.KernelSide;

    /// <summary>Resonators between two layers that are wholly connected.</summary>
    public static long Dense(int inputs, int outputs) => (long)inputs * outputs;

    /// <summary>Resonators of a convolution that computes all its outputs at once.</summary>
    /// <param name="side">Rows and columns of the output.</param>
    /// <param name="channels">Channels of the input.</param>
    /// <param name="filters">Filters.</param>
    public static long Convolution(int side, int channels, int filters) => (long)side * side * Window * channels * filters;
}
