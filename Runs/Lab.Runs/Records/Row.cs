namespace Lab.Runs.Records;

/// <summary>The cells of one point while it is measured.</summary>
public sealed class Row
{
    private readonly IReadOnlyList<Column> columns;
    private readonly double[] numbers;
    private readonly double[]?[] arrays;

    /// <summary>Creates an empty row.</summary>
    public Row(IReadOnlyList<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        this.columns = columns;
        numbers = new double[columns.Count];
        arrays = new double[]?[columns.Count];
        Clear();
    }

    /// <summary>Puts a number into a cell.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">The number in the column's unit; never NaN or infinite, for those are faults and not measurements.</param>
    /// <exception cref="InvalidOperationException">A bug of the protocol: no such column, or not a number.</exception>
    public void Set(Column column, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new InvalidOperationException($"Bug in Lab: {value} is not a number for the column '{column?.Name}'.");
        }

        numbers[IndexOf(column, ColumnKind.Number)] = value;
    }

    /// <summary>Puts an array into a cell. The row keeps it until the point is stored.</summary>
    /// <exception cref="InvalidOperationException">A bug of the protocol: no such column, or an element is not a number.</exception>
    public void Set(Column column, double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
            {
                throw new InvalidOperationException($"Bug in Lab: {value} is not a number for the column '{column?.Name}'.");
            }
        }

        arrays[IndexOf(column, ColumnKind.Array)] = values;
    }

    internal void Clear()
    {
        Array.Fill(numbers, double.NaN);
        Array.Clear(arrays);
    }

    /// <summary>The number of a column; NaN where it was not set.</summary>
    /// <param name="index">The column, from 0.</param>
    public double NumberAt(int index) => numbers[index];

    internal double[]? ArrayAt(int index) => arrays[index];

    /// <summary>Finds what the protocol forgot.</summary>
    internal void RequireComplete()
    {
        for (int i = 0; i < columns.Count; i++)
        {
            bool missing = columns[i].Kind == ColumnKind.Array ? arrays[i] is null : double.IsNaN(numbers[i]);
            if (missing)
            {
                throw new InvalidOperationException($"Bug in Lab: the protocol left the column '{columns[i].Name}' empty.");
            }
        }
    }

    private int IndexOf(Column? column, ColumnKind kind)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (ReferenceEquals(columns[i], column) && columns[i].Kind == kind)
            {
                return i;
            }
        }

        throw new InvalidOperationException($"Bug in Lab: the record has no column '{column?.Name}' of kind {kind}.");
    }
}
