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

    private const string MarksTable =
        "CREATE TABLE IF NOT EXISTS marks (point INTEGER NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, PRIMARY KEY (point, kind))";

    private readonly SqliteConnection connection;
    private readonly sqlite3_stmt insert;
    private readonly IReadOnlyList<Column> columns;
    private sqlite3_stmt? select;

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
            int pageBytes = PageBytes(columns);
            Execute(connection, $"PRAGMA page_size={pageBytes}; PRAGMA journal_mode=WAL;");
            SetUpWriting(connection, columns);
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
            Execute(connection, MarksTable);
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

    /// <summary>Opens the record of a run to go on with it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="columns">The columns of every point, which must be those of the record.</param>
    /// <exception cref="RunException">There is no record, it is not one of Lab's, or its columns are others.</exception>
    public static PointStore Continue(string folder, IReadOnlyList<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        string file = Path.Combine(folder, FileName);
        RequireRecord(folder, file);
        SqliteConnection connection = Open(file, SqliteOpenMode.ReadWrite);
        try
        {
            IReadOnlyList<Column> recorded = RunData.ReadColumns(connection);
            if (!recorded.SequenceEqual(columns))
            {
                throw new RunException(
                    $"The record '{file}' has the columns {Names(recorded)}, the protocol now has {Names(columns)}. Resume it with the version of Lab that began it.");
            }

            SetUpWriting(connection, columns);
            Execute(connection, MarksTable);
            return new PointStore(connection, columns);
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new RunException($"'{file}' cannot be read as the record of a run: {error.Message}", error);
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
        RunData.RequirePlainTable(connection, "points");
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM points";
        return Convert.ToInt64(command.ExecuteScalar());
    });

    /// <summary>Reads the remarks on points, in the order of the plan.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">There is no record, or it is not one of Lab's.</exception>
    public static IReadOnlyList<PointMark> ReadMarks(string folder) => Read(folder, connection =>
    {
        var marks = new List<PointMark>();
        Execute(connection, MarksTable); // records of the first version have none
        RunData.RequirePlainTable(connection, "marks");
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT point, kind, message FROM marks ORDER BY point, kind";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            marks.Add(new PointMark(reader.GetInt64(0), reader.GetString(1), reader.GetString(2)));
        }

        return (IReadOnlyList<PointMark>)marks;
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
    /// <exception cref="RunException">The disk is full or the file was taken away.</exception>
    public void Mark(PointMark mark)
    {
        ArgumentNullException.ThrowIfNull(mark);
        try
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "INSERT OR REPLACE INTO marks VALUES ($point, $kind, $message)";
            command.Parameters.AddWithValue("$point", mark.Point);
            command.Parameters.AddWithValue("$kind", mark.Kind);
            command.Parameters.AddWithValue("$message", mark.Message);
            command.ExecuteNonQuery();
        }
        catch (SqliteException error)
        {
            throw new RunException(CannotStore(error.Message), error);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RunException">The disk is full or the file was taken away.</exception>
    public void Withdraw(long from, string why)
    {
        try
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "DELETE FROM points WHERE point >= $from; DELETE FROM marks WHERE point >= $from; "
                + "INSERT INTO marks VALUES ($from, $kind, $why)";
            command.Parameters.AddWithValue("$from", from);
            command.Parameters.AddWithValue("$kind", PointMark.Retried);
            command.Parameters.AddWithValue("$why", $"measured again from here: {why}");
            command.ExecuteNonQuery();
            transaction.Commit();
        }
        catch (SqliteException error)
        {
            throw new RunException(CannotStore(error.Message), error);
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

    /// <summary>How many points the record has. They are the first ones of the plan, for points are stored in its order.</summary>
    /// <exception cref="RunException">The record has a gap.</exception>
    public long CountStored()
    {
        // The last point tells without reading the others; a record of a million points opens as fast as one of ten.
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT IFNULL(MAX(point), -1) + 1 FROM points";
        return Convert.ToInt64(command.ExecuteScalar());
    }

    /// <summary>Bench time of a stored point, s.</summary>
    public double BenchSecondsOf(long point)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT bench_seconds FROM points WHERE point = $point";
        command.Parameters.AddWithValue("$point", point);
        return Convert.ToDouble(command.ExecuteScalar());
    }

    /// <summary>Compares a stored point with one that was measured again on the same twins.</summary>
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
                return $"point {point}: bench time {raw.sqlite3_column_double(Select, 0):R} s in the record, {benchSeconds:R} s now";
            }

            for (int i = 0; i < columns.Count; i++)
            {
                bool same = columns[i].Kind == ColumnKind.Array
                    ? raw.sqlite3_column_blob(Select, i + 1).SequenceEqual(MemoryMarshal.AsBytes(row.ArrayAt(i).AsSpan()))
                    : SameBits(raw.sqlite3_column_double(Select, i + 1), row.NumberAt(i));
                if (!same)
                {
                    return columns[i].Kind == ColumnKind.Array
                        ? $"point {point}: another array in the column '{columns[i].Name}'"
                        : $"point {point}: {columns[i].Name} {raw.sqlite3_column_double(Select, i + 1):R} in the record, {row.NumberAt(i):R} now";
                }
            }

            return null;
        }
        finally
        {
            raw.sqlite3_reset(Select);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        insert.Dispose();
        select?.Dispose();
        connection.Dispose();
    }

    // Made when a record is compared with twins for the first time: the store of a new run never needs it.
    private sqlite3_stmt Select
    {
        get
        {
            if (select is null)
            {
                string names = string.Concat(columns.Select(column => $", {Quote(column.Name)}"));
                Check(raw.sqlite3_prepare_v2(connection.Handle, $"SELECT bench_seconds{names} FROM points WHERE point = ?", out select));
            }

            return select!;
        }
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
        RequireRecord(folder, file);
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

    private static void RequireRecord(string folder, string file)
    {
        if (!File.Exists(file))
        {
            throw new RunException($"'{folder}' holds no {FileName}: the run has no record of points. Give the folder of a run.");
        }
    }

    private static int PageBytes(IReadOnlyList<Column> columns) =>
        columns.Any(column => column.Kind == ColumnKind.Array) ? ArrayPageBytes : NumberPageBytes;

    private static void SetUpWriting(SqliteConnection connection, IReadOnlyList<Column> columns) =>
        Execute(connection, $"PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint={CheckpointBytes / PageBytes(columns)};");

    private static string Names(IReadOnlyList<Column> columns) => string.Join(", ", columns.Select(column => $"{column.Name} ({column.Unit})"));

    private static bool SameBits(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    private static string CannotStore(string reason) =>
        $"The point cannot be stored: {reason}. Free some disk space; the points before it are safe.";

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
            throw new RunException(CannotStore(raw.sqlite3_errmsg(connection.Handle).utf8_to_string()));
        }
    }
}
