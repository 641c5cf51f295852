using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lab.Runs.Records;

/// <summary>Reads single arrays of a record, which may come from elsewhere, piece by piece.</summary>
internal sealed class ArrayPieces
{
    private readonly SqliteConnection connection;
    private readonly string folder;
    private readonly Column column;
    private readonly string select;

    /// <summary>A column of an open record.</summary>
    /// <param name="connection">The open database.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="name">The name of a column of arrays.</param>
    /// <exception cref="InvalidOperationException">It is no record of Lab's, or has no such column.</exception>
    public ArrayPieces(SqliteConnection connection, string folder, string name)
    {
        RecordTables.RequirePlainTable(connection, "columns");
        RecordTables.RequirePlainTable(connection, "points");
        RecordTables.RequireKnownSchema(connection);
        List<Column> known = RecordTables.ReadColumns(connection);
        this.connection = connection;
        this.folder = folder;
        column = known.Find(each => each.Name == name && each.Kind == ColumnKind.Array)
            ?? throw new InvalidOperationException($"it has no column of arrays '{name}'.");
        string quoted = RecordTables.Quote(name);
        string[] numbers = [.. new[] { column.Form.ScaleColumn, column.Form.OffsetColumn }.Select(of => of is null ? "NULL"
            : known.Any(each => each.Name == of && each.Kind == ColumnKind.Number) ? RecordTables.Quote(of)
            : throw new InvalidOperationException($"'{of}', which scales the column '{name}', is no column of numbers."))];

        // A text is the place of a large array; a longer one is none.
        select = $"SELECT point, length({quoted}), CASE WHEN typeof({quoted}) = 'text' AND length({quoted}) <= 120 THEN {quoted} "
            + $"END, typeof({quoted}), {numbers[0]}, {numbers[1]} FROM points WHERE point >= $from ORDER BY point LIMIT 1";
    }

    /// <summary>How many elements the arrays of points have.</summary>
    public IReadOnlyList<(long Point, int Length)> ReadLengths(IEnumerable<long> wanted) =>
        [.. Find(wanted).Select(each => (each.Point, each.Bytes / column.Form.ElementBytes))];

    /// <summary>Reads the arrays of points.</summary>
    public void Read(IEnumerable<long> wanted, long mostBytes, ArrayPieceTaker take)
    {
        using var file = new ArrayFileReader(folder);
        bool isOpen = false;
        long left = mostBytes;
        double[] values = new double[ArrayFileReader.PieceBytes];
        foreach (Found array in Find(wanted))
        {
            left -= array.Bytes;
            if (left < 0)
            {
                throw new RunException(
                    $"{NameOf(array.Point)} and those before it have more than {mostBytes} bytes, which is more than is read for "
                        + "a look. Export the run, and look at it with a program for large data.");
            }

            ArrayForm form = array.Form;
            if (array.Large is not { } large)
            {
                Take(ReadSmall(array.Point), 0);
                continue;
            }

            if (!isOpen)
            {
                file.Open(); // after the row: a run that is under way writes an array before the row that names it
                isOpen = true;
            }

            file.Read(large, 0, (piece, firstByte, _) => Take(piece, firstByte), () => NameOf(array.Point));

            void Take(ReadOnlySpan<byte> bytes, int firstByte)
            {
                if (!StoredElements.AreFinite(form.Type, bytes))
                {
                    throw new RunException(
                        $"{NameOf(array.Point)} has an infinite number or none, which no run of Lab leaves.");
                }

                int step = ArrayFileReader.PieceBytes;
                for (int at = 0; at < bytes.Length; at += step)
                {
                    ReadOnlySpan<byte> part = bytes[at..Math.Min(bytes.Length, at + step)];
                    Span<double> into = values.AsSpan(0, part.Length / form.ElementBytes);
                    StoredElements.Decode(form, part, into);
                    take(array.Point, (firstByte + at) / form.ElementBytes, into);
                }
            }
        }
    }

    private IEnumerable<Found> Find(IEnumerable<long> wanted)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = select;
        SqliteParameter from = command.Parameters.Add("$from", SqliteType.Integer);
        long last = -1;
        foreach (long point in wanted)
        {
            from.Value = Math.Max(point, last + 1);
            Found? found;
            using (SqliteDataReader rows = command.ExecuteReader())
            {
                found = rows.Read() ? FoundIn(rows) : null;
            }

            if (found is null)
            {
                yield break;
            }

            last = found.Point;
            yield return found;
        }
    }

    private Found FoundIn(SqliteDataReader rows)
    {
        long point = rows.GetInt64(0);
        bool isSmall = rows.GetString(3) == "blob";
        ArrayReference? large = rows.IsDBNull(2) ? null : ArrayReference.Find(rows.GetString(2));
        int bytes = isSmall ? rows.GetInt32(1)
            : large?.Bytes ?? throw new InvalidOperationException($"point {point} has no array in the column '{column.Name}'.");
        ArrayForm form = column.Form with
        {
            Scale = column.Form.ScaleColumn is null ? column.Form.Scale : NumberAt(rows, 4),
            Offset = column.Form.OffsetColumn is null ? column.Form.Offset : NumberAt(rows, 5),
        };
        return bytes % form.ElementBytes != 0
            ? throw new InvalidOperationException(
                $"point {point} has {bytes} bytes in the column '{column.Name}', which is no whole number of elements.")
            : new Found(point, bytes, large, form);
    }

    private double NumberAt(SqliteDataReader rows, int index) =>
        raw.sqlite3_column_type(rows.Handle!, index) is raw.SQLITE_FLOAT or raw.SQLITE_INTEGER
            ? rows.GetDouble(index)
            : throw new InvalidOperationException($"a scale or an offset of the column '{column.Name}' is no number.");

    private byte[] ReadSmall(long point)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {RecordTables.Quote(column.Name)} FROM points WHERE point = $point";
        command.Parameters.AddWithValue("$point", point);
        return command.ExecuteScalar() as byte[]
            ?? throw new InvalidOperationException($"point {point} has no array in the column '{column.Name}'.");
    }

    private string NameOf(long point) => $"The array of point {point} in the column '{column.Name}'";

    private sealed record Found(long Point, int Bytes, ArrayReference? Large, ArrayForm Form);
}
