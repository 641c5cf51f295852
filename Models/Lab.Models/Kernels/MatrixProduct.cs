using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Models.Kernels;

/// <summary>
/// Products of matrices in single precision, C = A·B or C = C + A·B, in blocks that stay in the caches (Goto and van de Geijn, ACM Trans.
/// Math. Softw. 34, 12, 2008, doi:10.1145/1356052.1356053).
/// </summary>
/// <remarks>
/// <para>A tile of C of six rows and two vectors is held in registers. Where all six rows of A are zero, as the border of an image is, the
/// step is left out: it would add zeros.</para>
/// <para>Each number of C is summed in the same order whatever the number of threads, so results do not depend on it. Widths of vectors
/// differ in nothing but the rounding of a product before it is added, which the scalar width has and the others do not.</para>
/// </remarks>
public static class MatrixProduct
{
    private const int TileRows = 6;

    /// <summary>Most steps of the inner dimension whose part of B is arranged at once: 16 columns of it stay in the first cache.</summary>
    private const int InnerBlock = 400;

    /// <summary>Rows of A that a thread takes at once.</summary>
    private const int RowBlock = 16 * TileRows;

    /// <summary>Numbers from one step of a copy of A to the next.</summary>
    private const int CopyStride = TileRows;

    /// <summary>Products below it are not worth a second thread.</summary>
    private const long SmallestSharedProduct = 1 << 20;

    /// <summary>Multiplies.</summary>
    /// <param name="a">Shape [row · inner], or [inner · row] where it is transposed.</param>
    /// <param name="b">Shape [inner · column], or [column · inner] where it is transposed.</param>
    /// <param name="c">Receives the product, shape [row · column].</param>
    /// <param name="rows">Rows of C.</param>
    /// <param name="columns">Columns of C.</param>
    /// <param name="inner">Products that are summed for a number of C.</param>
    /// <param name="transposeA">Whether A lies transposed in memory.</param>
    /// <param name="transposeB">Whether B lies transposed in memory.</param>
    /// <param name="accumulate">Whether the product is added to what is in C.</param>
    /// <param name="threads">Threads; they change no result.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape.</exception>
    public static void Multiply(
        ReadOnlyMemory<float> a, ReadOnlyMemory<float> b, Memory<float> c, int rows, int columns, int inner, bool transposeA = false, bool transposeB = false, bool accumulate = false, int threads = 1)
    {
        if (a.Length < (long)rows * inner || b.Length < (long)inner * columns || c.Length < (long)rows * columns)
        {
            throw new ArgumentException($"A matrix of {rows} × {inner} times one of {inner} × {columns} does not fit memory of {a.Length}, {b.Length} and {c.Length} numbers.");
        }

        var shape = new Shape(rows, columns, inner, transposeA, transposeB, accumulate, threads);
        if (Vector512.IsHardwareAccelerated)
        {
            Multiply<Lanes512, Vector512<float>>(a, b, c, shape);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Multiply<Lanes256, Vector256<float>>(a, b, c, shape);
        }
        else
        {
            Multiply<ScalarLane, float>(a, b, c, shape);
        }
    }

    /// <summary>The same with a width of vectors that is asked for.</summary>
    internal static void Multiply<TLanes, TVector>(ReadOnlyMemory<float> a, ReadOnlyMemory<float> b, Memory<float> c, Shape shape)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        if (shape.Inner == 0 && !shape.Accumulate)
        {
            c.Span[..(shape.Rows * shape.Columns)].Clear();
        }

