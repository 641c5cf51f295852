using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

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
        var points = new long[count];
        var seconds = new double[count];
        var numbers = columns.Where(c => c.Kind == ColumnKind.Number).ToDictionary(c => c.Name, _ => new double[count]);
        var arrays = columns.Where(c => c.Kind == ColumnKind.Array).ToDictionary(c => c.Name, _ => new double[count][]);
        string cells = string.Concat(columns.Select(column => $", {PointStore.Quote(column.Name)}"));
        using SqliteCommand select = Command(connection, $"SELECT point, bench_seconds{cells} FROM points ORDER BY point LIMIT {count}");
        using SqliteDataReader rows = select.ExecuteReader();
        for (int i = 0; rows.Read(); i++)
        {
            points[i] = rows.GetInt64(0);
            seconds[i] = rows.GetDouble(1);
            for (int c = 0; c < columns.Count; c++)
            {
                if (columns[c].Kind == ColumnKind.Number)
                {
                    numbers[columns[c].Name][i] = rows.GetDouble(c + 2);
                }
                else
                {
                    arrays[columns[c].Name][i] = MemoryMarshal.Cast<byte, double>(rows.GetFieldValue<byte[]>(c + 2)).ToArray();
                }
            }
        }

        return new RunData(columns, points, seconds, numbers, arrays);
    }

    public static List<Column> ReadColumns(SqliteConnection connection)
    {
        List<Column> columns = [];
        using SqliteCommand command = Command(connection, "SELECT name, unit, description, kind FROM columns ORDER BY position");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            ColumnKind kind = reader.GetString(3) == "array" ? ColumnKind.Array : ColumnKind.Number;
            columns.Add(new Column(reader.GetString(0), reader.GetString(1), reader.GetString(2), kind));
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

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
