using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lab.Models.Kernels;

/// <summary>Arithmetic on vectors of either precision.</summary>
internal static class LaneMath
{
    /// <summary>a·b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float)
        ? Vector.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
        : Vector.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

    /// <summary>eˣ; in single precision within 2e-7 of it, and no smaller than e^−87.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float)
        ? Exp(x.As<T, float>()).As<float, T>()
        : Vector.Exp(x.As<T, double>()).As<double, T>();

    /// <summary>x held within 0 and 1; what is no number stays so.</summary>
    /// <remarks>Of x86's minimum and maximum the second operand comes out where one is no number.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Clamp01<T>(Vector<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.MinNative(Vector<T>.One, Vector.MaxNative(Vector<T>.Zero, x));

    /// <summary>The same number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> All<T>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(T.CreateChecked(value));

    // e^x = 2^n·e^r with whole n and |r| ≤ ln 2 / 2, where a Taylor polynomial of degree 7 is exact to rounding; 2^n is written into
    // the exponent.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Exp(Vector<float> x)
    {
        const float smallest = -87;
        const float largest = 88;
        const int fractionBits = 23;
        x = Vector.MinNative(new Vector<float>(largest), Vector.MaxNative(new Vector<float>(smallest), x));
        Vector<float> n = Vector.Round(x * new Vector<float>(1.44269504f));

        // ln 2 in two parts, of which the first has few bits: n times it is exact.
        Vector<float> r = Vector.FusedMultiplyAdd(n, new Vector<float>(-0.693359375f), x);
        r = Vector.FusedMultiplyAdd(n, new Vector<float>(2.12194440e-4f), r);
        Vector<float> sum = Vector.FusedMultiplyAdd(r, new Vector<float>(1f / 5040), new Vector<float>(1f / 720));
        sum = Vector.FusedMultiplyAdd(r, sum, new Vector<float>(1f / 120));
        sum = Vector.FusedMultiplyAdd(r, sum, new Vector<float>(1f / 24));
        sum = Vector.FusedMultiplyAdd(r, sum, new Vector<float>(1f / 6));
        sum = Vector.FusedMultiplyAdd(r, sum, new Vector<float>(0.5f));
        sum = Vector.FusedMultiplyAdd(r, sum, Vector<float>.One);
        sum = Vector.FusedMultiplyAdd(r, sum, Vector<float>.One);
        Vector<int> scale = Vector.ShiftLeft(Vector.ConvertToInt32(n), fractionBits);
        return Vector.ConditionalSelect(Vector.Equals(x, x), (sum.As<float, int>() + scale).As<int, float>(), x);
    }
}
