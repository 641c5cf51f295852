using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Models.Kernels;

/// <summary>Rows of a matrix A in the order in which they are multiplied with each other: in panels, shape [panel · step · row of
/// the panel]; rows that are missing are zero. Adds A·Aᵀ to a symmetric matrix.</summary>
/// <remarks>A tile of eight rows and three vectors (four and three, with vectors of 256 bits) is held in registers. Steps of one
/// call are summed in the precision of A, and their sum is added in double precision, so that a long sum loses nothing: in the
/// same order whatever the number of threads.</remarks>
/// <typeparam name="T">Single or double precision.</typeparam>
internal sealed class PackedRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private AlignedMemory<T> memory = new(0);
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
        int panels = (rowCount + PanelRows - 1) / PanelRows;
        if (memory.Length < panels * PanelRows * stepCount)
        {
            memory = new AlignedMemory<T>(panels * PanelRows * stepCount);
        }

        memory.Span.Slice((panels - 1) * PanelRows * stepCount, PanelRows * stepCount).Clear();
    }

    /// <summary>Takes rows.</summary>
    /// <param name="firstRow">The first one.</param>
    /// <param name="numbers">Their numbers, shape [row · step].</param>
    public void Pack(int firstRow, ReadOnlySpan<T> numbers)
    {
        // Whole lines of a row are read, while the lines that are written stay in the first cache.
        const int strip = 64;
        int panelRows = PanelRows;
        int count = numbers.Length / steps;
        ref T packed = ref memory.Span[0];
        for (int firstStep = 0; firstStep < steps; firstStep += strip)
        {
            int lastStep = Math.Min(firstStep + strip, steps);
            for (int row = 0; row < count; row++)
            {
                ref T to = ref Unsafe.Add(ref PlaceOf(ref packed, firstRow + row, panelRows), (nint)firstStep * panelRows);
                foreach (T number in numbers[((row * steps) + firstStep)..((row * steps) + lastStep)])
                {
                    to = number;
                    to = ref Unsafe.Add(ref to, panelRows);
                }
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

        // The long rows of tiles first, so that no thread is left with one of them in the end.
        void Row(int turn)
        {
            int row = count - 1 - turn;
            for (int column = 0; column <= row; column++)
            {
                double[] tile = sum.Tile(firstTile + row, firstTile + column);
                if (Vector512.IsHardwareAccelerated)
                {
                    Multiply<Lanes512<T>>(row, column, tile, subtracts);
                }
                else if (Vector256.IsHardwareAccelerated)
                {
                    Multiply<Lanes256<T>>(row, column, tile, subtracts);
                }
                else
                {
                    Multiply<ScalarLane<T>>(row, column, tile, subtracts);
                }
            }
        }

        if (threads == 1)
        {
            for (int turn = 0; turn < count; turn++)
            {
                Row(turn);
            }

            return;
        }

        int next = -1;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            for (int turn = Interlocked.Increment(ref next); turn < count; turn = Interlocked.Increment(ref next))
            {
                Row(turn);
            }
        });
    }

    private static int PanelOf<TVector>()
        where TVector : unmanaged, ILanes<TVector, T> => 3 * Math.Max(TVector.Count, 4);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply<TVector>(int tileRow, int tileColumn, double[] tile, bool subtracts)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        const int side = SymmetricTiles.Side;
        int panelRows = PanelOf<TVector>();
        int width = 3 * TVector.Count;
        bool isWide = typeof(TVector) == typeof(Lanes512<T>); // with 32 registers
        int height = isWide ? 8 : 4;
        int firstRow = tileRow * side;
        int firstColumn = tileColumn * side;
        int lastRow = Math.Min(side, RoundUp(rows - firstRow, height));
        int lastColumn = Math.Min(side, RoundUp(rows - firstColumn, width));
        Span<T> product = stackalloc T[height * width];
        ref T packed = ref memory.Span[0];
        for (int column = 0; column < lastColumn; column += width)
        {
            ref T right = ref PlaceOf(ref packed, firstColumn + column, panelRows);
            for (int row = 0; row < lastRow; row += height)
            {
                if (tileRow == tileColumn && row + height <= column)
                {
                    continue; // above the diagonal
                }

                ref T left = ref PlaceOf(ref packed, firstRow + row, panelRows);
                ref T to = ref MemoryMarshal.GetReference(product);
                if (isWide)
                {
                    MultiplyEight<TVector>(ref left, ref right, panelRows, steps, ref to);
                }
                else
                {
                    MultiplyFour<TVector>(ref left, ref right, panelRows, steps, ref to);
                }

                for (int i = 0; i < height; i++)
                {
                    Add(product.Slice(i * width, width), tile.AsSpan(((row + i) * side) + column, width), subtracts);
                }
            }
        }
    }

    private ref T PlaceOf(ref T packed, int row, int panelRows) =>
        ref Unsafe.Add(ref packed, ((nint)(row / panelRows) * panelRows * steps) + (row % panelRows));

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

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
    private static void MultiplyEight<TVector>(ref T left, ref T right, nint stride, int steps, ref T product)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        nint lanes = TVector.Count;
        TVector zero = TVector.All(T.Zero);
        TVector c00 = zero, c01 = zero, c02 = zero, c10 = zero, c11 = zero, c12 = zero, c20 = zero, c21 = zero, c22 = zero,
            c30 = zero, c31 = zero, c32 = zero, c40 = zero, c41 = zero, c42 = zero, c50 = zero, c51 = zero, c52 = zero,
            c60 = zero, c61 = zero, c62 = zero, c70 = zero, c71 = zero, c72 = zero;
        for (int step = 0; step < steps; step++)
        {
            TVector b0 = TVector.Load(ref right);
            TVector b1 = TVector.Load(ref Unsafe.Add(ref right, lanes));
            TVector b2 = TVector.Load(ref Unsafe.Add(ref right, 2 * lanes));
            TVector a = TVector.All(left);
            c00 = TVector.MultiplyAdd(a, b0, c00);
            c01 = TVector.MultiplyAdd(a, b1, c01);
            c02 = TVector.MultiplyAdd(a, b2, c02);
            a = TVector.All(Unsafe.Add(ref left, 1));
            c10 = TVector.MultiplyAdd(a, b0, c10);
            c11 = TVector.MultiplyAdd(a, b1, c11);
            c12 = TVector.MultiplyAdd(a, b2, c12);
            a = TVector.All(Unsafe.Add(ref left, 2));
            c20 = TVector.MultiplyAdd(a, b0, c20);
            c21 = TVector.MultiplyAdd(a, b1, c21);
            c22 = TVector.MultiplyAdd(a, b2, c22);
            a = TVector.All(Unsafe.Add(ref left, 3));
            c30 = TVector.MultiplyAdd(a, b0, c30);
            c31 = TVector.MultiplyAdd(a, b1, c31);
            c32 = TVector.MultiplyAdd(a, b2, c32);
            a = TVector.All(Unsafe.Add(ref left, 4));
            c40 = TVector.MultiplyAdd(a, b0, c40);
            c41 = TVector.MultiplyAdd(a, b1, c41);
            c42 = TVector.MultiplyAdd(a, b2, c42);
            a = TVector.All(Unsafe.Add(ref left, 5));
            c50 = TVector.MultiplyAdd(a, b0, c50);
            c51 = TVector.MultiplyAdd(a, b1, c51);
            c52 = TVector.MultiplyAdd(a, b2, c52);
            a = TVector.All(Unsafe.Add(ref left, 6));
            c60 = TVector.MultiplyAdd(a, b0, c60);
            c61 = TVector.MultiplyAdd(a, b1, c61);
            c62 = TVector.MultiplyAdd(a, b2, c62);
            a = TVector.All(Unsafe.Add(ref left, 7));
            c70 = TVector.MultiplyAdd(a, b0, c70);
            c71 = TVector.MultiplyAdd(a, b1, c71);
            c72 = TVector.MultiplyAdd(a, b2, c72);
            left = ref Unsafe.Add(ref left, stride);
            right = ref Unsafe.Add(ref right, stride);
        }

        Store(c00, c01, c02, ref product);
        Store(c10, c11, c12, ref Unsafe.Add(ref product, 3 * lanes));
        Store(c20, c21, c22, ref Unsafe.Add(ref product, 6 * lanes));
        Store(c30, c31, c32, ref Unsafe.Add(ref product, 9 * lanes));
        Store(c40, c41, c42, ref Unsafe.Add(ref product, 12 * lanes));
        Store(c50, c51, c52, ref Unsafe.Add(ref product, 15 * lanes));
        Store(c60, c61, c62, ref Unsafe.Add(ref product, 18 * lanes));
        Store(c70, c71, c72, ref Unsafe.Add(ref product, 21 * lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyFour<TVector>(ref T left, ref T right, nint stride, int steps, ref T product)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        nint lanes = TVector.Count;
        TVector zero = TVector.All(T.Zero);
        TVector c00 = zero, c01 = zero, c02 = zero, c10 = zero, c11 = zero, c12 = zero, c20 = zero, c21 = zero, c22 = zero,
            c30 = zero, c31 = zero, c32 = zero;
        for (int step = 0; step < steps; step++)
        {
            TVector b0 = TVector.Load(ref right);
            TVector b1 = TVector.Load(ref Unsafe.Add(ref right, lanes));
            TVector b2 = TVector.Load(ref Unsafe.Add(ref right, 2 * lanes));
            TVector a = TVector.All(left);
            c00 = TVector.MultiplyAdd(a, b0, c00);
            c01 = TVector.MultiplyAdd(a, b1, c01);
            c02 = TVector.MultiplyAdd(a, b2, c02);
            a = TVector.All(Unsafe.Add(ref left, 1));
            c10 = TVector.MultiplyAdd(a, b0, c10);
            c11 = TVector.MultiplyAdd(a, b1, c11);
            c12 = TVector.MultiplyAdd(a, b2, c12);
            a = TVector.All(Unsafe.Add(ref left, 2));
            c20 = TVector.MultiplyAdd(a, b0, c20);
            c21 = TVector.MultiplyAdd(a, b1, c21);
            c22 = TVector.MultiplyAdd(a, b2, c22);
            a = TVector.All(Unsafe.Add(ref left, 3));
            c30 = TVector.MultiplyAdd(a, b0, c30);
            c31 = TVector.MultiplyAdd(a, b1, c31);
            c32 = TVector.MultiplyAdd(a, b2, c32);
            left = ref Unsafe.Add(ref left, stride);
            right = ref Unsafe.Add(ref right, stride);
        }

        Store(c00, c01, c02, ref product);
        Store(c10, c11, c12, ref Unsafe.Add(ref product, 3 * lanes));
        Store(c20, c21, c22, ref Unsafe.Add(ref product, 6 * lanes));
        Store(c30, c31, c32, ref Unsafe.Add(ref product, 9 * lanes));
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
