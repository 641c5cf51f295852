using System.Runtime.InteropServices;

namespace Lab.Models.Kernels;

/// <summary>A convolution over an image whose channels lie beside each other in memory: a row of the filter's window is then one
/// piece of memory.</summary>
/// <param name="InputSide">Rows and columns of the image, with its padding.</param>
/// <param name="Channels">Channels of the image.</param>
/// <param name="KernelSide">Rows and columns of the filters.</param>
/// <param name="Filters">How many filters.</param>
/// <param name="OutputSide">Rows and columns of the output that are computed, at most InputSide − KernelSide + 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ConvolutionShape(int InputSide, int Channels, int KernelSide, int Filters, int OutputSide)
{
    /// <summary>Numbers of an image's row.</summary>
    public int InputRow => InputSide * Channels;

    /// <summary>Numbers of a window's row.</summary>
    public int WindowRow => KernelSide * Channels;

    /// <summary>Coefficients of a filter.</summary>
    public int FilterLength => KernelSide * WindowRow;

    /// <summary>Numbers of an image.</summary>
    public int InputLength => InputSide * InputRow;

    /// <summary>Numbers of the output.</summary>
    public int OutputLength => OutputSide * OutputSide * Filters;

    /// <summary>Where the window at an output begins in the image.</summary>
    public int WindowAt(int row, int column) => (row * InputRow) + (column * Channels);
}
