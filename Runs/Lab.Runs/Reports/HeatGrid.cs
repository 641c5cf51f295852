namespace Lab.Runs.Reports;

/// <summary>Points of a map that fill a grid, so that it can be drawn as an area.</summary>
/// <param name="X">Horizontal values in ascending order, shape [column].</param>
/// <param name="Y">Vertical values in ascending order, shape [row].</param>
/// <param name="Values">The value of each cell, shape [row][column].</param>
internal sealed record HeatGrid(double[] X, double[] Y, double[][] Values)
{
    /// <summary>Finds the grid of points; <see langword="null"/> where they fill none.</summary>
    /// <param name="x">Horizontal values, shape [point].</param>
    /// <param name="y">Vertical values, shape [point].</param>
    /// <param name="values">The value of each point, shape [point].</param>
    public static HeatGrid? Of(double[] x, double[] y, double[] values)
    {
        double[] columns = [.. x.Distinct().Order()];
        double[] rows = [.. y.Distinct().Order()];
        if (columns.Length < 2 || rows.Length < 2 || (long)columns.Length * rows.Length != values.Length)
        {
            return null;
        }

        double[][] cells = [.. rows.Select(_ => Enumerable.Repeat(double.NaN, columns.Length).ToArray())];
        var taken = new HashSet<(int Row, int Column)>();
        for (int i = 0; i < values.Length; i++)
        {
            (int row, int column) = (Array.BinarySearch(rows, y[i]), Array.BinarySearch(columns, x[i]));
            if (!double.IsFinite(x[i]) || !double.IsFinite(y[i]) || !taken.Add((row, column)))
            {
                return null;
            }

            cells[row][column] = values[i];
        }

        return new HeatGrid(columns, rows, cells);
    }
}
