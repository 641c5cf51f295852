using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lab.Runs.Records;

/// <summary>Reads the points of a record out of its tables, which may come from elsewhere: all that is read has to come out of
/// the bytes that the record has.</summary>
internal static class RunDataReader
{
    /// <summary>Reads all points.</summary>
    /// <param name="connection">The open database.</param>
    /// <param name="folder">The run's folder, in which its file of arrays is looked for.</param>
    /// <exception cref="InvalidOperationException">It is no record of Lab's.</exception>
    /// <exception cref="RunException">Arrays are missing that were on the disk.</exception>
    public static RunData Load(SqliteConnection connection, string folder)
    {
        RecordTables.RequirePlainTable(connection, "columns");
        RecordTables.RequirePlainTable(connection, "points");
        RecordTables.RequireKnownSchema(connection);
        List<Column> columns = RecordTables.ReadColumns(connection);
        int count = Convert.ToInt32(RecordTables.Scalar(connection, "SELECT COUNT(*) FROM points"), CultureInfo.InvariantCulture);
        new StoredBytes(connection).Take((long)count * columns.Count); // each cell takes a byte at least
        var stored = new StoredBytes(connection);
        var points = new long[count];
        var seconds = new double[count];
        var file = new ArrayFileReader(folder);
        var numbers = columns.Where(c => c.Kind == ColumnKind.Number).ToDictionary(c => c.Name, _ => new double[count]);
        var arrays = columns.Where(c => c.Kind == ColumnKind.Array).ToDictionary(c => c.Name, c => new ArrayCells(c, points, file)
        {
            Scales = c.Form.ScaleColumn is { } scale ? NumbersOf(numbers, scale, c.Name) : null,
            Offsets = c.Form.OffsetColumn is { } offset ? NumbersOf(numbers, offset, c.Name) : null,
        });
        using SqliteCommand select = connection.CreateCommand();
        select.CommandText = $"SELECT point, bench_seconds{RecordTables.Names(columns)} FROM points ORDER BY point LIMIT {count}";
        using SqliteDataReader rows = select.ExecuteReader();
        for (int i = 0; rows.Read(); i++)
        {
            points[i] = PointAt(rows, i == 0 ? -1 : points[i - 1]);
            seconds[i] = NumberAt(rows, 1, "bench_seconds", points[i]);
            for (int c = 0; c < columns.Count; c++)
            {
                if (columns[c].Kind == ColumnKind.Number)
                {
                    numbers[columns[c].Name][i] = columns[c].MayBeMissing && TypeOf(rows, c + 2) == raw.SQLITE_NULL
                        ? double.NaN
                        : NumberAt(rows, c + 2, columns[c].Name, points[i]);
                }
                else
                {
                    TakeArray(rows, c + 2, columns[c], arrays[columns[c].Name], i, stored);
                }
            }
        }

        ArrayCells[] cells = [.. columns.Where(column => column.Kind == ColumnKind.Array).Select(column => arrays[column.Name])];
        int whole = CountWhole(cells, points, file, connection);
        if (whole < count)
        {
            numbers = numbers.ToDictionary(each => each.Key, each => each.Value[..whole]);
        }

        return new RunData(columns, points[..whole], seconds[..whole], numbers, arrays)
        {
            Warnings = whole == count
                ? []
                : [$"{ArrayTail.Describe(points[whole], points[^1])} They are left out; 'lab resume' measures them again."],
        };
    }

    private static double[] NumbersOf(
        Dictionary<string, double[]> numbers, string name, string column) => numbers.TryGetValue(name, out double[]? values)
        ? values
        : throw new InvalidOperationException(
            $"scale or offset of the column '{column}' stand in '{name}', which is no column of numbers.");

