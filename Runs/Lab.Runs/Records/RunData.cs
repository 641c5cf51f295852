using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lab.Runs.Records;

/// <summary>The points of a run in memory, one array a column.</summary>
internal sealed class RunData : IRunData
{
    private readonly Dictionary<string, double[]> numbers;
    private readonly Dictionary<string, double[][]> arrays;

    private RunData(IReadOnlyList<Column> columns, long[] points, double[] benchSeconds, Dictionary<string, double[]> numbers, Dictionary<string, double[][]> arrays)
    {
        Columns = columns;
        Points = points;
        BenchSeconds = benchSeconds;
        this.numbers = numbers;
        this.arrays = arrays;
    }

    public IReadOnlyList<Column> Columns { get; }

    public int Count => Points.Count;

    public IReadOnlyList<long> Points { get; }

    public double[] BenchSeconds { get; }

    public double[] Numbers(string column) => numbers.TryGetValue(column, out double[]? values)
        ? values
        : throw new KeyNotFoundException($"The record has no column of numbers '{column}'.");

    public double[][] Arrays(string column) => arrays.TryGetValue(column, out double[][]? values)
        ? values
        : throw new KeyNotFoundException($"The record has no column of arrays '{column}'.");

    public static RunData Load(SqliteConnection connection)
    {
        RequirePlainTable(connection, "columns");
        RequirePlainTable(connection, "points");
        List<Column> columns = ReadColumns(connection);
        using SqliteCommand countCommand = Command(connection, "SELECT COUNT(*) FROM points");
        int count = Convert.ToInt32(countCommand.ExecuteScalar());
        var stored = new StoredBytes(connection);
        stored.Take((long)count * columns.Count); // each cell takes a byte at least
        stored = new StoredBytes(connection);
        var points = new long[count];
        var seconds = new double[count];
        var numbers = columns.Where(c => c.Kind == ColumnKind.Number).ToDictionary(c => c.Name, _ => new double[count]);
        var arrays = columns.Where(c => c.Kind == ColumnKind.Array).ToDictionary(c => c.Name, _ => new double[count][]);
        string cells = string.Concat(columns.Select(column => $", {PointStore.Quote(column.Name)}"));
        using SqliteCommand select = Command(connection, $"SELECT point, bench_seconds{cells} FROM points ORDER BY point LIMIT {count}");
        using SqliteDataReader rows = select.ExecuteReader();
        for (int i = 0; rows.Read(); i++)
        {
            points[i] = PointAt(rows, i == 0 ? -1 : points[i - 1]);
            seconds[i] = NumberAt(rows, 1, "bench_seconds", points[i]);
            for (int c = 0; c < columns.Count; c++)
            {
                if (columns[c].Kind == ColumnKind.Number)
                {
                    numbers[columns[c].Name][i] = NumberAt(rows, c + 2, columns[c].Name, points[i]);
                }
                else
                {
                    double[] array = ArrayAt(rows, c + 2, columns[c].Name, points[i]);
                    stored.Take((long)array.Length * sizeof(double));
                    arrays[columns[c].Name][i] = array;
                }
            }
        }

        return new RunData(columns, points, seconds, numbers, arrays);
    }

    public static List<Column> ReadColumns(SqliteConnection connection)
    {
        List<Column> columns = [];
        var stored = new StoredBytes(connection);
        using SqliteCommand command = Command(connection, "SELECT name, unit, description, kind FROM columns ORDER BY position");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            ColumnKind kind = reader.GetString(3) == "array" ? ColumnKind.Array : ColumnKind.Number;
            var column = new Column(reader.GetString(0), reader.GetString(1), reader.GetString(2), kind);
            stored.Take(column.Name.Length + column.Unit.Length + column.Description.Length + 1);
            columns.Add(column);
        }

        return columns;
    }

    /// <summary>Refuses views and computed columns, which in a hostile file could go on for ever or make gigabytes of a few bytes.</summary>
    /// <exception cref="InvalidOperationException">It is no plain table.</exception>
    public static void RequirePlainTable(SqliteConnection connection, string table)
    {
        using SqliteCommand command = Command(
            connection,
            $"SELECT (SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '{table}' AND sql NOT LIKE '%virtual table%') = 1 AND NOT EXISTS (SELECT 1 FROM pragma_table_xinfo('{table}') WHERE hidden <> 0)");
        if (Convert.ToInt64(command.ExecuteScalar()) == 0)
        {
            throw new InvalidOperationException($"'{table}' is not a plain table.");
        }
    }

    private static long PointAt(SqliteDataReader rows, long before)
    {
        long point = TypeOf(rows, 0) == raw.SQLITE_INTEGER ? rows.GetInt64(0) : throw new InvalidOperationException("the number of a point is no whole number.");
        return point > before
            ? point
            : throw new InvalidOperationException(point < 0 ? $"a point has the number {point}." : $"the point {point} is there twice.");
    }

    // Lab writes no others: SQLite would make 0 of a text.
    private static double NumberAt(SqliteDataReader rows, int index, string column, long point) =>
        TypeOf(rows, index) is raw.SQLITE_FLOAT or raw.SQLITE_INTEGER && rows.GetDouble(index) is var number && double.IsFinite(number)
            ? number
            : throw new InvalidOperationException($"point {point} has no number in the column '{column}'.");

    private static double[] ArrayAt(SqliteDataReader rows, int index, string column, long point)
    {
        byte[] bytes = TypeOf(rows, index) == raw.SQLITE_BLOB
            ? rows.GetFieldValue<byte[]>(index)
            : throw new InvalidOperationException($"point {point} has no array in the column '{column}'.");
        if (bytes.Length % sizeof(double) != 0)
        {
            throw new InvalidOperationException($"point {point} has {bytes.Length} bytes in the column '{column}', which is no whole number of 64-bit floats.");
        }

        double[] array = MemoryMarshal.Cast<byte, double>(bytes).ToArray();
        return Array.TrueForAll(array, double.IsFinite)
            ? array
            : throw new InvalidOperationException($"point {point} has an infinite number or none in the array of the column '{column}'.");
    }

    private static int TypeOf(SqliteDataReader rows, int index) => raw.sqlite3_column_type(rows.Handle!, index);

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
