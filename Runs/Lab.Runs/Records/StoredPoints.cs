using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lab.Runs.Records;

/// <summary>The content of a record that is being written: how many points, and whether a point that was measured again is the
/// same.</summary>
internal sealed class StoredPoints : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly string file;
    private readonly IReadOnlyList<Column> columns;
    private sqlite3_stmt? select;

    /// <summary>The points of an open record.</summary>
    public StoredPoints(SqliteConnection connection, string file, IReadOnlyList<Column> columns)
    {
        this.connection = connection;
        this.file = file;
        this.columns = columns;
    }

    // Made when a record is compared with twins for the first time: the store of a new run never needs it.
    private sqlite3_stmt Select
    {
        get
        {
            if (select is { } made)
            {
                return made;
            }

            string question = $"SELECT bench_seconds{RecordTables.Names(columns)} FROM points WHERE point = ?";
            Check(raw.sqlite3_prepare_v2(connection.Handle, question, out sqlite3_stmt prepared));
            select = prepared;
            return prepared;
        }
    }

    /// <summary>The first point that is marked as doubtful; <see langword="null"/> where none is.</summary>
    public long? FirstDoubtful()
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT MIN(point) FROM marks WHERE kind = $kind";
        command.Parameters.AddWithValue("$kind", PointMark.Doubtful);
        return command.ExecuteScalar() is long point ? point : null;
    }

    /// <summary>How many points the record has. They are the first ones of the plan,
    /// for points are stored in its order.</summary>
    /// <exception cref="RunException">The record has a gap: it was changed by another program than Lab.</exception>
    public long Count()
    {
        const string question = "SELECT COUNT(*), COALESCE(MIN(point), 0), COALESCE(MAX(point), -1) FROM points";
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = question;
        using SqliteDataReader reader = command.ExecuteReader();
        reader.Read();
        long count = reader.GetInt64(0);
        bool isWhole = count == 0 || (reader.GetInt64(1) == 0 && reader.GetInt64(2) == count - 1);
        return isWhole
            ? count
            : throw new RunException(
                $"The record '{file}' has {count} points with the numbers {reader.GetString(1)} to {reader.GetString(2)}: some "
                    + "are missing in between, which no run of Lab leaves. "
                + "Take an untouched copy of the run, or start a new one; 'lab runs export' gives the points that are there.");
    }

    /// <summary>Bench time of a recorded point, s.</summary>
    public double BenchSecondsOf(long point)
    {
        Check(raw.sqlite3_bind_int64(Select, 1, point));
        try
        {
            return raw.sqlite3_step(Select) == raw.SQLITE_ROW
                ? raw.sqlite3_column_double(Select, 0)
                : throw new RunException($"The record '{file}' has no point {point}.");
        }
        finally
        {
            raw.sqlite3_reset(Select);
        }
    }

    /// <summary>Compares a recorded point with a point that was measured again on the same twins.</summary>
    /// <returns>The first difference in words, or <see langword="null"/> where both are equal to the last bit.</returns>
    public string? FindDifference(long point, double benchSeconds, Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Check(raw.sqlite3_bind_int64(Select, 1, point));
        try
        {
            if (raw.sqlite3_step(Select) != raw.SQLITE_ROW)
            {
                return $"point {point} is not in the record";
            }

            if (!SameBits(raw.sqlite3_column_double(Select, 0), benchSeconds))
            {
                return $"point {point}: bench time {raw.sqlite3_column_double(Select, 0):R} s in the record, "
                    + $"{benchSeconds:R} s now";
            }

            for (int i = 0; i < columns.Count; i++)
            {
                if (columns[i].Kind == ColumnKind.Array)
                {
                    if (!IsSameArray(i + 1, row.BytesAt(i)))
                    {
                        return $"point {point}: another array in the column '{columns[i].Name}'";
                    }
                }
                else if (!SameBits(NumberAt(i + 1), row.NumberAt(i)))
                {
                    return $"point {point}: {columns[i].Name} {NumberAt(i + 1):R} in the record, {row.NumberAt(i):R} now";
                }
            }

            return null;
        }
        finally
        {
            raw.sqlite3_reset(Select);
        }
    }

    /// <summary>The arrays in <c>arrays.bin</c> with their points, the last one first.</summary>
    /// <exception cref="InvalidOperationException">A cell holds something else.</exception>
    public IEnumerable<(long Point, ArrayReference Array)> LargeArrays()
    {
        Column[] arrays = [.. columns.Where(column => column.Kind == ColumnKind.Array)];
        if (arrays.Length == 0)
        {
            yield break;
        }

        string isLarge = string.Join(" OR ", arrays.Select(column => $"typeof({RecordTables.Quote(column.Name)}) = 'text'"));
        string cells = string.Concat(arrays.Select(
            column =>
                $", CASE typeof({RecordTables.Quote(column.Name)}) WHEN 'text' THEN {RecordTables.Quote(column.Name)} END"));
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT point{cells} FROM points WHERE {isLarge} ORDER BY point DESC";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            for (int i = arrays.Length; i > 0; i--)
            {
                if (!reader.IsDBNull(i))
                {
                    yield return (reader.GetInt64(0), ArrayReference.Parse(reader.GetString(i)));
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => select?.Dispose();

    // A cell without a number is NULL in the record and NaN in the row.
    private double NumberAt(int cell) =>
        raw.sqlite3_column_type(Select, cell) == raw.SQLITE_NULL ? double.NaN : raw.sqlite3_column_double(Select, cell);

    private static bool SameBits(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    // What lies in the file is told by its sum.
    private bool IsSameArray(int index, ReadOnlySpan<byte> now)
    {
        if (raw.sqlite3_column_type(Select, index) != raw.SQLITE_TEXT)
        {
            return raw.sqlite3_column_blob(Select, index).SequenceEqual(now);
        }

        try
        {
            var recorded = ArrayReference.Parse(raw.sqlite3_column_text(Select, index).utf8_to_string());
            return recorded.Bytes == now.Length && SHA256.HashData(now).AsSpan().SequenceEqual(recorded.Sha256);
        }
        catch (InvalidOperationException error)
        {
            throw new RunException(
                $"The record '{file}' was changed by another program than Lab: {error.Message} Resume an untouched copy of "
                    + "the run.",
                error);
        }
    }

    private void Check(int outcome)
    {
        if (outcome != raw.SQLITE_OK)
        {
            throw new RunException(
                $"The record '{file}' cannot be read: {raw.sqlite3_errmsg(connection.Handle).utf8_to_string()}");
        }
    }
}