    /// <summary>Compares the places of large arrays with the file.</summary>
    /// <returns>How many points come before the first of which an array was lost with the machine's power.</returns>
    private static int CountWhole(ArrayCells[] columns, long[] points, ArrayFileReader file, SqliteConnection connection)
    {
        (int Index, ArrayReference Array)[] large =
        [
            .. Enumerable.Range(0, points.Length).SelectMany(
                index => columns.Select(cells => cells.FindLarge(index)).OfType<ArrayReference>()
                    .Select(array => (index, array))),
        ];
        if (large.Length == 0)
        {
            return points.Length;
        }

        // Opened after the rows were read: a run that is under way writes an array before the row that names it.
        file.Open();
        long onDisk = RecordTables.BytesOnDisk(connection);
        long? lost = ArrayTail.FindFirstLost(large.Reverse().Select(each => (points[each.Index], each.Array)), file, onDisk);
        int whole = lost is { } first ? Array.IndexOf(points, first) : points.Length;
        long named = 0;
        foreach ((int index, ArrayReference array) in large.TakeWhile(each => each.Index < whole))
        {
            named += array.Bytes;
            if (!file.Holds(array))
            {
                throw new RunException(file.MissingText(array, $"An array of point {points[index]}"));
            }
        }

        // Arrays do not overlap: a small file must not become many large arrays.
        return named <= file.Length
            ? whole
            : throw new InvalidOperationException(
                $"its points name {named} bytes, more than the {file.Length} bytes of {ArrayFile.FileName}, which no run of Lab "
                    + "leaves.");
    }

    private static long PointAt(SqliteDataReader rows, long before)
    {
        long point = TypeOf(rows, 0) == raw.SQLITE_INTEGER
            ? rows.GetInt64(0)
            : throw new InvalidOperationException("the number of a point is no whole number.");
        return point > before
            ? point
            : throw new InvalidOperationException(
                point < 0 ? $"a point has the number {point}." : $"the point {point} is there twice.");
    }

    // Lab writes no others: SQLite would make 0 of a text.
    private static double NumberAt(SqliteDataReader rows, int index, string column, long point) =>
        TypeOf(rows, index) is raw.SQLITE_FLOAT or raw.SQLITE_INTEGER && rows.GetDouble(index) is var number
            && double.IsFinite(number)
            ? number
            : throw new InvalidOperationException($"point {point} has no number in the column '{column}'.");

    private static void TakeArray(SqliteDataReader rows, int cell, Column column, ArrayCells into, int index, StoredBytes stored)
    {
        long point = rows.GetInt64(0);
        int bytesOfOne = column.Form.ElementBytes;
        switch (TypeOf(rows, cell))
        {
            case raw.SQLITE_BLOB:
                byte[] bytes = rows.GetFieldValue<byte[]>(cell);
                stored.Take(bytes.Length);
                into.Keep(index, RequireElements(bytes, column, point));
                break;
            case raw.SQLITE_TEXT:
                string text = rows.GetString(cell);
                stored.Take(text.Length);
                ArrayReference array = ArrayReference.Find(text)
                    ?? throw new InvalidOperationException(
                        $"point {point} has a text in the column '{column.Name}' that names no part of {ArrayFile.FileName}.");
                RequireWhole(array.Bytes, bytesOfOne, column, point);
                into.Keep(index, array);
                break;
            default:
                throw new InvalidOperationException($"point {point} has no array in the column '{column.Name}'.");
        }
    }

    private static byte[] RequireElements(byte[] bytes, Column column, long point)
    {
        RequireWhole(bytes.Length, column.Form.ElementBytes, column, point);
        return StoredElements.AreFinite(column.Form.Type, bytes)
            ? bytes
            : throw new InvalidOperationException(
                $"point {point} has an infinite number or none in the array of the column '{column.Name}'.");
    }

    private static void RequireWhole(int bytes, int bytesOfOne, Column column, long point)
    {
        if (bytes % bytesOfOne != 0)
        {
            throw new InvalidOperationException(
                $"point {point} has {bytes} bytes in the column '{column.Name}', which is no whole number of elements of "
                    + $"{bytesOfOne * 8} bits.");
        }
    }

    private static int TypeOf(SqliteDataReader rows, int index) => raw.sqlite3_column_type(rows.Handle!, index);
}
