using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Models.Kernels;

/// <summary>
/// Rows of the left operand of a <see cref="MatrixProduct"/> as tiles of six, with the steps in which not all of a tile's rows
/// are zero. </summary>
/// <remarks>Rows are read where they lie. Columns of a transposed operand are copied,
/// one step's six numbers after the other's.</remarks>
internal readonly ref struct LeftBlock
{
    /// <summary>Most rows of a block that is read in place: with 400 steps of them half of the second cache is full.</summary>
    public const int RowsInPlace = 16 * ProductTile.Rows;

    /// <summary>Most rows of a block that is copied: long enough for reading a transposed operand line by line,
    /// short enough for the second cache.</summary>
    public const int RowsCopied = 66 * ProductTile.Rows;

    /// <summary>Steps that are copied for a tile before the next tile's: their lines stay in the first cache.</summary>
    private const int CopiedSteps = 16;

    private const int AllSteps = -1;

    private readonly ref float source;
    private readonly Span<float> copy;
    private readonly Span<int> lists;
    private readonly Span<int> counts;
    private readonly MatrixProduct.Shape shape;
    private readonly int rows;
    private readonly int steps;

    /// <summary>Arranges a block.</summary>
    /// <param name="a">Left operand.</param>
    /// <param name="shape">The shape of the product.</param>
    /// <param name="firstRow">First row of the block.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="first">First step of the inner dimension.</param>
    /// <param name="steps">Steps.</param>
    /// <param name="copies">Whether the operand, which lies transposed, is copied.</param>
    public LeftBlock(ReadOnlySpan<float> a, MatrixProduct.Shape shape, int firstRow, int rows, int first, int steps, bool copies)
    {
        this.shape = shape;
        this.rows = rows;
        this.steps = steps;
        source = ref Unsafe.Add(
            ref MemoryMarshal.GetReference(a),
            shape.TransposeA ? ((nint)first * shape.Rows) + firstRow : ((nint)firstRow * shape.Inner) + first);
        int wholeTiles = rows / ProductTile.Rows;

        // A list of all steps, a list of its own for every whole tile, and how many steps of that list count.
        Span<int> indices = Workspace.Mine.Indices(((wholeTiles + 1) * steps) + wholeTiles);
        lists = indices[..((wholeTiles + 1) * steps)];
        counts = indices[lists.Length..];
        counts.Fill(AllSteps);
        for (int step = 0; step < steps; step++)
        {
            lists[step] = step;
        }

        if (copies)
        {
            copy = Workspace.Mine.Left(wholeTiles * steps * ProductTile.Rows);
            Copy();
        }
        else if (!shape.TransposeA && shape.Columns > MatrixProduct.FewColumns)
        {
            ChooseInPlace();
        }
    }

    /// <summary>Six rows, or those that are left at the end.</summary>
    /// <param name="tile">Which, from 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LeftTile Tile(int tile)
    {
        int row = tile * ProductTile.Rows;
        int tileRows = Math.Min(ProductTile.Rows, rows - row);
        if (tileRows == ProductTile.Rows && copy.Length > 0)
        {
            return new LeftTile(ref copy[row * steps], tileRows, rowStride: 1, stepStride: ProductTile.Rows, StepsOf(tile));
        }

        return shape.TransposeA
            ? new LeftTile(ref Unsafe.Add(ref source, row), tileRows, rowStride: 1, stepStride: shape.Rows, lists[..steps])
            : new LeftTile(
                ref Unsafe.Add(ref source, (nint)row * shape.Inner),
                tileRows,
                rowStride: shape.Inner,
                stepStride: 1,
                tile < counts.Length ? StepsOf(tile) : lists[..steps]);
    }

    // Tiles of which no step is left out share the first list.
    private ReadOnlySpan<int> StepsOf(int tile) => counts[tile] == AllSteps ? lists[..steps] : ListOf(tile)[..counts[tile]];

    private Span<int> ListOf(int tile) => lists.Slice((tile + 1) * steps, steps);

    private void Copy()
    {
        for (int from = 0; from < steps; from += CopiedSteps)
        {
            int count = Math.Min(CopiedSteps, steps - from);
            for (int tile = 0; tile < counts.Length; tile++)
            {
                int row = tile * ProductTile.Rows;
                if (Copy(
                    ref Unsafe.Add(ref source, ((nint)from * shape.Rows) + row),
                    shape.Rows,
                    count,
                    ref copy[(row * steps) + (from * ProductTile.Rows)]))
                {
                    counts[tile] = 0; // to be chosen below
                }
            }
        }

        for (int tile = 0; tile < counts.Length; tile++)
        {
            if (counts[tile] != AllSteps)
            {
                counts[tile] = ChooseCopied(ref copy[tile * ProductTile.Rows * steps], ListOf(tile));
            }
        }
    }

    private void ChooseInPlace()
    {
        for (int tile = 0; tile < counts.Length; tile++)
        {
            ref float start = ref Unsafe.Add(ref source, (nint)tile * ProductTile.Rows * shape.Inner);
            if (HasZeros(ref start, shape.Inner, steps))
            {
                counts[tile] = ChooseInPlace(ref start, shape.Inner, ListOf(tile));
            }
        }
    }

    /// <summary>Copies six rows that lie beside each other, and says whether all six are zero in a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Copy(ref float from, nint stride, int steps, ref float to)
    {
        bool hasZeros = false;
        for (int step = 0; step < steps; step++)
        {
            Load(ref from, out Vector128<float> start, out Vector128<float> end);
            start.StoreUnsafe(ref to);
            end.StoreUnsafe(ref Unsafe.Add(ref to, ProductTile.Rows - Vector128<float>.Count));
            hasZeros |= AreZero(start, end);
            from = ref Unsafe.Add(ref from, stride);
            to = ref Unsafe.Add(ref to, ProductTile.Rows);
        }

        return hasZeros;
    }

    /// <summary>The steps in which one of six rows, that lie copied, is not zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ChooseCopied(ref float copied, Span<int> list)
    {
        int count = 0;
        for (int step = 0; step < list.Length; step++)
        {
            Load(ref Unsafe.Add(ref copied, step * ProductTile.Rows), out Vector128<float> start, out Vector128<float> end);

            // Without a branch: the next step is written over one that is left out.
            list[count] = step;
            count += AreZero(start, end) ? 0 : 1;
        }

        return count;
    }

    // Six numbers as two vectors of four that share two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(ref float six, out Vector128<float> start, out Vector128<float> end) =>
        (start, end) = (
            Vector128.LoadUnsafe(ref six),
            Vector128.LoadUnsafe(ref Unsafe.Add(ref six, ProductTile.Rows - Vector128<float>.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreZero(Vector128<float> start, Vector128<float> end) =>
        Vector128.EqualsAll(start | end, Vector128<float>.Zero);

    /// <summary>The steps in which one of six rows, that lie one after the other, is not zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ChooseInPlace(ref float rows, nint stride, Span<int> list)
    {
        int count = 0;
        int step = 0;
        for (; step <= list.Length - Vector256<float>.Count; step += Vector256<float>.Count)
        {
            uint left = ~ZeroSteps(ref Unsafe.Add(ref rows, step), stride).ExtractMostSignificantBits() & 0xFF;
            while (left != 0)
            {
                list[count++] = step + BitOperations.TrailingZeroCount(left);
                left &= left - 1;
            }
        }

        for (; step < list.Length; step++)
        {
            list[count++] = step;
        }

        return count;
    }

    /// <summary>Whether there is a step in which all six rows are zero, but for steps at the end that fill no vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool HasZeros(ref float rows, nint stride, int steps)
    {
        Vector256<float> zeros = Vector256<float>.Zero;
        for (int step = 0; step <= steps - Vector256<float>.Count; step += Vector256<float>.Count)
        {
            zeros |= ZeroSteps(ref Unsafe.Add(ref rows, step), stride);
        }

        return zeros.ExtractMostSignificantBits() != 0;
    }

    /// <summary>In which of eight steps all six rows are zero: all bits set there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ZeroSteps(ref float rows, nint stride)
    {
        Vector256<float> any = Vector256.LoadUnsafe(ref rows) | Vector256.LoadUnsafe(ref Unsafe.Add(ref rows, stride))
            | Vector256.LoadUnsafe(ref Unsafe.Add(ref rows, 2 * stride))
            | Vector256.LoadUnsafe(ref Unsafe.Add(ref rows, 3 * stride)) | Vector256.LoadUnsafe(
                ref Unsafe.Add(ref rows, 4 * stride)) | Vector256.LoadUnsafe(ref Unsafe.Add(ref rows, 5 * stride));
        return Vector256.Equals(any, Vector256<float>.Zero);
    }
}
