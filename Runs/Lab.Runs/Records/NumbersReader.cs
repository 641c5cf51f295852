using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lab.Runs.Records;

/// <summary>Reads a part of the numbers of a record, which may come from elsewhere.</summary>
internal static class NumbersReader
{
    /// <summary>Reads numbers of columns.</summary>
    /// <param name="connection">The open database.</param>
    /// <param name="names">Names of columns of numbers.</param>
    /// <param name="from">The first point.</param>
    /// <param name="most">The most points.</param>
    /// <exception cref="InvalidOperationException">It is no record of Lab's, or has no such column of numbers.</exception>
    public static RecordedNumbers Read(SqliteConnection connection, IReadOnlyList<string> names, long from, int most)
    {
        RecordTables.RequirePlainTable(connection, "columns");
        RecordTables.RequirePlainTable(connection, "points");
        RecordTables.RequireKnownSchema(connection);
        List<Column> known = RecordTables.ReadColumns(connection);
        Column[] columns =
        [
            .. names.Select(name => known.Find(column => column.Name == name && column.Kind == ColumnKind.Number)
                ?? throw new InvalidOperationException($"it has no column of numbers '{name}'.")),
        ];
        using SqliteCommand select = connection.CreateCommand();
        select.CommandText = $"SELECT point, bench_seconds{RecordTables.Names(columns)} FROM points WHERE point >= $from "
            + "ORDER BY point LIMIT $most";
        select.Parameters.AddWithValue("$from", from);
        select.Parameters.AddWithValue("$most", most);
        var points = new List<long>();
        var seconds = new List<double>();
        List<double>[] values = [.. columns.Select(_ => new List<double>())];
        using SqliteDataReader rows = select.ExecuteReader();
        while (rows.Read())
        {
            points.Add(rows.GetInt64(0));
            seconds.Add(rows.GetDouble(1));
            for (int c = 0; c < columns.Length; c++)
            {
                values[c].Add(NumberAt(rows, c + 2));
            }
        }

        return new RecordedNumbers(points, values, seconds);
    }

    // Anything else than a number is a gap to who looks at a curve; who reads the record as a whole refuses it.
    private static double NumberAt(SqliteDataReader rows, int index) =>
        raw.sqlite3_column_type(rows.Handle!, index) is raw.SQLITE_FLOAT or raw.SQLITE_INTEGER
            ? raw.sqlite3_column_double(rows.Handle!, index)
            : double.NaN;
}
