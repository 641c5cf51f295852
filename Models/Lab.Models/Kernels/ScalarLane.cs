using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Models.Kernels;

/// <summary>One number at a time, for processors without wide vectors; product and sum are rounded each.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ScalarLane : ILanes<float>
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float All(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(ref float from) => from;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float vector, ref float to) => to = vector;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float a, float b, float c) => (a * b) + c;
}
