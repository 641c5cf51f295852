using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Lab.Runs.Records;

/// <summary>Reads the record of a run, finished or not.</summary>
public static class RecordedPoints
{
    /// <summary>Reads the recorded points: their numbers at once, their large arrays when they are asked for.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">There is no record, it is not one of Lab's,
    /// or arrays are missing that were on the disk.</exception>
    public static IRunData Read(string folder) => RecordReader.Read(folder, connection => RunDataReader.Load(connection, folder));

    /// <summary>Counts the recorded points without reading them.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">There is no record, or it is not one of Lab's.</exception>
    public static long Count(string folder) => RecordReader.Read(folder, connection =>
    {
        RecordTables.RequirePlainTable(connection, "points");
        return Convert.ToInt64(RecordTables.Scalar(connection, "SELECT COUNT(*) FROM points"), CultureInfo.InvariantCulture);
    });

    /// <summary>Reads numbers of a record part by part, as a page does that follows a run: each part through a connection of its
    /// own, so that no reader keeps the journal from being folded in.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="columns">Names of columns of numbers.</param>
    /// <param name="from">The first point wanted, by its index in the plan.</param>
    /// <param name="most">The most points to read.</param>
    /// <exception cref="RunException">There is no record, it is not one of Lab's, or has no such column of numbers.</exception>
    public static RecordedNumbers ReadNumbers(string folder, IReadOnlyList<string> columns, long from, int most) =>
        RecordReader.Read(folder, connection => NumbersReader.Read(connection, columns, from, most));

    /// <summary>Looks how long arrays of a column are, without reading any.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="column">The name of a column of arrays.</param>
    /// <param name="wanted">Points by their index in the plan; in the place of one that is not on record stands the next that
    /// is.</param>
    /// <returns>Each point that was found once, ascending, with the number of its elements.</returns>
    /// <exception cref="RunException">There is no record, it is not one of Lab's, or has no such column of arrays.</exception>
    public static IReadOnlyList<(long Point, int Length)> ReadArrayLengths(
        string folder, string column, IEnumerable<long> wanted) =>
        RecordReader.Read(folder, connection => new ArrayPieces(connection, folder, column).ReadLengths(wanted));

    /// <summary>Reads arrays of a column piece by piece, as a page does that shows a thinned one: whatever their length, a piece
    /// at a time is in memory.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="column">The name of a column of arrays.</param>
    /// <param name="wanted">Points by their index in the plan, as in <see cref="ReadArrayLengths"/>.</param>
    /// <param name="mostBytes">The most bytes to read of all of them.</param>
    /// <param name="take">Takes the pieces in the column's unit, in their order.</param>
    /// <exception cref="RunException">There is no record, it is not one of Lab's, has no such column of arrays, has more bytes
    /// there, or an array is not as it was recorded. The pieces that were taken are then worth nothing.</exception>
    public static void ReadArrays(
        string folder, string column, IEnumerable<long> wanted, long mostBytes, ArrayPieceTaker take) =>
        RecordReader.Read(folder, connection =>
        {
            new ArrayPieces(connection, folder, column).Read(wanted, mostBytes, take);
            return true;
        });

    /// <summary>The number of points up to the last one on record; 0 where there is none. It takes the same time however many
    /// there are.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">There is no record, or it is not one of Lab's.</exception>
    public static long ReadEnd(string folder) => RecordReader.Read(folder, connection =>
    {
        RecordTables.RequirePlainTable(connection, "points");
        return RecordTables.Scalar(connection, "SELECT MAX(point) FROM points") is long last ? last + 1 : 0;
    });

    /// <summary>The columns of a run's record.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">There is no record, or it is not one of Lab's.</exception>
    public static IReadOnlyList<Column> ReadColumns(string folder) => RecordReader.Read(folder, connection =>
    {
        RecordTables.RequirePlainTable(connection, "columns");
        return RecordTables.ReadColumns(connection);
    });

    /// <summary>Reads what the record itself knows of its run, the text of a <c>run.json</c>; <see langword="null"/> in records
    /// of earlier versions.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">There is no record, or it is not one of Lab's.</exception>
    public static string? ReadHeader(string folder) => RecordReader.Read(folder, connection =>
    {
        RecordTables.RequirePlainTable(connection, "meta");
        return RecordTables.Scalar(connection, $"SELECT value FROM meta WHERE key = '{RecordTables.HeaderKey}'") as string;
    });

    /// <summary>Reads the remarks on points, in the order of the plan.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">There is no record, or it is not one of Lab's.</exception>
    public static IReadOnlyList<PointMark> ReadMarks(string folder) => RecordReader.Read(folder, connection =>
    {
        var marks = new List<PointMark>();
        if (RecordTables.Scalar(connection, "SELECT 1 FROM sqlite_master WHERE name = 'marks'") is null)
        {
            return (IReadOnlyList<PointMark>)marks; // a record of the first version
        }

        RecordTables.RequirePlainTable(connection, "marks");
        var stored = new StoredBytes(connection);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT point, kind, message FROM marks ORDER BY point, kind";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            var mark = new PointMark(reader.GetInt64(0), reader.GetString(1), reader.GetString(2));
            stored.Take(mark.Kind.Length + mark.Message.Length + 1);
            marks.Add(mark);
        }

        return marks;
    });
}
