using System.Runtime.CompilerServices;

namespace Lab.Models.Kernels;

/// <summary>A large symmetric matrix in double precision: the lower triangle in square tiles, each of which lies in one piece and
/// stays in a cache while it is worked on.</summary>
internal sealed class SymmetricTiles
{
    /// <summary>Rows and columns of a tile: a multiple of the panels of all widths of vectors; a tile takes 288 kB.</summary>
    public const int Side = 192;

    private const int TileLength = Side * Side;

    private readonly double[][] tiles;

    /// <summary>Makes a matrix of zeros.</summary>
    /// <param name="size">Rows and columns. Positive.</param>
    public SymmetricTiles(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Size = size;
        Count = (size + Side - 1) / Side;
        tiles = [.. Enumerable.Range(0, Count * (Count + 1) / 2).Select(_ => new double[TileLength])];
    }

    /// <summary>Rows and columns.</summary>
    public int Size { get; }

    /// <summary>Tiles of a row or a column.</summary>
    public int Count { get; }

    /// <summary>Bytes of the matrix.</summary>
    public long Bytes => (long)tiles.Length * TileLength * sizeof(double);

    /// <summary>A number of the lower triangle.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="column">Its column, at most the row.</param>
    public ref double this[int row, int column] =>
        ref Tile(row / Side, column / Side)[(row % Side * Side) + (column % Side)];

    /// <summary>A tile, shape [row · column]. Of one on the diagonal the upper triangle has no meaning.</summary>
    /// <param name="row">The tile's row.</param>
    /// <param name="column">The tile's column, at most its row.</param>
    public double[] Tile(int row, int column) => tiles[(row * (row + 1) / 2) + column];

    /// <summary>Takes the numbers of another matrix of the same size.</summary>
    public void CopyFrom(SymmetricTiles other)
    {
        for (int i = 0; i < tiles.Length; i++)
        {
            other.tiles[i].CopyTo(tiles[i], 0);
        }
    }

    /// <summary>The product with a vector.</summary>
    /// <param name="vector">Shape [column].</param>
    /// <returns>Shape [row].</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double[] Times(ReadOnlySpan<double> vector)
    {
        double[] product = new double[Size];
        for (int row = 0; row < Size; row++)
        {
            double sum = 0;
            for (int tile = 0; tile <= row / Side; tile++)
            {
                int first = tile * Side;
                ReadOnlySpan<double> numbers = RowOf(row, tile);
                sum += Lines.Dot(numbers, vector.Slice(first, numbers.Length));
                int below = Math.Min(numbers.Length, row - first); // without the diagonal
                Lines.AddMultiple(numbers[..below], vector[row], product.AsSpan(first, below));
            }

            product[row] += sum;
        }

        return product;
    }

    /// <summary>The part of a row that lies in a tile, up to the diagonal.</summary>
    /// <param name="row">The row.</param>
    /// <param name="tile">The tile's column.</param>
    public Span<double> RowOf(int row, int tile) =>
        Tile(row / Side, tile).AsSpan(row % Side * Side, Math.Min(Side, row + 1 - (tile * Side)));
}
