using System.Globalization;
using System.Runtime.InteropServices;

namespace Lab.Runs.Records;

/// <summary>The cells of one point while it is measured.</summary>
public sealed class Row
{
    private readonly IReadOnlyList<Column> columns;
    private readonly double[] numbers;
    private readonly Array?[] arrays;
    private readonly bool[] isMissing;

    /// <summary>Creates an empty row.</summary>
    public Row(IReadOnlyList<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        this.columns = columns;
        numbers = new double[columns.Count];
        arrays = new Array?[columns.Count];
        isMissing = new bool[columns.Count];
        Clear();
    }

    /// <summary>Puts a number into a cell.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">The number in the column's unit; never NaN or infinite,
    /// for those are faults and not measurements.</param>
    /// <exception cref="InvalidOperationException">A bug of the protocol: no such column, or not a number.</exception>
    public void Set(Column column, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new InvalidOperationException($"Bug in Lab: {value} is not a number for the column '{column?.Name}'.");
        }

        numbers[IndexOf(column, ColumnKind.Number)] = value;
    }

    /// <summary>Says that a point has no number in a column, which the record then holds as such.</summary>
    /// <param name="column">The column, which may lack numbers (<see cref="Column.MayBeMissing"/>).</param>
    /// <exception cref="InvalidOperationException">A bug of the protocol: no such column, or a column that may not.</exception>
    public void SetMissing(Column column)
    {
        int index = IndexOf(column, ColumnKind.Number);
        isMissing[index] = column.MayBeMissing
            ? true
            : throw new InvalidOperationException($"Bug in Lab: the column '{column.Name}' has a number at every point.");
    }

    /// <summary>Puts an array of 64-bit floats into a cell. The row keeps it until the point is stored.</summary>
    /// <exception cref="InvalidOperationException">A bug of the protocol: no such column,
    /// or an element is not a number.</exception>
    public void Set(Column column, double[] values) => SetElements(column, values);

    /// <summary>Puts an array into a cell, with its elements as they are stored: the value of each is offset + scale × element
    /// (<see cref="Column.Form"/>). The row keeps it until the point is stored.</summary>
    /// <typeparam name="T"><see cref="sbyte"/>, <see cref="short"/>, <see cref="float"/> or <see cref="double"/>,
    /// as the column's form says.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="elements">The elements; none is NaN or infinite, and all have at most 1 GiB.</param>
    /// <exception cref="InvalidOperationException">A bug of the protocol: no such column, one of another type, or an element is
    /// not a number.</exception>
    public void SetElements<T>(Column column, T[] elements)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(elements);
        int index = IndexOf(column, ColumnKind.Array);
        ElementType type = StoredElements.TypeOf(typeof(T));
        if (type != columns[index].Form.Type)
        {
            throw new InvalidOperationException(
                $"Bug in Lab: the column '{columns[index].Name}' holds arrays of {columns[index].Form.Type}, not of {type}.");
        }

        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(elements.AsSpan());
        if (bytes.Length > ArrayFile.LongestArray)
        {
            throw new InvalidOperationException(
                $"Bug in Lab: an array of {bytes.Length} bytes is too long for the column '{columns[index].Name}'; cut it "
                    + "into parts.");
        }

        if (!StoredElements.AreFinite(type, bytes))
        {
            double bad = elements.Select(element => Convert.ToDouble(element, CultureInfo.InvariantCulture)).First(
                value => !double.IsFinite(value));
            throw new InvalidOperationException($"Bug in Lab: {bad} is not a number for the column '{columns[index].Name}'.");
        }

        arrays[index] = elements;
    }

    /// <summary>Takes the cells of another row with the same columns.</summary>
    internal void CopyFrom(Row other)
    {
        other.numbers.CopyTo(numbers, 0);
        other.arrays.CopyTo(arrays, 0);
        other.isMissing.CopyTo(isMissing, 0);
    }

    /// <summary>Puts an array of a scale and an offset of its own into a cell, and both into the columns that its form
    /// names.</summary>
    /// <typeparam name="T">As the column's form says.</typeparam>
    /// <param name="column">The column, of <see cref="Column.ScaledByPoint"/>.</param>
    /// <param name="elements">The elements.</param>
    /// <param name="scale">The value of a step of one in an element, in the column's unit; finite and not zero.</param>
    /// <param name="offset">The value of an element of zero, in the column's unit; finite.</param>
    /// <exception cref="InvalidOperationException">A bug of the protocol: the column has no scale and offset of each point, or
    /// one of them makes no numbers.</exception>
    public void SetElements<T>(Column column, T[] elements, double scale, double offset)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.Form is not { ScaleColumn: { } scaleName, OffsetColumn: { } offsetName })
        {
            throw new InvalidOperationException($"Bug in Lab: the column '{column.Name}' has no scale and offset of each point.");
        }

        if (!(column.Form with { Scale = scale, Offset = offset }).IsUsable)
        {
            throw new InvalidOperationException(
                $"Bug in Lab: scale {scale} and offset {offset} of the column '{column.Name}' make no numbers.");
        }

        SetElements(column, elements);
        Set(columns.First(each => each.Name == scaleName), scale);
        Set(columns.First(each => each.Name == offsetName), offset);
    }

    internal void Clear()
    {
        Array.Fill(numbers, double.NaN);
        Array.Clear(arrays);
        Array.Clear(isMissing);
    }

    /// <summary>The number of a column; NaN where it was not set.</summary>
    /// <param name="index">The column, from 0.</param>
    public double NumberAt(int index) => numbers[index];

    /// <summary>The array of a column; <see langword="null"/> where it was not set.</summary>
    /// <param name="index">The column, from 0.</param>
    internal Array? ArrayAt(int index) => arrays[index];

    /// <summary>The bytes of the array of a column, which was set.</summary>
    /// <param name="index">The column, from 0.</param>
    internal ReadOnlySpan<byte> BytesAt(int index) => StoredElements.BytesOf(arrays[index]!);

    /// <summary>Finds what the protocol forgot.</summary>
    internal void RequireComplete()
    {
        for (int i = 0; i < columns.Count; i++)
        {
            bool missing = columns[i].Kind == ColumnKind.Array ? arrays[i] is null : double.IsNaN(numbers[i]) && !isMissing[i];
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
