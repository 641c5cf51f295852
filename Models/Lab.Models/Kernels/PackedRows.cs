using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Models.Kernels;

/// <summary>Rows of a matrix A in the order in which they are multiplied with each other: in panels as wide as a vector, shape
/// [panel · step · row of the panel]; rows that are missing are zero. Adds A·Aᵀ to a symmetric matrix.</summary>
/// <remarks>
/// <para>A tile of eight rows and three vectors (four and three, with vectors of 256 bits) is held in registers. Steps are taken
/// in chunks, so that the eight rows stay in the first cache and what a tile needs in the second.</para>
/// <para>Steps of one call are summed in the precision of A, and their sum is added in double precision, so that a long sum loses
/// nothing: in the same order whatever the number of threads.</para>
/// </remarks>
/// <typeparam name="T">Single or double precision.</typeparam>
internal sealed class PackedRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Side = SymmetricTiles.Side;
    private const int ChunkSteps = 512;

    private AlignedMemory<T> memory = new(0);
    private AlignedMemory<T>[] partials = [];
    private int rows;
    private int steps;

    /// <summary>Rows of a panel.</summary>
    public static int PanelRows => Vector512.IsHardwareAccelerated ? PanelOf<Lanes512<T>>()
        : Vector256.IsHardwareAccelerated ? PanelOf<Lanes256<T>>()
        : PanelOf<ScalarLane<T>>();

    /// <summary>Begins with a matrix.</summary>
    /// <param name="rowCount">Its rows.</param>
    /// <param name="stepCount">Its columns.</param>
    public void Begin(int rowCount, int stepCount)
    {
        (rows, steps) = (rowCount, stepCount);
        int padded = RoundUp(rowCount, 3 * PanelRows);
        if (memory.Length < padded * stepCount)
        {
            memory = new AlignedMemory<T>(padded * stepCount);
        }

        memory.Span[(rowCount / PanelRows * PanelRows * stepCount)..(padded * stepCount)].Clear();
    }

    /// <summary>Takes rows.</summary>
    /// <param name="firstRow">The first one.</param>
    /// <param name="numbers">Their numbers, shape [row · step].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(int firstRow, ReadOnlySpan<T> numbers)
    {
        int panelRows = PanelRows;
        int count = numbers.Length / steps;
        for (int row = 0; row < count;)
        {
            int place = (firstRow + row) % panelRows;
            int taken = Math.Min(panelRows - place, count - row);
            ReadOnlySpan<T> some = numbers.Slice(row * steps, taken * steps);
            Span<T> panel = memory.Span.Slice((firstRow + row - place) * steps, panelRows * steps);
            if (typeof(T) == typeof(float) && taken == PanelTranspose.Side && PanelTranspose.IsSupported)
            {
                PanelTranspose.Sixteen(MemoryMarshal.Cast<T, float>(some), steps, MemoryMarshal.Cast<T, float>(panel));
            }
            else
            {
                Pack(some, panel[place..], panelRows);
            }

            row += taken;
        }
    }

    /// <summary>Takes all rows of a matrix that lies transposed in memory.</summary>
    /// <param name="numbers">Its numbers, shape [step · row].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PackTransposed(ReadOnlySpan<T> numbers)
    {
        int panelRows = PanelRows;
        for (int row = 0; row < rows; row += panelRows)
        {
            int count = Math.Min(panelRows, rows - row);
            Span<T> panel = memory.Span.Slice(row * steps, panelRows * steps);
            for (int step = 0; step < steps; step++)
            {
                numbers.Slice((step * rows) + row, count).CopyTo(panel[(step * panelRows)..]);
            }
        }
    }

    /// <summary>Adds a multiple of A·Aᵀ.</summary>
    /// <param name="sum">The matrix that it is added to, of as many rows as A, or more.</param>
    /// <param name="subtracts">Whether it is subtracted.</param>
    /// <param name="firstTile">The first row and column of tiles that is changed, to which the first row of A belongs.</param>
    /// <param name="threads">Threads; they change no result.</param>
    public void AddProductTo(SymmetricTiles sum, bool subtracts = false, int firstTile = 0, int threads = 1)
    {
        int count = (rows + SymmetricTiles.Side - 1) / SymmetricTiles.Side;

        if (partials.Length < threads)
        {
            partials = [.. Enumerable.Range(0, threads).Select(_ => new AlignedMemory<T>(Side * Side))];
        }

        // The long rows of tiles first, so that no thread is left with one of them in the end.
        void Row(int turn, Span<T> partial)
        {
            int row = count - 1 - turn;
            for (int column = 0; column <= row; column++)
            {
                double[] tile = sum.Tile(firstTile + row, firstTile + column);
                if (Vector512.IsHardwareAccelerated)
                {
                    Multiply<Lanes512<T>>(row, column, tile, partial, subtracts);
                }
                else if (Vector256.IsHardwareAccelerated)
                {
                    Multiply<Lanes256<T>>(row, column, tile, partial, subtracts);
                }
                else
                {
                    Multiply<ScalarLane<T>>(row, column, tile, partial, subtracts);
                }
            }
        }

        if (threads == 1)
        {
            for (int turn = 0; turn < count; turn++)
            {
                Row(turn, partials[0].Span);
            }

            return;
        }

        int next = -1;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, worker =>
        {
            for (int turn = Interlocked.Increment(ref next); turn < count; turn = Interlocked.Increment(ref next))
            {
                Row(turn, partials[worker].Span);
            }
        });
    }

    private static int PanelOf<TVector>()
        where TVector : unmanaged, ILanes<TVector, T> => Math.Max(TVector.Count, 4);

    // Few steps of all rows at once, so that the lines that are written stay in the first cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(ReadOnlySpan<T> from, Span<T> panel, int panelRows)
    {
        const int strip = 64;
        for (int firstStep = 0; firstStep < steps; firstStep += strip)
        {
            int lastStep = Math.Min(firstStep + strip, steps);
            for (int row = 0; row * steps < from.Length; row++)
            {
                ref T to = ref panel[(firstStep * panelRows) + row];
                foreach (T number in from[((row * steps) + firstStep)..((row * steps) + lastStep)])
                {
                    to = number;
                    to = ref Unsafe.Add(ref to, panelRows);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply<TVector>(int tileRow, int tileColumn, double[] tile, Span<T> partial, bool subtracts)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        int panelRows = PanelOf<TVector>();
        int lanes = TVector.Count;
        int width = 3 * lanes;
        bool isWide = typeof(TVector) == typeof(Lanes512<T>); // with 32 registers
        int height = isWide ? 8 : 4;
        int firstRow = tileRow * Side;
        int firstColumn = tileColumn * Side;
        int lastRow = Math.Min(Side, RoundUp(rows - firstRow, height));
        int lastColumn = Math.Min(Side, RoundUp(rows - firstColumn, width));
        for (int step = 0; step < steps; step += ChunkSteps)
        {
            int count = Math.Min(ChunkSteps, steps - step);
            for (int column = 0; column < lastColumn; column += width)
            {
                ref T right0 = ref PlaceOf(firstColumn + column, step, panelRows);
                ref T right1 = ref PlaceOf(firstColumn + column + lanes, step, panelRows);
                ref T right2 = ref PlaceOf(firstColumn + column + (2 * lanes), step, panelRows);
                for (int row = 0; row < lastRow; row += height)
                {
                    if (tileRow == tileColumn && row + height <= column)
                    {
                        continue; // above the diagonal
                    }

                    ref T left = ref PlaceOf(firstRow + row, step, panelRows);
                    ref T to = ref partial[(row * Side) + column];
                    if (isWide)
                    {
                        MultiplyEight<TVector>(ref left, ref right0, ref right1, ref right2, panelRows, count, step > 0, ref to);
                    }
                    else
                    {
                        MultiplyFour<TVector>(ref left, ref right0, ref right1, ref right2, panelRows, count, step > 0, ref to);
                    }

                    if (step + count == steps)
                    {
                        for (int i = row; i < row + height; i++)
                        {
                            int place = (i * Side) + column;
                            Add(partial.Slice(place, width), tile.AsSpan(place, width), subtracts);
                        }
                    }
                }
            }
        }
    }

    private ref T PlaceOf(int row, int step, int panelRows) =>
        ref memory.Span[(((row / panelRows * steps) + step) * panelRows) + (row % panelRows)];

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(ReadOnlySpan<T> numbers, Span<double> sums, bool subtracts)
    {
        int i = 0;
        double sign = subtracts ? -1 : 1;
        if (typeof(T) == typeof(float))
        {
            ReadOnlySpan<float> singles = MemoryMarshal.Cast<T, float>(numbers);
            for (; i <= singles.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Widen(new Vector<float>(singles[i..]), out Vector<double> low, out Vector<double> high);
                Span<double> first = sums[i..];
                Span<double> second = sums[(i + Vector<double>.Count)..];
                (new Vector<double>(first) + (low * sign)).CopyTo(first);
                (new Vector<double>(second) + (high * sign)).CopyTo(second);
            }
        }
        else
        {
            ReadOnlySpan<double> doubles = MemoryMarshal.Cast<T, double>(numbers);
            for (; i <= doubles.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                Span<double> part = sums[i..];
                (new Vector<double>(part) + (new Vector<double>(doubles[i..]) * sign)).CopyTo(part);
            }
        }

        for (; i < numbers.Length; i++)
        {
            sums[i] += sign * double.CreateTruncating(numbers[i]);
        }
    }

    // Unrolled, so that the sums stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyEight<TVector>(
        ref T left, ref T right0, ref T right1, ref T right2, nint stride, int steps, bool accumulate, ref T to)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        TVector zero = TVector.All(T.Zero);
        TVector c00 = zero, c01 = zero, c02 = zero, c10 = zero, c11 = zero, c12 = zero, c20 = zero, c21 = zero, c22 = zero,
            c30 = zero, c31 = zero, c32 = zero, c40 = zero, c41 = zero, c42 = zero, c50 = zero, c51 = zero, c52 = zero,
            c60 = zero, c61 = zero, c62 = zero, c70 = zero, c71 = zero, c72 = zero;
        if (accumulate)
        {
            Load(ref to, out c00, out c01, out c02);
            Load(ref Unsafe.Add(ref to, Side), out c10, out c11, out c12);
            Load(ref Unsafe.Add(ref to, 2 * Side), out c20, out c21, out c22);
            Load(ref Unsafe.Add(ref to, 3 * Side), out c30, out c31, out c32);
            Load(ref Unsafe.Add(ref to, 4 * Side), out c40, out c41, out c42);
            Load(ref Unsafe.Add(ref to, 5 * Side), out c50, out c51, out c52);
            Load(ref Unsafe.Add(ref to, 6 * Side), out c60, out c61, out c62);
            Load(ref Unsafe.Add(ref to, 7 * Side), out c70, out c71, out c72);
        }

        nint end = stride * steps;
        for (nint at = 0; at < end; at += stride)
        {
            TVector b0 = TVector.Load(ref Unsafe.Add(ref right0, at));
            TVector b1 = TVector.Load(ref Unsafe.Add(ref right1, at));
            TVector b2 = TVector.Load(ref Unsafe.Add(ref right2, at));
            TVector a = TVector.All(Unsafe.Add(ref left, at));
            c00 = TVector.MultiplyAdd(a, b0, c00);
            c01 = TVector.MultiplyAdd(a, b1, c01);
            c02 = TVector.MultiplyAdd(a, b2, c02);
            a = TVector.All(Unsafe.Add(ref left, at + 1));
            c10 = TVector.MultiplyAdd(a, b0, c10);
            c11 = TVector.MultiplyAdd(a, b1, c11);
            c12 = TVector.MultiplyAdd(a, b2, c12);
            a = TVector.All(Unsafe.Add(ref left, at + 2));
            c20 = TVector.MultiplyAdd(a, b0, c20);
            c21 = TVector.MultiplyAdd(a, b1, c21);
            c22 = TVector.MultiplyAdd(a, b2, c22);
            a = TVector.All(Unsafe.Add(ref left, at + 3));
            c30 = TVector.MultiplyAdd(a, b0, c30);
            c31 = TVector.MultiplyAdd(a, b1, c31);
            c32 = TVector.MultiplyAdd(a, b2, c32);
            a = TVector.All(Unsafe.Add(ref left, at + 4));
            c40 = TVector.MultiplyAdd(a, b0, c40);
            c41 = TVector.MultiplyAdd(a, b1, c41);
            c42 = TVector.MultiplyAdd(a, b2, c42);
            a = TVector.All(Unsafe.Add(ref left, at + 5));
            c50 = TVector.MultiplyAdd(a, b0, c50);
            c51 = TVector.MultiplyAdd(a, b1, c51);
            c52 = TVector.MultiplyAdd(a, b2, c52);
            a = TVector.All(Unsafe.Add(ref left, at + 6));
            c60 = TVector.MultiplyAdd(a, b0, c60);
            c61 = TVector.MultiplyAdd(a, b1, c61);
            c62 = TVector.MultiplyAdd(a, b2, c62);
            a = TVector.All(Unsafe.Add(ref left, at + 7));
            c70 = TVector.MultiplyAdd(a, b0, c70);
            c71 = TVector.MultiplyAdd(a, b1, c71);
            c72 = TVector.MultiplyAdd(a, b2, c72);
        }

        Store(c00, c01, c02, ref to);
        Store(c10, c11, c12, ref Unsafe.Add(ref to, Side));
        Store(c20, c21, c22, ref Unsafe.Add(ref to, 2 * Side));
        Store(c30, c31, c32, ref Unsafe.Add(ref to, 3 * Side));
        Store(c40, c41, c42, ref Unsafe.Add(ref to, 4 * Side));
        Store(c50, c51, c52, ref Unsafe.Add(ref to, 5 * Side));
        Store(c60, c61, c62, ref Unsafe.Add(ref to, 6 * Side));
        Store(c70, c71, c72, ref Unsafe.Add(ref to, 7 * Side));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyFour<TVector>(
        ref T left, ref T right0, ref T right1, ref T right2, nint stride, int steps, bool accumulate, ref T to)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        TVector zero = TVector.All(T.Zero);
        TVector c00 = zero, c01 = zero, c02 = zero, c10 = zero, c11 = zero, c12 = zero, c20 = zero, c21 = zero, c22 = zero,
            c30 = zero, c31 = zero, c32 = zero;
        if (accumulate)
        {
            Load(ref to, out c00, out c01, out c02);
            Load(ref Unsafe.Add(ref to, Side), out c10, out c11, out c12);
            Load(ref Unsafe.Add(ref to, 2 * Side), out c20, out c21, out c22);
            Load(ref Unsafe.Add(ref to, 3 * Side), out c30, out c31, out c32);
        }

        nint end = stride * steps;
        for (nint at = 0; at < end; at += stride)
        {
            TVector b0 = TVector.Load(ref Unsafe.Add(ref right0, at));
            TVector b1 = TVector.Load(ref Unsafe.Add(ref right1, at));
            TVector b2 = TVector.Load(ref Unsafe.Add(ref right2, at));
            TVector a = TVector.All(Unsafe.Add(ref left, at));
            c00 = TVector.MultiplyAdd(a, b0, c00);
            c01 = TVector.MultiplyAdd(a, b1, c01);
            c02 = TVector.MultiplyAdd(a, b2, c02);
            a = TVector.All(Unsafe.Add(ref left, at + 1));
            c10 = TVector.MultiplyAdd(a, b0, c10);
            c11 = TVector.MultiplyAdd(a, b1, c11);
            c12 = TVector.MultiplyAdd(a, b2, c12);
            a = TVector.All(Unsafe.Add(ref left, at + 2));
            c20 = TVector.MultiplyAdd(a, b0, c20);
            c21 = TVector.MultiplyAdd(a, b1, c21);
            c22 = TVector.MultiplyAdd(a, b2, c22);
            a = TVector.All(Unsafe.Add(ref left, at + 3));
            c30 = TVector.MultiplyAdd(a, b0, c30);
            c31 = TVector.MultiplyAdd(a, b1, c31);
            c32 = TVector.MultiplyAdd(a, b2, c32);
        }

        Store(c00, c01, c02, ref to);
        Store(c10, c11, c12, ref Unsafe.Add(ref to, Side));
        Store(c20, c21, c22, ref Unsafe.Add(ref to, 2 * Side));
        Store(c30, c31, c32, ref Unsafe.Add(ref to, 3 * Side));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<TVector>(ref T from, out TVector first, out TVector second, out TVector third)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        first = TVector.Load(ref from);
        second = TVector.Load(ref Unsafe.Add(ref from, TVector.Count));
        third = TVector.Load(ref Unsafe.Add(ref from, 2 * TVector.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVector>(TVector first, TVector second, TVector third, ref T to)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        TVector.Store(first, ref to);
        TVector.Store(second, ref Unsafe.Add(ref to, TVector.Count));
        TVector.Store(third, ref Unsafe.Add(ref to, 2 * TVector.Count));
    }
}
