using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lab.Runs.Records;

/// <summary>
/// The points of a run in <c>data.db</c>. When <see cref="Append"/> returns, the point is in the write-ahead log in the
/// operating system's hands: it survives the death of the process, though not always that of the machine.
/// </summary>
/// <remarks>Used by one caller at a time; readers of other processes may look at any time.</remarks>
public sealed class PointStore : IPointSink, IDisposable
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "data.db";

    private const int SchemaVersion = 1;

    // Each point writes its whole page to the log once more, so that pages of a few numbers are small. A page of arrays is not:
    // each page that a long array covers costs calls of the system of its own.
    private const int NumberPageBytes = 1024;
    private const int ArrayPageBytes = 4096;

    // A checkpoint copies the log into the file and syncs the disk: with so long a log, every 16,000 points of numbers.
    private const int CheckpointBytes = 16 << 20;

    private readonly SqliteConnection connection;
    private readonly sqlite3_stmt insert;
    private readonly IReadOnlyList<Column> columns;

    private PointStore(SqliteConnection connection, IReadOnlyList<Column> columns)
    {
        this.connection = connection;
        this.columns = columns;
        string names = string.Concat(columns.Select(column => $", {Quote(column.Name)}"));
        string marks = string.Concat(columns.Select(_ => ", ?"));
        Check(raw.sqlite3_prepare_v2(connection.Handle, $"INSERT INTO points (point, bench_seconds{names}) VALUES (?, ?{marks})", out insert));
    }

    /// <summary>Creates the record of a new run.</summary>
    /// <param name="folder">The run's folder, which exists.</param>
    /// <param name="columns">The columns of every point.</param>
    /// <exception cref="RunException">The file cannot be made.</exception>
    public static PointStore Create(string folder, IReadOnlyList<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        SqliteConnection connection = Open(Path.Combine(folder, FileName), SqliteOpenMode.ReadWriteCreate);
        try
        {
            int pageBytes = columns.Any(column => column.Kind == ColumnKind.Array) ? ArrayPageBytes : NumberPageBytes;
            Execute(connection, $"PRAGMA page_size={pageBytes}; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint={CheckpointBytes / pageBytes};");
            using SqliteTransaction transaction = connection.BeginTransaction();
            Execute(connection, "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)");
            Execute(connection, $"INSERT INTO meta VALUES ('schema', '{SchemaVersion}')");
            Execute(connection, "CREATE TABLE columns (position INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, description TEXT NOT NULL, kind TEXT NOT NULL)");
            for (int i = 0; i < columns.Count; i++)
            {
                using SqliteCommand command = connection.CreateCommand();
                command.CommandText = "INSERT INTO columns VALUES ($position, $name, $unit, $description, $kind)";
                command.Parameters.AddWithValue("$position", i);
                command.Parameters.AddWithValue("$name", columns[i].Name);
                command.Parameters.AddWithValue("$unit", columns[i].Unit);
                command.Parameters.AddWithValue("$description", columns[i].Description);
                command.Parameters.AddWithValue("$kind", columns[i].Kind == ColumnKind.Array ? "array" : "number");
                command.ExecuteNonQuery();
            }

            string cells = string.Concat(columns.Select(column => $", {Quote(column.Name)} {(column.Kind == ColumnKind.Array ? "BLOB" : "REAL")} NOT NULL"));
            Execute(connection, $"CREATE TABLE points (point INTEGER PRIMARY KEY, bench_seconds REAL NOT NULL{cells})");
            transaction.Commit();
            return new PointStore(connection, columns);
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new RunException($"The record '{Path.Combine(folder, FileName)}' cannot be made: {error.Message}", error);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads the recorded points of a run, finished or not.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">There is no record, or it is not one of Lab's.</exception>
    public static IRunData Read(string folder) => Read(folder, RunData.Load);

    /// <summary>Counts the recorded points of a run without reading them.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">There is no record, or it is not one of Lab's.</exception>
    public static long Count(string folder) => Read(folder, connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM points";
        return Convert.ToInt64(command.ExecuteScalar());
    });

    /// <inheritdoc/>
    /// <exception cref="RunException">The disk is full or the file was taken away; earlier points are safe.</exception>
    public void Append(long point, double benchSeconds, Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Check(raw.sqlite3_bind_int64(insert, 1, point));
        Check(raw.sqlite3_bind_double(insert, 2, benchSeconds));
        for (int i = 0; i < columns.Count; i++)
        {
            Check(columns[i].Kind == ColumnKind.Array ? BindArray(i + 3, row.ArrayAt(i)) : raw.sqlite3_bind_double(insert, i + 3, row.NumberAt(i)));
        }

        int outcome = raw.sqlite3_step(insert);
        raw.sqlite3_reset(insert);
        if (outcome != raw.SQLITE_DONE)
        {
            Check(outcome);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        insert.Dispose();
        connection.Dispose();
    }

    internal static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        Batteries_V2.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new RunException($"'{file}' cannot be opened: {error.Message}", error);
        }
    }

    private static T Read<T>(string folder, Func<SqliteConnection, T> read)
    {
        string file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            throw new RunException($"'{folder}' holds no {FileName}: the run has no record of points. Give the folder of a run.");
        }

        try
        {
            // Read-write, because a reader of a write-ahead log that was left behind by a killed process has to recover it.
            using SqliteConnection connection = Open(file, SqliteOpenMode.ReadWrite);
            return read(connection);
        }
        catch (Exception error) when (error is SqliteException or InvalidOperationException or InvalidCastException or ArgumentException or OverflowException)
        {
            // Beside SQLite's own errors, those of cells that hold NULL or another type than Lab's, of columns twice, and of counts.
            throw new RunException($"'{file}' cannot be read as the record of a run: {error.Message}", error);
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // A blob without bytes would be bound as NULL.
    private int BindArray(int index, double[]? array) => array is { Length: > 0 }
        ? raw.sqlite3_bind_blob(insert, index, MemoryMarshal.AsBytes(array.AsSpan()))
        : raw.sqlite3_bind_zeroblob(insert, index, 0);

    private void Check(int outcome)
    {
        if (outcome != raw.SQLITE_OK)
        {
            throw new RunException(
                $"The point cannot be stored: {raw.sqlite3_errmsg(connection.Handle).utf8_to_string()}. Free some disk space; the points before it are safe.");
        }
    }
}
