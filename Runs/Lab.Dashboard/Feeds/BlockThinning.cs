namespace Lab.Dashboard.Feeds;

/// <summary>Thins an image: of each block of elements the one of largest magnitude is kept, so that no line or spot is
/// lost.</summary>
internal sealed class BlockThinning
{
    private readonly double?[][] cells;

    /// <summary>Room for an image.</summary>
    /// <param name="columns">Elements of a row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="mostColumns">The most columns to keep.</param>
    /// <param name="mostRows">The most rows to keep.</param>
    public BlockThinning(int columns, int rows, int mostColumns, int mostRows)
    {
        EveryColumn = Every(columns, mostColumns);
        EveryRow = Every(rows, mostRows);
        cells = new double?[(rows + EveryRow - 1) / EveryRow][];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = new double?[(int)(((long)columns + EveryColumn - 1) / EveryColumn)];
        }
    }

    /// <summary>How many columns stand together.</summary>
    public int EveryColumn { get; }

    /// <summary>How many rows stand together.</summary>
    public int EveryRow { get; }

    /// <summary>What is kept, shape [row][column]; <see langword="null"/> where nothing came.</summary>
    public double?[][] Cells => cells;

    /// <summary>Takes an element; one outside the image is left out.</summary>
    public void Take(int column, int row, double value)
    {
        (int x, int y) = (column / EveryColumn, row / EveryRow);
        if (y < cells.Length && x < cells[y].Length && !(Math.Abs(cells[y][x] ?? 0) > Math.Abs(value)))
        {
            cells[y][x] = value;
        }
    }

    private static int Every(int count, int most) => Math.Max(1, (int)(((long)count + most - 1) / most));
}
