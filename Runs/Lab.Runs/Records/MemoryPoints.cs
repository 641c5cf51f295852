namespace Lab.Runs.Records;

/// <summary>The points of a run in memory, for studies that repeat a run many times and keep only its results.</summary>
/// <param name="columns">The columns of every point.</param>
public sealed class MemoryPoints(IReadOnlyList<Column> columns) : IPointSink, IRunData
{
    private readonly List<long> points = [];
    private readonly List<double> seconds = [];
    private readonly List<double>[] numbers = [.. columns.Select(_ => new List<double>())];
    private readonly List<double[]>[] arrays = [.. columns.Select(_ => new List<double[]>())];

    /// <inheritdoc/>
    public IReadOnlyList<Column> Columns => columns;

    /// <inheritdoc/>
    public int Count => points.Count;

    /// <inheritdoc/>
    public IReadOnlyList<long> Points => points;

    /// <inheritdoc/>
    public double[] BenchSeconds => [.. seconds];

    /// <inheritdoc/>
    public void Append(long point, double benchSeconds, Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        points.Add(point);
        seconds.Add(benchSeconds);
        for (int i = 0; i < columns.Count; i++)
        {
            if (columns[i].Kind == ColumnKind.Array)
            {
                arrays[i].Add([.. row.ArrayAt(i)!]);
            }
            else
            {
                numbers[i].Add(row.NumberAt(i));
            }
        }
    }

    /// <inheritdoc/>
    public void Withdraw(long from, string why)
    {
        int kept = points.Count(point => point < from);
        points.RemoveRange(kept, points.Count - kept);
        seconds.RemoveRange(kept, seconds.Count - kept);
        foreach (List<double> column in numbers.Where(column => column.Count > kept))
        {
            column.RemoveRange(kept, column.Count - kept);
        }

        foreach (List<double[]> column in arrays.Where(column => column.Count > kept))
        {
            column.RemoveRange(kept, column.Count - kept);
        }
    }

    /// <inheritdoc/>
    public double[] Numbers(string column) => [.. numbers[IndexOf(column, ColumnKind.Number)]];

    /// <inheritdoc/>
    public double[][] Arrays(string column) => [.. arrays[IndexOf(column, ColumnKind.Array)]];

    private int IndexOf(string name, ColumnKind kind)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (columns[i].Name == name && columns[i].Kind == kind)
            {
                return i;
            }
        }

        throw new KeyNotFoundException($"The record has no column '{name}' of kind {kind}.");
    }
}
