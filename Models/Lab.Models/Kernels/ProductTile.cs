using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Models.Kernels;

/// <summary>The innermost part of a <see cref="MatrixProduct"/>: six rows and two vectors of columns of C,
/// held in registers.</summary>
internal static class ProductTile
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 6;

    /// <summary>Multiplies.</summary>
    /// <param name="left">Six rows of A.</param>
    /// <param name="panel">Two vectors of columns of B for every step, shape [step · column].</param>
    /// <param name="c">First number of the tile of C.</param>
    /// <param name="stride">Numbers from one row of C to the next.</param>
    /// <param name="accumulate">Whether the product is added to what is in C.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TVector>(in LeftTile left, ref float panel, ref float c, nint stride, bool accumulate)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        ref float a0 = ref left.Row(0);
        ref float a1 = ref left.Row(1);
        ref float a2 = ref left.Row(2);
        ref float a3 = ref left.Row(3);
        ref float a4 = ref left.Row(4);
        ref float a5 = ref left.Row(5);
        nint stepStride = left.StepStride;
        nint lanes = TVector.Count;
        TVector c00 = TVector.All(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00, c40 = c00,
            c41 = c00, c50 = c00, c51 = c00;
        if (accumulate)
        {
            Load<TVector>(ref c, out c00, out c01);
            Load<TVector>(ref Unsafe.Add(ref c, stride), out c10, out c11);
            Load<TVector>(ref Unsafe.Add(ref c, 2 * stride), out c20, out c21);
            Load<TVector>(ref Unsafe.Add(ref c, 3 * stride), out c30, out c31);
            Load<TVector>(ref Unsafe.Add(ref c, 4 * stride), out c40, out c41);
            Load<TVector>(ref Unsafe.Add(ref c, 5 * stride), out c50, out c51);
        }

        ref int step = ref MemoryMarshal.GetReference(left.Steps);
        ref int end = ref Unsafe.Add(ref step, left.Steps.Length);
        while (Unsafe.IsAddressLessThan(ref step, ref end))
        {
            nint at = step * stepStride;
            ref float row = ref Unsafe.Add(ref panel, step * 2 * lanes);
            TVector b0 = TVector.Load(ref row);
            TVector b1 = TVector.Load(ref Unsafe.Add(ref row, lanes));
            TVector factor = TVector.All(Unsafe.Add(ref a0, at));
            c00 = TVector.MultiplyAdd(factor, b0, c00);
            c01 = TVector.MultiplyAdd(factor, b1, c01);
            factor = TVector.All(Unsafe.Add(ref a1, at));
            c10 = TVector.MultiplyAdd(factor, b0, c10);
            c11 = TVector.MultiplyAdd(factor, b1, c11);
            factor = TVector.All(Unsafe.Add(ref a2, at));
            c20 = TVector.MultiplyAdd(factor, b0, c20);
            c21 = TVector.MultiplyAdd(factor, b1, c21);
            factor = TVector.All(Unsafe.Add(ref a3, at));
            c30 = TVector.MultiplyAdd(factor, b0, c30);
            c31 = TVector.MultiplyAdd(factor, b1, c31);
            factor = TVector.All(Unsafe.Add(ref a4, at));
            c40 = TVector.MultiplyAdd(factor, b0, c40);
            c41 = TVector.MultiplyAdd(factor, b1, c41);
            factor = TVector.All(Unsafe.Add(ref a5, at));
            c50 = TVector.MultiplyAdd(factor, b0, c50);
            c51 = TVector.MultiplyAdd(factor, b1, c51);
            step = ref Unsafe.Add(ref step, 1);
        }

        Store<TVector>(c00, c01, ref c);
        Store<TVector>(c10, c11, ref Unsafe.Add(ref c, stride));
        Store<TVector>(c20, c21, ref Unsafe.Add(ref c, 2 * stride));
        Store<TVector>(c30, c31, ref Unsafe.Add(ref c, 3 * stride));
        Store<TVector>(c40, c41, ref Unsafe.Add(ref c, 4 * stride));
        Store<TVector>(c50, c51, ref Unsafe.Add(ref c, 5 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<TVector>(ref float from, out TVector first, out TVector second)
        where TVector : unmanaged, ILanes<TVector, float> =>
            (first, second) = (TVector.Load(ref from), TVector.Load(ref Unsafe.Add(ref from, TVector.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVector>(TVector first, TVector second, ref float to)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        TVector.Store(first, ref to);
        TVector.Store(second, ref Unsafe.Add(ref to, TVector.Count));
    }
}
