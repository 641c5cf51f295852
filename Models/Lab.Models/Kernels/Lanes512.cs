using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Models.Kernels;

/// <summary>512 bits; products and sums are rounded once.</summary>
/// <typeparam name="T">Single or double precision.</typeparam>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Lanes512<T> : ILanes<Lanes512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector512<T> lanes;

    private Lanes512(Vector512<T> lanes) => this.lanes = lanes;

    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> left, Lanes512<T> right) => new(left.lanes + right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> left, Lanes512<T> right) => new(left.lanes - right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> left, Lanes512<T> right) => new(left.lanes * right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator /(Lanes512<T> left, Lanes512<T> right) => new(left.lanes / right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> value) => new(-value.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> All(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(ref T from) => new(Vector512.LoadUnsafe(ref from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes512<T> vector, ref T to) => vector.lanes.StoreUnsafe(ref to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplyAdd(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c) => typeof(T) == typeof(float)
        ? new(Vector512.FusedMultiplyAdd(a.lanes.AsSingle(), b.lanes.AsSingle(), c.lanes.AsSingle()).As<float, T>())
        : new(Vector512.FusedMultiplyAdd(a.lanes.AsDouble(), b.lanes.AsDouble(), c.lanes.AsDouble()).As<double, T>());

    // Of x86's minimum and maximum the second operand comes out where one is no number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Min(Lanes512<T> a, Lanes512<T> b) => new(Vector512.MinNative(a.lanes, b.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Max(Lanes512<T> a, Lanes512<T> b) => new(Vector512.MaxNative(a.lanes, b.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> IfLess(Lanes512<T> a, Lanes512<T> b, Lanes512<T> value, Lanes512<T> otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(a.lanes, b.lanes), value.lanes, otherwise.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> IfPositive(Lanes512<T> a, Lanes512<T> value) =>
        new(Vector512.GreaterThan(a.lanes, Vector512<T>.Zero) & value.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Round(Lanes512<T> x) => typeof(T) == typeof(float)
        ? new(Vector512.Round(x.lanes.AsSingle()).As<float, T>())
        : new(Vector512.Round(x.lanes.AsDouble()).As<double, T>());

    // The exponent of a number, whose other bits are zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> PowerOfTwo(Lanes512<T> n) => typeof(T) == typeof(float)
        ? new(Vector512.ShiftLeft(Vector512.ConvertToInt32(n.lanes.AsSingle()) + Vector512.Create(127), 23).As<int, T>())
        : new(Vector512.ShiftLeft(Vector512.ConvertToInt64(n.lanes.AsDouble()) + Vector512.Create(1023L), 52).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Exp(Lanes512<T> x) => typeof(T) == typeof(float)
        ? LaneMath.QuickExp<Lanes512<T>, T>(x)
        : new(Vector512.Exp(x.lanes.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Log(Lanes512<T> x) => typeof(T) == typeof(float)
        ? new(Vector512.Log(x.lanes.AsSingle()).As<float, T>())
        : new(Vector512.Log(x.lanes.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Sqrt(Lanes512<T> x) => new(Vector512.Sqrt(x.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Lanes512<T> Sine, Lanes512<T> Cosine) SinCos(Lanes512<T> x)
    {
        if (typeof(T) == typeof(float))
        {
            (Vector512<float> sine, Vector512<float> cosine) = Vector512.SinCos(x.lanes.AsSingle());
            return (new(sine.As<float, T>()), new(cosine.As<float, T>()));
        }

        (Vector512<double> sines, Vector512<double> cosines) = Vector512.SinCos(x.lanes.AsDouble());
        return (new(sines.As<double, T>()), new(cosines.As<double, T>()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Lanes512<T> vector) => Vector512.Sum(vector.lanes);
}
