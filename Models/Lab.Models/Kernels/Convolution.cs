using System.Runtime.Intrinsics;

namespace Lab.Models.Kernels;

/// <summary>
/// Convolutions of one image in single precision, and their derivatives. The output is computed as products of matrices whose
/// left one is the image itself, read through overlapping windows; the derivatives visit only the outputs that have one.
/// </summary>
/// <remarks>One image is one thread's work. Sums are taken in the same order at every width of vectors.</remarks>
internal abstract class Convolution
{
    /// <summary>Numbers after an image or a gradient that kernels may read, and write back as they were.</summary>
    public const int Slack = 64;

    protected Convolution(ConvolutionShape shape) => Shape = shape;

    /// <summary>The shape of the convolution.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>Length of the memory for derivatives by coefficients.</summary>
    public abstract int GradientLength { get; }

    /// <summary>A convolution with the widest vectors that the processor has and the filters fill.</summary>
    public static Convolution For(ConvolutionShape shape) =>
        Vector512.IsHardwareAccelerated && shape.Filters % (2 * Vector512<float>.Count) == 0
            ? new VectorConvolution<Lanes512<float>>(shape)
            : Vector256.IsHardwareAccelerated && shape.Filters % (2 * Vector256<float>.Count) == 0
                ? new VectorConvolution<Lanes256<float>>(shape)
                : new VectorConvolution<ScalarLane<float>>(shape);

    /// <summary>Arranges coefficients for the outputs and for the derivatives by the image.
    /// Not while another thread computes.</summary>
    /// <param name="filters">Shape [filter · row · column · channel].</param>
    public abstract void SetFilters(ReadOnlySpan<float> filters);

    /// <summary>Computes outputs.</summary>
    /// <param name="image">Shape [row · column · channel], and <see cref="Slack"/>.</param>
    /// <param name="output">Receives the outputs, shape [row · column · filter].</param>
    public abstract void Forward(ReadOnlySpan<float> image, Span<float> output);

    /// <summary>Adds the derivatives by the coefficients of one image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="outputGradient">Derivatives by the outputs.</param>
    /// <param name="gradient">Memory of <see cref="GradientLength"/>, that <see cref="AddTo"/> reads.</param>
    public abstract void AddFilterGradient(ReadOnlySpan<float> image, SparseGradient outputGradient, Span<float> gradient);

    /// <summary>Adds collected derivatives to those by the coefficients.</summary>
    /// <param name="gradient">The derivatives that <see cref="AddFilterGradient"/> collected.</param>
    /// <param name="filters">Shape [filter · row · column · channel].</param>
    public abstract void AddTo(ReadOnlySpan<float> gradient, Span<float> filters);

    /// <summary>Computes the derivatives by the image.</summary>
    /// <param name="outputGradient">Derivatives by the outputs.</param>
    /// <param name="image">Receives them, shape [row · column · channel], and <see cref="Slack"/>.</param>
    public abstract void ImageGradient(SparseGradient outputGradient, Span<float> image);
}
