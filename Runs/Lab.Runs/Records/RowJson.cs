using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lab.Runs.Records;

/// <summary>The cells of a point as JSON, from which each bit comes back: numbers as they are written shortest, arrays as the
/// bytes of their elements, little-endian, in base 64.</summary>
public static class RowJson
{
    /// <summary>Writes a point.</summary>
    /// <param name="columns">The columns of the row.</param>
    /// <param name="row">The row, every cell of which is filled.</param>
    /// <returns>The cells in the order of the columns; <see langword="null"/> for a number that is missing.</returns>
    public static JsonArray Write(IReadOnlyList<Column> columns, Row row)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(row);
        var cells = new JsonArray();
        for (int i = 0; i < columns.Count; i++)
        {
            cells.Add(columns[i].Kind == ColumnKind.Array ? JsonValue.Create(Convert.ToBase64String(row.BytesAt(i)))
                : double.IsNaN(row.NumberAt(i)) ? null
                : JsonValue.Create(row.NumberAt(i)));
        }

        return cells;
    }

    /// <summary>Reads a point.</summary>
    /// <param name="columns">The columns of the row.</param>
    /// <param name="json">What <see cref="Write"/> wrote.</param>
    /// <exception cref="JsonException">It is not a point with these columns.</exception>
    public static Row Read(IReadOnlyList<Column> columns, JsonNode? json)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (json is not JsonArray cells || cells.Count != columns.Count)
        {
            throw new JsonException($"A point with {columns.Count} cells is expected.");
        }

        var row = new Row(columns);
        try
        {
            for (int i = 0; i < columns.Count; i++)
            {
                Read(row, columns[i], cells[i]);
            }
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            throw new JsonException($"A cell is not what its column holds: {error.Message}", error);
        }

        return row;
    }

    private static void Read(Row row, Column column, JsonNode? cell)
    {
        if (column.Kind != ColumnKind.Array)
        {
            if (cell is null)
            {
                row.SetMissing(column);
            }
            else
            {
                row.Set(column, cell.GetValue<double>());
            }

            return;
        }

        byte[] bytes = Convert.FromBase64String(
            (cell ?? throw new JsonException($"The column '{column.Name}' has no array.")).GetValue<string>());
        switch (column.Form.Type)
        {
            case ElementType.Float64:
                SetElements<double>(row, column, bytes);
                break;
            case ElementType.Float32:
                SetElements<float>(row, column, bytes);
                break;
            case ElementType.Int16:
                SetElements<short>(row, column, bytes);
                break;
            default:
                SetElements<sbyte>(row, column, bytes);
                break;
        }
    }

    private static void SetElements<T>(Row row, Column column, byte[] bytes)
        where T : unmanaged
    {
        T[] elements = MemoryMarshal.Cast<byte, T>(bytes).ToArray();
        row.SetElements(
            column,
            MemoryMarshal.AsBytes<T>(elements).Length == bytes.Length
                ? elements
                : throw new JsonException($"The array of the column '{column.Name}' ends within an element."));
    }
}
