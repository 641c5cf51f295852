using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lab.Models.Kernels;

/// <summary>Functions of vectors of any width.</summary>
internal static class LaneMath
{
    /// <summary>x held within 0 and 1; what is no number stays so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Clamp01<TVector, T>(TVector x)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            TVector.Min(All<TVector, T>(1), TVector.Max(All<TVector, T>(0), x));

    /// <summary>The same number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector All<TVector, T>(double value)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TVector.All(T.CreateTruncating(value));

    /// <summary>eˣ within 2e-7 of it, and no smaller than e^−87; for single precision.</summary>
    /// <remarks>e^x = 2^n·e^r with whole n and |r| ≤ ln 2 / 2, where a Taylor polynomial of degree 7 is exact to
    /// rounding.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector QuickExp<TVector, T>(TVector x)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const double smallest = -87;
        const double largest = 88;
        x = TVector.Min(All<TVector, T>(largest), TVector.Max(All<TVector, T>(smallest), x));
        TVector n = TVector.Round(x * All<TVector, T>(1.44269504));

        // ln 2 in two parts, of which the first has few bits: n times it is exact.
        TVector r = TVector.MultiplyAdd(n, All<TVector, T>(-0.693359375), x);
        r = TVector.MultiplyAdd(n, All<TVector, T>(2.12194440e-4), r);
        TVector sum = TVector.MultiplyAdd(r, All<TVector, T>(1.0 / 5040), All<TVector, T>(1.0 / 720));
        sum = TVector.MultiplyAdd(r, sum, All<TVector, T>(1.0 / 120));
        sum = TVector.MultiplyAdd(r, sum, All<TVector, T>(1.0 / 24));
        sum = TVector.MultiplyAdd(r, sum, All<TVector, T>(1.0 / 6));
        sum = TVector.MultiplyAdd(r, sum, All<TVector, T>(0.5));
        sum = TVector.MultiplyAdd(r, sum, All<TVector, T>(1));
        sum = TVector.MultiplyAdd(r, sum, All<TVector, T>(1));
        return sum * TVector.PowerOfTwo(n);
    }

    /// <summary>The angle of a point in rad, from −π to π, within 1e-6; for single precision.</summary>
    /// <remarks>The arctangent of the smaller part over the larger one by a polynomial fitted at Chebyshev's nodes, and
    /// reflections.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector QuickAngle<TVector, T>(TVector y, TVector x)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector zero = All<TVector, T>(0);
        TVector across = TVector.Max(x, -x);
        TVector up = TVector.Max(y, -y);
        TVector larger = TVector.Max(TVector.Max(across, up), All<TVector, T>(1e-30));
        TVector ratio = TVector.Min(across, up) / larger;
        TVector square = ratio * ratio;
        TVector sum = TVector.MultiplyAdd(square, All<TVector, T>(-0.0046687733), All<TVector, T>(0.024166189));
        sum = TVector.MultiplyAdd(square, sum, All<TVector, T>(-0.059367101));
        sum = TVector.MultiplyAdd(square, sum, All<TVector, T>(0.099060969));
        sum = TVector.MultiplyAdd(square, sum, All<TVector, T>(-0.14016585));
        sum = TVector.MultiplyAdd(square, sum, All<TVector, T>(0.19969235));
        sum = TVector.MultiplyAdd(square, sum, All<TVector, T>(-0.3333196));
        sum = TVector.MultiplyAdd(square, sum, All<TVector, T>(0.9999999));
        TVector angle = sum * ratio;
        angle = TVector.IfLess(across, up, All<TVector, T>(Math.PI / 2) - angle, angle);
        angle = TVector.IfLess(x, zero, All<TVector, T>(Math.PI) - angle, angle);
        return TVector.IfLess(y, zero, -angle, angle);
    }
}
