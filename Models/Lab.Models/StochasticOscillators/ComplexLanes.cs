using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lab.Models.Kernels;

namespace Lab.Models.StochasticOscillators;

/// <summary>Complex numbers, one in each lane of two vectors.</summary>
/// <typeparam name="TVector">The vector.</typeparam>
/// <typeparam name="T">Single or double precision.</typeparam>
/// <param name="real">The real parts.</param>
/// <param name="imaginary">The imaginary parts.</param>
[StructLayout(LayoutKind.Auto)]
public readonly struct ComplexLanes<TVector, T>(TVector real, TVector imaginary)
    where TVector : unmanaged, ILanes<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The real parts.</summary>
    public TVector Real { get; } = real;

    /// <summary>The imaginary parts.</summary>
    public TVector Imaginary { get; } = imaginary;

    /// <summary>The squares of the magnitudes.</summary>
    public TVector Power
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TVector.MultiplyAdd(Real, Real, Imaginary * Imaginary);
    }

    /// <summary>The sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<TVector, T> operator +(ComplexLanes<TVector, T> left, ComplexLanes<TVector, T> right) =>
        new(left.Real + right.Real, left.Imaginary + right.Imaginary);

    /// <summary>The product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<TVector, T> operator *(ComplexLanes<TVector, T> left, ComplexLanes<TVector, T> right) => new(
        TVector.MultiplyAdd(left.Real, right.Real, -(left.Imaginary * right.Imaginary)),
        TVector.MultiplyAdd(left.Real, right.Imaginary, left.Imaginary * right.Real));

    /// <summary>The product with real numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<TVector, T> operator *(ComplexLanes<TVector, T> left, TVector right) =>
        new(left.Real * right, left.Imaginary * right);

    /// <summary>The halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ComplexLanes<TVector, T> Half() => this * LaneMath.All<TVector, T>(0.5);

    /// <summary>e^(x + iy).</summary>
    /// <param name="exponent">x.</param>
    /// <param name="angle">y, rad.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<TVector, T> Exp(TVector exponent, TVector angle) => Polar(TVector.Exp(exponent), angle);

    /// <summary>Numbers of a magnitude and an angle.</summary>
    /// <param name="magnitude">The magnitudes.</param>
    /// <param name="angle">The angles, rad.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<TVector, T> Polar(TVector magnitude, TVector angle)
    {
        (TVector sine, TVector cosine) = TVector.SinCos(angle);
        return new(magnitude * cosine, magnitude * sine);
    }
}
