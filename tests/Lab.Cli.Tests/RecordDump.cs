using System.Globalization;
using System.Text;
using Lab.Runs.Records;
using Microsoft.Data.Sqlite;

namespace Lab.Cli.Tests;

/// <summary>All content of a run's database as text, numbers to the bit, but for the run's name and times.</summary>
internal static class RecordDump
{
    public static string Of(RunFolder run)
    {
        var dump = new StringBuilder();
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(run.FullPath, PointStore.FileName)};Pooling=false");
        connection.Open();
        List<string> tables =
        [
            .. Rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").Select(row => (string)row[0])
        ];
        foreach (string table in tables)
        {
            dump.AppendLine(table);
            foreach (object[] row in Rows(
                connection, $"SELECT * FROM \"{table}\"{(table == "meta" ? " WHERE key <> 'run'" : string.Empty)} ORDER BY 1"))
            {
                dump.AppendJoin('|', row.Select(Text)).AppendLine();
            }
        }

        return dump.ToString();
    }

    /// <summary>The points alone, without remarks such as where the run was resumed.</summary>
    public static string PointsOf(RunFolder run)
    {
        string dump = Of(run);
        return dump[dump.LastIndexOf($"{Environment.NewLine}points{Environment.NewLine}", StringComparison.Ordinal)..];
    }

    private static string Text(object cell) => cell switch
    {
        double number => BitConverter.DoubleToInt64Bits(number).ToString("X16", CultureInfo.InvariantCulture),
        byte[] blob => Convert.ToHexString(blob),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture)!,
    };

    private static IEnumerable<object[]> Rows(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            yield return row;
        }
    }
}
