using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Models.Kernels;

/// <summary>256 bits; products and sums are rounded once.</summary>
/// <typeparam name="T">Single or double precision.</typeparam>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Lanes256<T> : ILanes<Lanes256<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector256<T> lanes;

    private Lanes256(Vector256<T> lanes) => this.lanes = lanes;

    public static int Count => Vector256<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator +(Lanes256<T> left, Lanes256<T> right) => new(left.lanes + right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> left, Lanes256<T> right) => new(left.lanes - right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator *(Lanes256<T> left, Lanes256<T> right) => new(left.lanes * right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator /(Lanes256<T> left, Lanes256<T> right) => new(left.lanes / right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> value) => new(-value.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> All(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(ref T from) => new(Vector256.LoadUnsafe(ref from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes256<T> vector, ref T to) => vector.lanes.StoreUnsafe(ref to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MultiplyAdd(Lanes256<T> a, Lanes256<T> b, Lanes256<T> c) => typeof(T) == typeof(float)
        ? new(Vector256.FusedMultiplyAdd(a.lanes.AsSingle(), b.lanes.AsSingle(), c.lanes.AsSingle()).As<float, T>())
        : new(Vector256.FusedMultiplyAdd(a.lanes.AsDouble(), b.lanes.AsDouble(), c.lanes.AsDouble()).As<double, T>());

    // Of x86's minimum and maximum the second operand comes out where one is no number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Min(Lanes256<T> a, Lanes256<T> b) => new(Vector256.MinNative(a.lanes, b.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Max(Lanes256<T> a, Lanes256<T> b) => new(Vector256.MaxNative(a.lanes, b.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> IfLess(Lanes256<T> a, Lanes256<T> b, Lanes256<T> value, Lanes256<T> otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(a.lanes, b.lanes), value.lanes, otherwise.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> IfPositive(Lanes256<T> a, Lanes256<T> value) =>
        new(Vector256.GreaterThan(a.lanes, Vector256<T>.Zero) & value.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Round(Lanes256<T> x) => typeof(T) == typeof(float)
        ? new(Vector256.Round(x.lanes.AsSingle()).As<float, T>())
        : new(Vector256.Round(x.lanes.AsDouble()).As<double, T>());

    // The exponent of a number, whose other bits are zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> PowerOfTwo(Lanes256<T> n) => typeof(T) == typeof(float)
        ? new(Vector256.ShiftLeft(Vector256.ConvertToInt32(n.lanes.AsSingle()) + Vector256.Create(127), 23).As<int, T>())
        : new(Vector256.ShiftLeft(Vector256.ConvertToInt64(n.lanes.AsDouble()) + Vector256.Create(1023L), 52).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Exp(Lanes256<T> x) => typeof(T) == typeof(float)
        ? LaneMath.QuickExp<Lanes256<T>, T>(x)
        : new(Vector256.Exp(x.lanes.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Log(Lanes256<T> x) => typeof(T) == typeof(float)
        ? new(Vector256.Log(x.lanes.AsSingle()).As<float, T>())
        : new(Vector256.Log(x.lanes.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Sqrt(Lanes256<T> x) => new(Vector256.Sqrt(x.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Lanes256<T> Sine, Lanes256<T> Cosine) SinCos(Lanes256<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            (Vector256<float> sine, Vector256<float> cosine) = Vector256.SinCos(x.lanes.AsSingle());
            return (new(sine.As<float, T>()), new(cosine.As<float, T>()));
        }

        (Vector256<double> sines, Vector256<double> cosines) = Vector256.SinCos(x.lanes.AsDouble());
        return (new(sines.As<double, T>()), new(cosines.As<double, T>()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Lanes256<T> vector) => Vector256.Sum(vector.lanes);
}
