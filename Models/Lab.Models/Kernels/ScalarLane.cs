using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Models.Kernels;

/// <summary>One number at a time, for processors without wide vectors; product and sum are rounded each.</summary>
/// <typeparam name="T">Single or double precision.</typeparam>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ScalarLane<T> : ILanes<ScalarLane<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T lane;

    private ScalarLane(T lane) => this.lane = lane;

    public static int Count => 1;

    public static ScalarLane<T> operator +(ScalarLane<T> left, ScalarLane<T> right) => new(left.lane + right.lane);

    public static ScalarLane<T> operator -(ScalarLane<T> left, ScalarLane<T> right) => new(left.lane - right.lane);

    public static ScalarLane<T> operator *(ScalarLane<T> left, ScalarLane<T> right) => new(left.lane * right.lane);

    public static ScalarLane<T> operator /(ScalarLane<T> left, ScalarLane<T> right) => new(left.lane / right.lane);

    public static ScalarLane<T> operator -(ScalarLane<T> value) => new(-value.lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane<T> All(T value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane<T> Load(ref T from) => new(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ScalarLane<T> vector, ref T to) => to = vector.lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane<T> MultiplyAdd(ScalarLane<T> a, ScalarLane<T> b, ScalarLane<T> c) => new((a.lane * b.lane) + c.lane);

    public static ScalarLane<T> Min(ScalarLane<T> a, ScalarLane<T> b) => a.lane < b.lane ? a : b;

    public static ScalarLane<T> Max(ScalarLane<T> a, ScalarLane<T> b) => a.lane > b.lane ? a : b;

    public static ScalarLane<T> IfLess(ScalarLane<T> a, ScalarLane<T> b, ScalarLane<T> value, ScalarLane<T> otherwise) =>
        a.lane < b.lane ? value : otherwise;

    public static ScalarLane<T> IfPositive(ScalarLane<T> a, ScalarLane<T> value) => a.lane > T.Zero ? value : default;

    public static ScalarLane<T> Round(ScalarLane<T> x) => new(T.Round(x.lane));

    public static ScalarLane<T> PowerOfTwo(ScalarLane<T> n) => new(T.ScaleB(T.One, int.CreateTruncating(n.lane)));

    public static ScalarLane<T> Exp(ScalarLane<T> x) =>
        typeof(T) == typeof(float) ? LaneMath.QuickExp<ScalarLane<T>, T>(x) : new(T.Exp(x.lane));

    public static ScalarLane<T> Log(ScalarLane<T> x) => new(T.Log(x.lane));

    public static ScalarLane<T> Sqrt(ScalarLane<T> x) => new(T.Sqrt(x.lane));

    public static (ScalarLane<T> Sine, ScalarLane<T> Cosine) SinCos(ScalarLane<T> x)
    {
        (T sine, T cosine) = T.SinCos(x.lane);
        return (new(sine), new(cosine));
    }

    public static T Sum(ScalarLane<T> vector) => vector.lane;
}
