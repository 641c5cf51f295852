using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lab.Models.Kernels;

/// <summary>Turns sixteen rows of single precision into a panel, sixteen steps at a time in registers of 512 bits.</summary>
internal static class PanelTranspose
{
    /// <summary>Rows of a panel.</summary>
    public const int Side = 16;

    /// <summary>Whether the processor has the instructions.</summary>
    public static bool IsSupported => Avx512F.IsSupported;

    /// <summary>Turns rows.</summary>
    /// <param name="rows">Sixteen of them, shape [row · step].</param>
    /// <param name="steps">Numbers of a row.</param>
    /// <param name="panel">Receives them, shape [step · row].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sixteen(ReadOnlySpan<float> rows, int steps, Span<float> panel)
    {
        Debug.Assert(rows.Length == Side * steps && panel.Length == rows.Length, "Sixteen rows make a panel.");
        int step = 0;
        for (; step <= steps - Side; step += Side)
        {
            Turn(in rows[step], steps, ref panel[step * Side]);
        }

        for (; step < steps; step++)
        {
            for (int row = 0; row < Side; row++)
            {
                panel[(step * Side) + row] = rows[(row * steps) + step];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(ref readonly float from, nint stride, ref float to)
    {
        ref float rows = ref Unsafe.AsRef(in from);
        TurnFours(ref rows, stride, out var a0, out var a1, out var a2, out var a3);
        TurnFours(ref Unsafe.Add(ref rows, 4 * stride), stride, out var b0, out var b1, out var b2, out var b3);
        TurnFours(ref Unsafe.Add(ref rows, 8 * stride), stride, out var c0, out var c1, out var c2, out var c3);
        TurnFours(ref Unsafe.Add(ref rows, 12 * stride), stride, out var d0, out var d1, out var d2, out var d3);
        StoreFours(a0, b0, c0, d0, ref to);
        StoreFours(a1, b1, c1, d1, ref Unsafe.Add(ref to, Side));
        StoreFours(a2, b2, c2, d2, ref Unsafe.Add(ref to, 2 * Side));
        StoreFours(a3, b3, c3, d3, ref Unsafe.Add(ref to, 3 * Side));
    }

    // Of four rows: the steps 0, 4, 8 and 12 in the first vector, the four rows of each beside each other; 1, 5, 9 and 13 in the
    // second, and so on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TurnFours(
        ref float rows, nint stride, out Vector512<float> first, out Vector512<float> second, out Vector512<float> third,
        out Vector512<float> fourth)
    {
        var a = Vector512.LoadUnsafe(ref rows);
        var b = Vector512.LoadUnsafe(ref Unsafe.Add(ref rows, stride));
        var c = Vector512.LoadUnsafe(ref Unsafe.Add(ref rows, 2 * stride));
        var d = Vector512.LoadUnsafe(ref Unsafe.Add(ref rows, 3 * stride));
        Vector512<double> lowAb = Avx512F.UnpackLow(a, b).AsDouble();
        Vector512<double> lowCd = Avx512F.UnpackLow(c, d).AsDouble();
        Vector512<double> highAb = Avx512F.UnpackHigh(a, b).AsDouble();
        Vector512<double> highCd = Avx512F.UnpackHigh(c, d).AsDouble();
        first = Avx512F.UnpackLow(lowAb, lowCd).AsSingle();
        second = Avx512F.UnpackHigh(lowAb, lowCd).AsSingle();
        third = Avx512F.UnpackLow(highAb, highCd).AsSingle();
        fourth = Avx512F.UnpackHigh(highAb, highCd).AsSingle();
    }

    // Four fours of rows of the same four steps: a vector of sixteen rows for each step.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFours(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, ref float to)
    {
        const byte firstTwo = 0b01_00_01_00;
        const byte lastTwo = 0b11_10_11_10;
        const byte even = 0b10_00_10_00;
        const byte odd = 0b11_01_11_01;
        Vector512<float> ab = Avx512F.Shuffle4x128(a, b, firstTwo);
        Vector512<float> cd = Avx512F.Shuffle4x128(c, d, firstTwo);
        Avx512F.Shuffle4x128(ab, cd, even).StoreUnsafe(ref to);
        Avx512F.Shuffle4x128(ab, cd, odd).StoreUnsafe(ref Unsafe.Add(ref to, 4 * Side));
        ab = Avx512F.Shuffle4x128(a, b, lastTwo);
        cd = Avx512F.Shuffle4x128(c, d, lastTwo);
        Avx512F.Shuffle4x128(ab, cd, even).StoreUnsafe(ref Unsafe.Add(ref to, 8 * Side));
        Avx512F.Shuffle4x128(ab, cd, odd).StoreUnsafe(ref Unsafe.Add(ref to, 12 * Side));
    }
}
