using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Models.Kernels;

/// <summary>
/// Products of matrices in single precision, C = A·B or C = C + A·B, in blocks that stay in the caches (Goto and van de Geijn,
/// ACM Trans. Math. Softw. 34, 12, 2008, doi:10.1145/1356052.1356053).
/// </summary>
/// <remarks>
/// <para>A tile of C of six rows and two vectors is held in registers; few columns are covered by narrower vectors. Where all six
/// rows of A are zero, as the border of an image is, the step is left out: it would add zeros.</para>
/// <para>Each number of C is summed in the same order whatever the number of threads, so results do not depend on it. Widths of
/// vectors differ in nothing but the rounding of a product before it is added, which the scalar width has and the others do
/// not.</para>
/// </remarks>
public static class MatrixProduct
{
    /// <summary>So few columns two vectors of 256 bits cover; looking for zeros costs more there than it saves.</summary>
    internal const int FewColumns = 16;

    /// <summary>Most steps of the inner dimension whose part of B is arranged at once:
    /// 16 columns of it stay in the first cache.</summary>
    private const int InnerBlock = 400;

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
        ReadOnlyMemory<float> a, ReadOnlyMemory<float> b, Memory<float> c, int rows, int columns, int inner,
        bool transposeA = false, bool transposeB = false, bool accumulate = false, int threads = 1)
    {
        if (a.Length < (long)rows * inner || b.Length < (long)inner * columns || c.Length < (long)rows * columns)
        {
            throw new ArgumentException(
                $"A matrix of {rows} × {inner} times one of {inner} × {columns} does not fit memory of {a.Length}, {b.Length} "
                    + $"and {c.Length} numbers.");
        }

        var shape = new Shape(rows, columns, inner, transposeA, transposeB, accumulate, threads);
        if (Vector512.IsHardwareAccelerated && columns > FewColumns)
        {
            Multiply<Lanes512<float>>(a, b, c, shape);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Multiply<Lanes256<float>>(a, b, c, shape);
        }
        else
        {
            Multiply<ScalarLane<float>>(a, b, c, shape);
        }
    }

    /// <summary>The same with a width of vectors that is asked for.</summary>
    internal static void Multiply<TVector>(ReadOnlyMemory<float> a, ReadOnlyMemory<float> b, Memory<float> c, Shape shape)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        if (shape.Inner == 0 && !shape.Accumulate)
        {
            c.Span[..(shape.Rows * shape.Columns)].Clear();
        }

        int blocks = BlocksOf<TVector>(shape);
        int threads = Math.Min(
            shape.Threads, (long)shape.Rows * shape.Columns * shape.Inner < SmallestSharedProduct ? 1 : blocks);
        int innerBlock = InnerBlockOf(shape.Inner);
        for (int first = 0; first < shape.Inner; first += innerBlock)
        {
            int steps = Math.Min(innerBlock, shape.Inner - first);
            bool adds = shape.Accumulate || first > 0;
            if (threads == 1)
            {
                Span<float> arranged = RightPanels.Arrange<TVector>(b.Span, shape, first, steps);
                for (int block = 0; block < blocks; block++)
                {
                    MultiplyBlock<TVector>(a.Span, arranged, c.Span, shape, block, first, steps, adds);
                }
            }
            else
            {
                Share<TVector>(a, b, c, shape, threads, first, steps, adds);
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
    private static void Share<TVector>(
        ReadOnlyMemory<float> a, ReadOnlyMemory<float> b, Memory<float> c, Shape shape, int threads, int first, int steps,
        bool adds)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        int blocks = BlocksOf<TVector>(shape);
        int next = -1;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            // Each thread arranges B for itself: it lies in its own cache then.
            Span<float> arranged = RightPanels.Arrange<TVector>(b.Span, shape, first, steps);
            for (int block = Interlocked.Increment(ref next); block < blocks; block = Interlocked.Increment(ref next))
            {
                MultiplyBlock<TVector>(a.Span, arranged, c.Span, shape, block, first, steps, adds);
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBlock<TVector>(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, Shape shape, int block, int first, int steps,
        bool accumulate)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        int width = 2 * TVector.Count;
        int rowBlock = RowBlockOf<TVector>(shape);
        int firstRow = block * rowBlock;
        int rows = Math.Min(rowBlock, shape.Rows - firstRow);
        var left = new LeftBlock(a, shape, firstRow, rows, first, steps, CopiesLeft<TVector>(shape));
        Span<float> edge = stackalloc float[ProductTile.Rows * width];
        for (int column = 0; column < shape.Columns; column += width)
        {
            int columns = Math.Min(width, shape.Columns - column);
            ref float panel = ref MemoryMarshal.GetReference(b[(column * steps)..]);
            for (int row = 0; row < rows; row += ProductTile.Rows)
            {
                LeftTile tile = left.Tile(row / ProductTile.Rows);
                Span<float> target = c[(((firstRow + row) * shape.Columns) + column)..];
                if (tile.Rows == ProductTile.Rows && columns == width)
                {
                    ProductTile.Multiply<TVector>(
                        in tile, ref panel, ref MemoryMarshal.GetReference(target), shape.Columns, accumulate);
                    continue;
                }

                ProductTile.Multiply<TVector>(in tile, ref panel, ref MemoryMarshal.GetReference(edge), width, accumulate: false);
                for (int i = 0; i < tile.Rows; i++)
                {
                    Span<float> from = edge.Slice(i * width, columns);
                    Span<float> to = target.Slice(i * shape.Columns, columns);
                    if (!accumulate)
                    {
                        from.CopyTo(to);
                        continue;
                    }

                    for (int j = 0; j < to.Length; j++)
                    {
                        to[j] += from[j];
                    }
                }
            }
        }
    }

    // A copy pays if more than one panel of B reads it.
    private static bool CopiesLeft<TVector>(Shape shape)
        where TVector : unmanaged, ILanes<TVector, float> => shape.TransposeA && shape.Columns > 2 * TVector.Count;

    private static int BlocksOf<TVector>(Shape shape)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        int rows = RowBlockOf<TVector>(shape);
        return (shape.Rows + rows - 1) / rows;
    }

    // Copied blocks are long, but no longer than the threads' shares.
    private static int RowBlockOf<TVector>(Shape shape)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        if (!CopiesLeft<TVector>(shape))
        {
            return LeftBlock.RowsInPlace;
        }

        int share = (shape.Rows + shape.Threads - 1) / shape.Threads;
        int tiles = Math.Max(1, (share + ProductTile.Rows - 1) / ProductTile.Rows);
        return Math.Min(LeftBlock.RowsCopied, tiles * ProductTile.Rows);
    }

    /// <summary>The sizes of a product, and how it is computed.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Shape(
        int Rows, int Columns, int Inner, bool TransposeA, bool TransposeB, bool Accumulate, int Threads);
}
