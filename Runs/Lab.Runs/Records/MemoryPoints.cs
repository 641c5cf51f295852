namespace Lab.Runs.Records;

/// <summary>The points of a run in memory, for studies that repeat a run many times and keep only its results.</summary>
/// <param name="columns">The columns of every point.</param>
public sealed class MemoryPoints(IReadOnlyList<Column> columns) : IPointSink, IRunData
{
    private readonly List<long> points = [];
    private readonly List<double> seconds = [];
    private readonly List<double>[] numbers = [.. columns.Select(_ => new List<double>())];
    private readonly List<Array>[] arrays = [.. columns.Select(_ => new List<Array>())];

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
                arrays[i].Add((Array)row.ArrayAt(i)!.Clone());
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

        foreach (List<Array> column in arrays.Where(column => column.Count > kept))
        {
            column.RemoveRange(kept, column.Count - kept);
        }
    }

    /// <inheritdoc/>
    public double[] Numbers(string column) => [.. numbers[IndexOf(column, ColumnKind.Number)]];

    /// <inheritdoc/>
    public double[][] Arrays(string column)
    {
        int index = IndexOf(column, ColumnKind.Array);
        return [.. arrays[index].Select((elements, point) =>
            FormAt(index, point) is var form && elements is double[] values && form.IsPlain ? values : Decode(form, elements))];
    }

    /// <inheritdoc/>
    public int LengthOf(string column, int index) => arrays[IndexOf(column, ColumnKind.Array)][index].Length;

    /// <inheritdoc/>
    public int ReadArray(string column, int index, Span<double> values)
    {
        int at = IndexOf(column, ColumnKind.Array);
        Array elements = arrays[at][index];
        StoredElements.Decode(FormAt(at, index), StoredElements.BytesOf(elements), values[..elements.Length]);
        return elements.Length;
    }

    /// <inheritdoc/>
    public int ReadElements<T>(string column, int index, Span<T> elements)
        where T : unmanaged
    {
        var stored = (T[])arrays[IndexOf(column, ColumnKind.Array)][index];
        stored.CopyTo(elements);
        return stored.Length;
    }

    private static double[] Decode(ArrayForm form, Array elements)
    {
        var values = new double[elements.Length];
        StoredElements.Decode(form, StoredElements.BytesOf(elements), values);
        return values;
    }

    private ArrayForm FormAt(int column, int point)
    {
        ArrayForm form = columns[column].Form;
        return form.IsByPoint
            ? form with
            {
                Scale = At(form.ScaleColumn, point) ?? form.Scale,
                Offset = At(form.OffsetColumn, point) ?? form.Offset
            }
            : form;
    }

    private double? At(string? column, int point) => column is null ? null : numbers[IndexOf(column, ColumnKind.Number)][point];

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
