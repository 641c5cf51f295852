using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lab.Models.Kernels;

/// <summary>The factor L of a large symmetric positive definite matrix, A = L·Lᵀ, tile after tile from the left to the right. The
/// factor of the first rows and columns of A is that of L: one factorisation solves all leading parts.</summary>
internal sealed class CholeskyFactor
{
    private const int Side = SymmetricTiles.Side;

    private readonly SymmetricTiles factor;

    private CholeskyFactor(SymmetricTiles factor) => this.factor = factor;

    /// <summary>Factors a matrix in its own memory.</summary>
    /// <param name="matrix">The matrix, which becomes the factor.</param>
    /// <param name="threads">Threads; they change no result.</param>
    /// <returns>The factor; <see langword="null"/> where the matrix is not positive definite to rounding.</returns>
    public static CholeskyFactor? Of(SymmetricTiles matrix, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var panel = new PackedRows<double>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        for (int k = 0; k < matrix.Count; k++)
        {
            int columns = Math.Min(Side, matrix.Size - (k * Side));
            double[] diagonal = matrix.Tile(k, k);
            if (!FactorTile(diagonal, columns))
            {
                return null;
            }

            int below = matrix.Count - k - 1;
            if (below == 0)
            {
                break;
            }

            Parallel.For(k + 1, matrix.Count, parallel, row => SolveTile(diagonal, matrix.Tile(row, k)));
            panel.Begin(matrix.Size - ((k + 1) * Side), Side);
            for (int row = k + 1; row < matrix.Count; row++)
            {
                int rows = Math.Min(Side, matrix.Size - (row * Side));
                panel.Pack((row - k - 1) * Side, matrix.Tile(row, k).AsSpan(0, rows * Side));
            }

            panel.AddProductTo(matrix, subtracts: true, k + 1, threads);
        }

        return new CholeskyFactor(matrix);
    }

    /// <summary>Solves L·y = b in the memory of b.</summary>
    /// <param name="sides">Right sides, shape [row · side].</param>
    /// <param name="count">How many sides.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SolveForward(double[] sides, int count)
    {
        for (int row = 0; row < factor.Size; row++)
        {
            Span<double> mine = sides.AsSpan(row * count, count);
            for (int tile = 0; tile <= row / Side; tile++)
            {
                ReadOnlySpan<double> numbers = factor.RowOf(row, tile);
                int first = tile * Side;
                int width = Math.Min(numbers.Length, row - first);
                if (count == 1)
                {
                    mine[0] -= Lines.Dot(numbers[..width], sides.AsSpan(first, width));
                    continue;
                }

                for (int column = 0; column < width; column++)
                {
                    Lines.AddMultiple(sides.AsSpan((first + column) * count, count), -numbers[column], mine);
                }
            }

            Scale(mine, 1 / factor[row, row]);
        }
    }

    /// <summary>Solves Lᵀ·x = y for the first rows and columns alone, in the memory of y.</summary>
    /// <param name="sides">Right sides, shape [row · side], at least so many rows.</param>
    /// <param name="count">How many sides.</param>
    /// <param name="size">Rows and columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SolveBackward(double[] sides, int count, int size)
    {
        for (int row = size - 1; row >= 0; row--)
        {
            Span<double> mine = sides.AsSpan(row * count, count);
            Scale(mine, 1 / factor[row, row]);
            for (int tile = 0; tile <= row / Side; tile++)
            {
                ReadOnlySpan<double> numbers = factor.RowOf(row, tile);
                int first = tile * Side;
                int width = Math.Min(numbers.Length, row - first);
                if (count == 1)
                {
                    Lines.AddMultiple(numbers[..width], -mine[0], sides.AsSpan(first, width));
                    continue;
                }

                for (int column = 0; column < width; column++)
                {
                    Lines.AddMultiple(mine, -numbers[column], sides.AsSpan((first + column) * count, count));
                }
            }
        }
    }

    private static void Scale(Span<double> numbers, double factor)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] *= factor;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool FactorTile(double[] tile, int size)
    {
        for (int row = 0; row < size; row++)
        {
            Span<double> mine = tile.AsSpan(row * Side, Side);
            for (int column = 0; column < row; column++)
            {
                double sum = mine[column] - Lines.Dot(mine[..column], tile.AsSpan(column * Side, column));
                mine[column] = sum / tile[(column * Side) + column];
            }

            double pivot = mine[row] - Lines.Dot(mine[..row], mine[..row]);
            if (!(pivot > 0))
            {
                return false;
            }

            mine[row] = Math.Sqrt(pivot);
        }

        return true;
    }

    private static void SolveTile(double[] diagonal, double[] tile)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            SolveTile<Lanes512<double>>(diagonal, tile);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            SolveTile<Lanes256<double>>(diagonal, tile);
        }
        else
        {
            SolveTile<ScalarLane<double>>(diagonal, tile);
        }
    }

    // X·Lᵀ = A: the rows of A are independent, and are the lanes of vectors, two of them at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SolveTile<TVector>(double[] diagonal, double[] tile)
        where TVector : unmanaged, ILanes<TVector, double>
    {
        int lanes = TVector.Count;
        int width = 4 * lanes;
        Span<double> turned = new double[Side * width];
        for (int first = 0; first < Side; first += width)
        {
            int rows = Math.Min(width, Side - first);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < Side; column++)
                {
                    turned[(column * width) + row] = tile[((first + row) * Side) + column];
                }
            }

            for (int column = 0; column < Side; column++)
            {
                ref double mine = ref turned[column * width];
                TVector a = TVector.Load(ref mine);
                TVector b = TVector.Load(ref Unsafe.Add(ref mine, lanes));
                TVector c = TVector.Load(ref Unsafe.Add(ref mine, 2 * lanes));
                TVector d = TVector.Load(ref Unsafe.Add(ref mine, 3 * lanes));
                ref double other = ref turned[0];
                ref double weight = ref diagonal[column * Side];
                for (int before = 0; before < column; before++)
                {
                    TVector factor = TVector.All(-weight);
                    a = TVector.MultiplyAdd(factor, TVector.Load(ref other), a);
                    b = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref other, lanes)), b);
                    c = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref other, 2 * lanes)), c);
                    d = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref other, 3 * lanes)), d);
                    other = ref Unsafe.Add(ref other, width);
                    weight = ref Unsafe.Add(ref weight, 1);
                }

                TVector inverse = TVector.All(1 / weight);
                TVector.Store(a * inverse, ref mine);
                TVector.Store(b * inverse, ref Unsafe.Add(ref mine, lanes));
                TVector.Store(c * inverse, ref Unsafe.Add(ref mine, 2 * lanes));
                TVector.Store(d * inverse, ref Unsafe.Add(ref mine, 3 * lanes));
            }

            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < Side; column++)
                {
                    tile[((first + row) * Side) + column] = turned[(column * width) + row];
                }
            }
        }
    }
}