        int blocks = (shape.Rows + RowBlock - 1) / RowBlock;
        int threads = Math.Min(shape.Threads, (long)shape.Rows * shape.Columns * shape.Inner < SmallestSharedProduct ? 1 : blocks);
        int innerBlock = InnerBlockOf(shape.Inner);
        for (int first = 0; first < shape.Inner; first += innerBlock)
        {
            int steps = Math.Min(innerBlock, shape.Inner - first);
            bool adds = shape.Accumulate || first > 0;
            if (threads == 1)
            {
                Span<float> arranged = ArrangeRight<TLanes, TVector>(b.Span, shape, first, steps);
                for (int block = 0; block < blocks; block++)
                {
                    MultiplyBlock<TLanes, TVector>(a.Span, arranged, c.Span, shape, block * RowBlock, first, steps, adds);
                }
            }
            else
            {
                Share<TLanes, TVector>(a, b, c, shape, threads, first, steps, adds);
            }
        }
    }

    // Equal parts, none of which is so short that arranging costs more than multiplying.
    private static int InnerBlockOf(int inner)
    {
        int parts = Math.Max(1, (inner + InnerBlock - 1) / InnerBlock);
        return Math.Max(1, (inner + parts - 1) / parts);
    }

    // Apart from its caller, whose single thread needs no closure.
    private static void Share<TLanes, TVector>(ReadOnlyMemory<float> a, ReadOnlyMemory<float> b, Memory<float> c, Shape shape, int threads, int first, int steps, bool adds)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int blocks = (shape.Rows + RowBlock - 1) / RowBlock;
        int next = -1;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            // Each thread arranges B for itself: it lies in its own cache then.
            Span<float> arranged = ArrangeRight<TLanes, TVector>(b.Span, shape, first, steps);
            for (int block = Interlocked.Increment(ref next); block < blocks; block = Interlocked.Increment(ref next))
            {
                MultiplyBlock<TLanes, TVector>(a.Span, arranged, c.Span, shape, block * RowBlock, first, steps, adds);
            }
        });
    }

    /// <summary>B in panels of two vectors of columns, shape [panel · step · column]; columns that are missing are zero.</summary>
    private static Span<float> ArrangeRight<TLanes, TVector>(ReadOnlySpan<float> b, Shape shape, int first, int steps)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int width = 2 * TLanes.Count;
        int panels = (shape.Columns + width - 1) / width;
        Span<float> arranged = Workspace.Mine.Right(panels * steps * width);
        int wholePanels = shape.TransposeB ? 0 : shape.Columns / width;
        ref float row = ref Unsafe.Add(ref MemoryMarshal.GetReference(b), (nint)first * shape.Columns);
        for (int i = 0; i < steps && wholePanels > 0; i++)
        {
            ref float from = ref row;
            for (int panel = 0; panel < wholePanels; panel++)
            {
                ref float to = ref Unsafe.Add(ref MemoryMarshal.GetReference(arranged), ((panel * steps) + i) * width);
                TLanes.Store(TLanes.Load(ref from), ref to);
                TLanes.Store(TLanes.Load(ref Unsafe.Add(ref from, TLanes.Count)), ref Unsafe.Add(ref to, TLanes.Count));
                from = ref Unsafe.Add(ref from, width);
            }

            row = ref Unsafe.Add(ref row, shape.Columns);
        }

        for (int panel = wholePanels; panel < panels; panel++)
        {
            int column = panel * width;
            int count = Math.Min(width, shape.Columns - column);
            Span<float> to = arranged.Slice(panel * steps * width, steps * width);
            if (count < width)
            {
                to.Clear();
            }

            if (shape.TransposeB)
            {
                for (int j = 0; j < count; j++)
                {
                    ReadOnlySpan<float> from = b.Slice(((column + j) * shape.Inner) + first, steps);
                    for (int i = 0; i < from.Length; i++)
                    {
                        to[(i * width) + j] = from[i];
                    }
                }
            }
            else
            {
                for (int i = 0; i < steps; i++)
                {
                    b.Slice(((first + i) * shape.Columns) + column, count).CopyTo(to[(i * width)..]);
                }
            }
        }

        return arranged;
    }

    private static void MultiplyBlock<TLanes, TVector>(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, Shape shape, int firstRow, int first, int steps, bool accumulate)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int rows = Math.Min(RowBlock, shape.Rows - firstRow);
        int tiles = (rows + TileRows - 1) / TileRows;
        int width = 2 * TLanes.Count;
        bool copies = shape.TransposeA && shape.Columns > width;
        Span<float> copy = copies ? Workspace.Mine.Left((tiles * steps * CopyStride) + CopyStride) : default;
        Span<Step> lists = MemoryMarshal.Cast<long, Step>(Workspace.Mine.Indices((tiles + 1) * steps));
        Span<int> starts = stackalloc int[RowBlock / TileRows];
        Span<int> counts = stackalloc int[RowBlock / TileRows];
        ref float source = ref Unsafe.Add(ref MemoryMarshal.GetReference(a), shape.TransposeA ? ((nint)first * shape.Rows) + firstRow : ((nint)firstRow * shape.Inner) + first);

        // Tiles of which no step is left out share one list.
        All(shape.TransposeA ? shape.Rows : 1, width, lists[(tiles * steps)..]);
        starts.Fill(tiles * steps);
        counts.Fill(steps);
        int wholeTiles = rows / TileRows;
        if (copies)
        {
            Copy(ref source, shape.Rows, width, steps, copy, lists, counts[..wholeTiles]);
            for (int tile = 0; tile < wholeTiles; tile++)
            {
                starts[tile] = tile * steps;
            }
        }
        else if (!shape.TransposeA)
        {
            for (int tile = 0; tile < wholeTiles; tile++)
            {
                ref float left = ref Unsafe.Add(ref source, (nint)tile * TileRows * shape.Inner);
                if (HasZeros(ref left, shape.Inner, steps))
                {
                    starts[tile] = tile * steps;
                    counts[tile] = Choose(ref left, shape.Inner, width, lists.Slice(tile * steps, steps));
                }
            }
        }

        Span<float> edge = stackalloc float[TileRows * width];
        for (int column = 0; column < shape.Columns; column += width)
        {
            ref float panel = ref MemoryMarshal.GetReference(b[(column * steps)..]);
            for (int tile = 0; tile < tiles; tile++)
            {
                int row = tile * TileRows;
                int tileRows = Math.Min(TileRows, rows - row);
                int tileColumns = Math.Min(width, shape.Columns - column);
                bool isCopy = copies && tileRows == TileRows;
                ref float left = ref isCopy ? ref copy[tile * steps * CopyStride] : ref Unsafe.Add(ref source, (nint)row * (shape.TransposeA ? 1 : shape.Inner));
                int rowStride = isCopy || shape.TransposeA ? 1 : shape.Inner;
                Span<Step> list = lists.Slice(starts[tile], counts[tile]);
                Span<float> target = c[(((firstRow + row) * shape.Columns) + column)..];
                if (tileRows == TileRows && tileColumns == width)
                {
                    MultiplyTile<TLanes, TVector>(ref left, rowStride, TileRows - 1, list, ref panel, ref MemoryMarshal.GetReference(target), shape.Columns, accumulate);
                    continue;
                }

                MultiplyTile<TLanes, TVector>(ref left, rowStride, tileRows - 1, list, ref panel, ref MemoryMarshal.GetReference(edge), width, accumulate: false);
                for (int i = 0; i < tileRows; i++)
                {
                    Span<float> to = target.Slice(i * shape.Columns, tileColumns);
                    for (int j = 0; j < to.Length; j++)
                    {
                        to[j] = edge[(i * width) + j] + (accumulate ? to[j] : 0);
                    }
                }
            }
        }
    }

    private static void All(int stride, int width, Span<Step> list)
    {
        for (int step = 0; step < list.Length; step++)
        {
            list[step] = new Step(step * stride, step * width);
        }
    }

    /// <summary>The steps in which one of six rows, that lie one after the other, is not zero.</summary>
    private static int Choose(ref float rows, nint stride, int width, Span<Step> list)
    {
        int count = 0;
        int step = 0;
        for (; step <= list.Length - Vector256<float>.Count; step += Vector256<float>.Count)
        {
            uint left = ~ZeroSteps(ref Unsafe.Add(ref rows, step), stride).ExtractMostSignificantBits() & 0xFF;
            while (left != 0)
            {
                int at = step + BitOperations.TrailingZeroCount(left);
                list[count++] = new Step(at, at * width);
                left &= left - 1;
            }
        }

        for (; step < list.Length; step++)
        {
            list[count++] = new Step(step, step * width);
        }

        return count;
    }

    /// <summary>Whether there is a step in which all six rows are zero, but for steps at the end that fill no vector.</summary>
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
        Vector256<float> any = Vector256.LoadUnsafe(ref rows) | Vector256.LoadUnsafe(ref Unsafe.Add(ref rows, stride)) | Vector256.LoadUnsafe(ref Unsafe.Add(ref rows, 2 * stride))
            | Vector256.LoadUnsafe(ref Unsafe.Add(ref rows, 3 * stride)) | Vector256.LoadUnsafe(ref Unsafe.Add(ref rows, 4 * stride)) | Vector256.LoadUnsafe(ref Unsafe.Add(ref rows, 5 * stride));
        return Vector256.Equals(any, Vector256<float>.Zero);
    }

    /// <summary>Copies tiles of six rows that lie beside each other, without the steps in which all six are zero.</summary>
    private static void Copy(ref float rows, nint stride, int width, int steps, Span<float> copy, Span<Step> lists, Span<int> counts)
    {
        counts.Clear();
        for (int step = 0; step < steps; step++)
        {
            ref float from = ref Unsafe.Add(ref rows, step * stride);
            for (int tile = 0; tile < counts.Length; tile++)
            {
                int count = counts[tile];
                ref float to = ref Unsafe.Add(ref MemoryMarshal.GetReference(copy), ((tile * steps) + count) * CopyStride);
                var first = Vector128.LoadUnsafe(ref from);
                var last = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 2));
                first.StoreUnsafe(ref to);
                last.StoreUnsafe(ref Unsafe.Add(ref to, 2));

                // Without a branch: the next step is written over one that is left out.
                Unsafe.Add(ref MemoryMarshal.GetReference(lists), (tile * steps) + count) = new Step(count * CopyStride, step * width);
                counts[tile] = count + (Vector128.EqualsAll(first | last, Vector128<float>.Zero) ? 0 : 1);
                from = ref Unsafe.Add(ref from, TileRows);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyTile<TLanes, TVector>(ref float a, nint rowStride, int lastRow, Span<Step> steps, ref float b, ref float c, nint stride, bool accumulate)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        // Rows that are missing repeat the last one; nobody looks at them.
        ref float a1 = ref Unsafe.Add(ref a, Math.Min(1, lastRow) * rowStride);
        ref float a2 = ref Unsafe.Add(ref a, Math.Min(2, lastRow) * rowStride);
        ref float a3 = ref Unsafe.Add(ref a, Math.Min(3, lastRow) * rowStride);
        ref float a4 = ref Unsafe.Add(ref a, Math.Min(4, lastRow) * rowStride);
        ref float a5 = ref Unsafe.Add(ref a, Math.Min(5, lastRow) * rowStride);
        nint lanes = TLanes.Count;
        TVector c00 = TLanes.All(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
        if (accumulate)
        {
            Load<TLanes, TVector>(ref c, out c00, out c01);
            Load<TLanes, TVector>(ref Unsafe.Add(ref c, stride), out c10, out c11);
            Load<TLanes, TVector>(ref Unsafe.Add(ref c, 2 * stride), out c20, out c21);
            Load<TLanes, TVector>(ref Unsafe.Add(ref c, 3 * stride), out c30, out c31);
            Load<TLanes, TVector>(ref Unsafe.Add(ref c, 4 * stride), out c40, out c41);
            Load<TLanes, TVector>(ref Unsafe.Add(ref c, 5 * stride), out c50, out c51);
        }

        ref Step step = ref MemoryMarshal.GetReference(steps);
        ref Step end = ref Unsafe.Add(ref step, steps.Length);
        while (Unsafe.IsAddressLessThan(ref step, ref end))
        {
            nint at = step.Left;
            ref float row = ref Unsafe.Add(ref b, (nint)step.Right);
            TVector b0 = TLanes.Load(ref row);
            TVector b1 = TLanes.Load(ref Unsafe.Add(ref row, lanes));
            TVector factor = TLanes.All(Unsafe.Add(ref a, at));
            c00 = TLanes.MultiplyAdd(factor, b0, c00);
            c01 = TLanes.MultiplyAdd(factor, b1, c01);
            factor = TLanes.All(Unsafe.Add(ref a1, at));
            c10 = TLanes.MultiplyAdd(factor, b0, c10);
            c11 = TLanes.MultiplyAdd(factor, b1, c11);
            factor = TLanes.All(Unsafe.Add(ref a2, at));
            c20 = TLanes.MultiplyAdd(factor, b0, c20);
            c21 = TLanes.MultiplyAdd(factor, b1, c21);
            factor = TLanes.All(Unsafe.Add(ref a3, at));
            c30 = TLanes.MultiplyAdd(factor, b0, c30);
            c31 = TLanes.MultiplyAdd(factor, b1, c31);
            factor = TLanes.All(Unsafe.Add(ref a4, at));
            c40 = TLanes.MultiplyAdd(factor, b0, c40);
            c41 = TLanes.MultiplyAdd(factor, b1, c41);
            factor = TLanes.All(Unsafe.Add(ref a5, at));
            c50 = TLanes.MultiplyAdd(factor, b0, c50);
            c51 = TLanes.MultiplyAdd(factor, b1, c51);
            step = ref Unsafe.Add(ref step, 1);
        }

        Store<TLanes, TVector>(c00, c01, ref c);
        Store<TLanes, TVector>(c10, c11, ref Unsafe.Add(ref c, stride));
        Store<TLanes, TVector>(c20, c21, ref Unsafe.Add(ref c, 2 * stride));
        Store<TLanes, TVector>(c30, c31, ref Unsafe.Add(ref c, 3 * stride));
        Store<TLanes, TVector>(c40, c41, ref Unsafe.Add(ref c, 4 * stride));
        Store<TLanes, TVector>(c50, c51, ref Unsafe.Add(ref c, 5 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<TLanes, TVector>(ref float from, out TVector first, out TVector second)
        where TLanes : ILanes<TVector>
        where TVector : struct => (first, second) = (TLanes.Load(ref from), TLanes.Load(ref Unsafe.Add(ref from, TLanes.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes, TVector>(TVector first, TVector second, ref float to)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        TLanes.Store(first, ref to);
        TLanes.Store(second, ref Unsafe.Add(ref to, TLanes.Count));
    }

    /// <summary>Where a step of the inner dimension lies in the rows of A, and where in a panel of B.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Step(int Left, int Right);

    /// <summary>What is multiplied how.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Shape(int Rows, int Columns, int Inner, bool TransposeA, bool TransposeB, bool Accumulate, int Threads);
}
