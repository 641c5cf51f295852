using System.Globalization;
using System.Runtime.InteropServices;
using Lab.Instruments.Files;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lab.Runs.Records;

/// <summary>
/// The points of a run in <c>data.db</c>. When <see cref="Append"/> returns, the point is in the write-ahead log in the
/// operating system's hands: it survives the death of the process. Every few seconds the log is brought to the disk, so that not more
/// is lost with the machine; <see cref="Fold"/> makes one file of it all.
/// </summary>
/// <remarks>Used by one caller at a time; readers of other processes may look at any time. A lock of another program is waited for.</remarks>
public sealed class PointStore : IPointSink, IDisposable
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "data.db";

    /// <summary>From this length on, bytes, a journal that nobody can fold in is told: some ten times what is usual.</summary>
    internal const long LongJournalBytes = 128 << 20;

    private const int SchemaVersion = 1;
    private const string HeaderKey = "run";

    // Each point writes its whole page to the log once more, so that pages of a few numbers are small. A page of arrays is not:
    // each page that a long array covers costs calls of the system of its own.
    private const int NumberPageBytes = 1024;
    private const int ArrayPageBytes = 4096;

    // A checkpoint copies the log into the file and syncs the disk: with so long a log, every 16,000 points of numbers.
    private const int CheckpointBytes = 16 << 20;

    private const string MarksTable =
        "CREATE TABLE IF NOT EXISTS marks (point INTEGER NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, PRIMARY KEY (point, kind))";

    // So often a lock of another program is tried; in between the run shows that it lives.
    private static readonly TimeSpan TryInterval = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(5);

    private readonly SqliteConnection connection;
    private readonly string file;
    private readonly FileStatus? identity;
    private readonly sqlite3_stmt insert;
    private readonly IReadOnlyList<Column> columns;
    private readonly TimeProvider time;
    private sqlite3_stmt? select;
    private long lastLook;
    private long lastSync;
    private bool isJournalTold;

    private PointStore(SqliteConnection connection, string file, IReadOnlyList<Column> columns, TimeProvider time)
    {
        this.connection = connection;
        this.file = file;
        this.columns = columns;
        this.time = time;
        identity = FileStatus.Of(file);
        lastLook = lastSync = time.GetTimestamp();
        string names = string.Concat(columns.Select(column => $", {Quote(column.Name)}"));
        string marks = string.Concat(columns.Select(_ => ", ?"));
        Check(raw.sqlite3_prepare_v2(connection.Handle, $"INSERT INTO points (point, bench_seconds{names}) VALUES (?, ?{marks})", out insert));
    }

    /// <summary>Told every fraction of a second while another program's lock is waited for. What it throws ends the wait.</summary>
    public Action<RecordWait>? Waiting { get; set; }

    /// <summary>Told what the user should know of the record, once.</summary>
    public Action<string>? Noticed { get; set; }

    /// <summary>How long a lock of another program is waited for.</summary>
    internal TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long readers are waited for before the journal is left beside the record.</summary>
    internal TimeSpan FoldPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a point was brought to the disk with all before it.</summary>
    internal int SyncCount { get; private set; }

    /// <summary>Creates the record of a new run. Its tables are on the disk when this returns.</summary>
    /// <param name="folder">The run's folder, which exists.</param>
    /// <param name="columns">The columns of every point.</param>
    /// <param name="header">What is known of the run, the text of its <c>run.json</c>; <see langword="null"/> for nothing.</param>
    /// <param name="time">The clock of what is done every few seconds; by default the computer's.</param>
    /// <exception cref="RunException">The file cannot be made.</exception>
    public static PointStore Create(string folder, IReadOnlyList<Column> columns, string? header = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        string file = Path.Combine(folder, FileName);
        SqliteConnection connection = Open(file, SqliteOpenMode.ReadWriteCreate);
        try
        {
            int pageBytes = PageBytes(columns);
            Execute(connection, $"PRAGMA page_size={pageBytes}; PRAGMA journal_mode=WAL;");
            using (SqliteTransaction transaction = connection.BeginTransaction())
            {
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
            }

            var store = new PointStore(connection, file, columns, time ?? TimeProvider.System);
            if (header is not null)
            {
                store.WriteHeader(header);
            }

            // The tables are in the file itself, whatever becomes of the log.
            Execute(connection, "PRAGMA synchronous=FULL; PRAGMA wal_checkpoint(TRUNCATE);");
            SetUpWriting(connection, columns);
            return store;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new RunException($"The record '{file}' cannot be made: {error.Message} See that the disk has room, or name another folder with --runs-dir.", error);
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
    /// <param name="time">The clock of what is done every few seconds; by default the computer's.</param>
    /// <exception cref="RunException">There is no record, it is not one of Lab's, its columns are others, or something in it would act by
    /// itself.</exception>
    public static PointStore Continue(string folder, IReadOnlyList<Column> columns, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        string file = Path.Combine(folder, FileName);
        RecordReader.Require(folder, file);
        SqliteConnection connection = Open(file, SqliteOpenMode.ReadWrite);
        try
        {
            RunData.RequirePlainTable(connection, "columns");
            RunData.RequirePlainTable(connection, "points");
            RequireNoTriggers(connection, file);
            IReadOnlyList<Column> recorded = RunData.ReadColumns(connection);
            if (!recorded.SequenceEqual(columns))
            {
                throw new RunException(
                    $"The record '{file}' has the columns {Names(recorded)}, the protocol now has {Names(columns)}. Resume it with the version of Lab that began it.");
            }

            Execute(connection, "PRAGMA journal_mode=WAL;"); // a record that was folded in is not in it
            SetUpWriting(connection, columns);
            Execute(connection, MarksTable);
            RunData.RequirePlainTable(connection, "marks");
            return new PointStore(connection, file, columns, time ?? TimeProvider.System);
        }
        catch (SqliteException error) when (IsBusy(error.SqliteErrorCode))
        {
            connection.Dispose();
            throw new RunException($"The run cannot go on: {FileHolders.Describe(file, onlyWriters: true)} holds its {FileName}. Close it there, and resume again.", error);
        }
        catch (Exception error) when (error is SqliteException or InvalidOperationException or InvalidCastException)
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
    public static IRunData Read(string folder) => RecordReader.Read(folder, RunData.Load);

    /// <summary>Counts the recorded points of a run without reading them.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">There is no record, or it is not one of Lab's.</exception>
    public static long Count(string folder) => RecordReader.Read(folder, connection =>
    {
        RunData.RequirePlainTable(connection, "points");
        return Convert.ToInt64(Scalar(connection, "SELECT COUNT(*) FROM points"), CultureInfo.InvariantCulture);
    });

    /// <summary>The columns of a run's record.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">There is no record, or it is not one of Lab's.</exception>
    public static IReadOnlyList<Column> ReadColumns(string folder) => RecordReader.Read(folder, connection =>
    {
        RunData.RequirePlainTable(connection, "columns");
        return RunData.ReadColumns(connection);
    });

    /// <summary>Reads what the record itself knows of its run, the text of a <c>run.json</c>; <see langword="null"/> in records of earlier
    /// versions.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">There is no record, or it is not one of Lab's.</exception>
    public static string? ReadHeader(string folder) => RecordReader.Read(folder, connection =>
    {
        RunData.RequirePlainTable(connection, "meta");
        return Scalar(connection, $"SELECT value FROM meta WHERE key = '{HeaderKey}'") as string;
    });

    /// <summary>Reads the remarks on points, in the order of the plan.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">There is no record, or it is not one of Lab's.</exception>
    public static IReadOnlyList<PointMark> ReadMarks(string folder) => RecordReader.Read(folder, connection =>
    {
        var marks = new List<PointMark>();
        if (Scalar(connection, "SELECT 1 FROM sqlite_master WHERE name = 'marks'") is null)
        {
            return (IReadOnlyList<PointMark>)marks; // a record of the first version
        }

        RunData.RequirePlainTable(connection, "marks");
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

    /// <summary>Whether an outcome of SQLite says that another program holds the database.</summary>
    internal static bool IsBusy(int outcome) => (outcome & 0xff) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL;

    /// <inheritdoc/>
    /// <exception cref="RunException">The disk is full, the file was taken away, or another program held it for too long; earlier points
    /// are safe.</exception>
    public void Append(long point, double benchSeconds, Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        bool isToDisk = LookAround();
        Check(raw.sqlite3_bind_int64(insert, 1, point));
        Check(raw.sqlite3_bind_double(insert, 2, benchSeconds));
        for (int i = 0; i < columns.Count; i++)
        {
            Check(columns[i].Kind == ColumnKind.Array ? BindArray(i + 3, row.ArrayAt(i)) : raw.sqlite3_bind_double(insert, i + 3, row.NumberAt(i)));
        }

        if (!isToDisk)
        {
            Step(insert);
            return;
        }

        Run("PRAGMA synchronous=FULL");
        Step(insert);
        Run("PRAGMA synchronous=NORMAL");
        SyncCount++;
        lastSync = time.GetTimestamp();
    }

    /// <inheritdoc/>
    /// <exception cref="RunException">The disk is full, the file was taken away, or another program held it for too long.</exception>
    public void Mark(PointMark mark)
    {
        ArgumentNullException.ThrowIfNull(mark);
        Run("INSERT OR REPLACE INTO marks VALUES (?, ?, ?)", statement =>
        {
            Check(raw.sqlite3_bind_int64(statement, 1, mark.Point));
            Check(raw.sqlite3_bind_text(statement, 2, mark.Kind));
            Check(raw.sqlite3_bind_text(statement, 3, mark.Message));
        });
    }

    /// <summary>Keeps what is known of the run in the record as well, so that the record can be read without its <c>run.json</c>.</summary>
    /// <param name="json">The text of <c>run.json</c>.</param>
    /// <exception cref="RunException">The disk is full, the file was taken away, or another program held it for too long.</exception>
    public void WriteHeader(string json) => Run($"INSERT OR REPLACE INTO meta VALUES ('{HeaderKey}', ?)", statement => Check(raw.sqlite3_bind_text(statement, 1, json)));

    /// <summary>Folds the log in, so that the record is one file that opens from a share, an archive or another user. Nothing is written
    /// afterwards.</summary>
    /// <returns>Why that was not possible, in words; <see langword="null"/> where it was.</returns>
    /// <exception cref="RunException">The disk is full or fails; all points are in the log.</exception>
    public string? Fold()
    {
        TimeSpan patience = Patience;
        try
        {
            Patience = FoldPatience;
            Run("PRAGMA synchronous=FULL");
            Run("PRAGMA wal_checkpoint(TRUNCATE)");
            Run("PRAGMA journal_mode=DELETE");
            return null;
        }
        catch (RecordHeldException held)
        {
            return $"{held.Holder} has {FileName} open, so that its last points stay in {FileName}-wal beside it: who copies the run has to take both. "
                + $"'lab runs report' folds them in when it is closed there";
        }
        finally
        {
            Patience = patience;
        }
    }

    /// <summary>Saves the record into another folder, from the file that this store has open, although it may have no name any more.</summary>
    /// <param name="folder">The other folder, which exists.</param>
    /// <exception cref="RunException">It cannot be written.</exception>
    internal void SaveTo(string folder)
    {
        try
        {
            using SqliteConnection other = Open(Path.Combine(folder, FileName), SqliteOpenMode.ReadWriteCreate);
            connection.BackupDatabase(other);
            Execute(other, "PRAGMA journal_mode=DELETE");
        }
        catch (SqliteException error)
        {
            throw new RunException($"The record cannot be saved to '{folder}': {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    /// <remarks>In this order a process that dies in between leaves the first points of the plan, as ever.</remarks>
    /// <exception cref="RunException">The disk is full, the file was taken away, or another program held it for too long.</exception>
    public void Withdraw(long from, string why)
    {
        void BindFrom(sqlite3_stmt statement) => Check(raw.sqlite3_bind_int64(statement, 1, from));

        Run("DELETE FROM points WHERE point >= ?", BindFrom);
        Run("DELETE FROM marks WHERE point >= ?", BindFrom);
        Mark(new PointMark(from, PointMark.Retried, $"measured again from here: {why}"));
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
    /// <exception cref="RunException">The record has a gap: it was changed by another program than Lab.</exception>
    internal long CountStored()
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
                $"The record '{file}' has {count} points with the numbers {reader.GetString(1)} to {reader.GetString(2)}: some are missing in between, which no run of Lab leaves. "
                + "Take an untouched copy of the run, or start a new one; 'lab runs export' gives the points that are there.");
    }

    /// <summary>Bench time of a recorded point, s.</summary>
    internal double BenchSecondsOf(long point)
    {
        Check(raw.sqlite3_bind_int64(Select, 1, point));
        try
        {
            return raw.sqlite3_step(Select) == raw.SQLITE_ROW ? raw.sqlite3_column_double(Select, 0) : throw new RunException($"The record '{file}' has no point {point}.");
        }
        finally
        {
            raw.sqlite3_reset(Select);
        }
    }

    /// <summary>Compares a recorded point with one that was measured again on the same twins.</summary>
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
            Execute(connection, "PRAGMA trusted_schema=OFF");
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new RunException($"'{file}' cannot be opened: {error.Message}", error);
        }
    }

    // What another program put into a record must not act when a point is added.
    private static void RequireNoTriggers(SqliteConnection connection, string file)
    {
        if (Scalar(connection, "SELECT name FROM sqlite_master WHERE type = 'trigger'") is { } trigger)
        {
            throw new RunException($"The record '{file}' has a trigger, '{trigger}', which no run of Lab makes and which would act on each point. Resume an untouched copy of the run.");
        }
    }

    private static int PageBytes(IReadOnlyList<Column> columns) =>
        columns.Any(column => column.Kind == ColumnKind.Array) ? ArrayPageBytes : NumberPageBytes;

    private static void SetUpWriting(SqliteConnection connection, IReadOnlyList<Column> columns) =>
        Execute(connection, $"PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint={CheckpointBytes / PageBytes(columns)};");

    private static string Names(IReadOnlyList<Column> columns) => string.Join(", ", columns.Select(column => $"{column.Name} ({column.Unit})"));

    private static bool SameBits(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Looks now and then whether the record is still where it was, and how long its journal is.</summary>
    /// <returns>Whether the next point is to be brought to the disk.</returns>
    private bool LookAround()
    {
        long now = time.GetTimestamp();
        if (time.GetElapsedTime(lastLook, now) < LookInterval)
        {
            return false;
        }

        lastLook = now;
        RequireInPlace();
        LookAtJournal();
        return time.GetElapsedTime(lastSync, now) >= SyncInterval;
    }

    // A file that was deleted goes on taking points, which nobody will ever see.
    private void RequireInPlace()
    {
        if (!File.Exists(file) || (identity is { } mine && FileStatus.Of(file) is { } now && (now.Inode, now.Device) != (mine.Inode, mine.Device)))
        {
            throw new RunException(
                $"The record '{file}' is not there any more: the run's folder was deleted, moved or replaced. Points that are measured now would be lost. "
                + "Where it was moved, 'lab resume' goes on with it there");
        }
    }

    private void LookAtJournal()
    {
        if (isJournalTold || new FileInfo($"{file}-wal") is not { Exists: true, Length: > LongJournalBytes } journal)
        {
            return;
        }

        isJournalTold = true;
        Noticed?.Invoke(
            $"The journal {FileName}-wal has grown to {journal.Length >> 20} MiB, since {FileHolders.Describe(file)} has been reading {FileName} all the time. "
            + "Nothing is lost, but it grows on until that reader ends.");
    }

    // A blob without bytes would be bound as NULL.
    private int BindArray(int index, double[]? array) => array is { Length: > 0 }
        ? raw.sqlite3_bind_blob(insert, index, MemoryMarshal.AsBytes(array.AsSpan()))
        : raw.sqlite3_bind_zeroblob(insert, index, 0);

    private void Run(string sql, Action<sqlite3_stmt>? bind = null)
    {
        Check(raw.sqlite3_prepare_v2(connection.Handle, sql, out sqlite3_stmt statement));
        using (statement)
        {
            bind?.Invoke(statement);
            Step(statement);
        }
    }

    private void Step(sqlite3_stmt statement)
    {
        try
        {
            int outcome = raw.sqlite3_step(statement);
            if (IsBusy(outcome))
            {
                outcome = StepWhenFree(statement, outcome);
            }

            if (outcome is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
            {
                throw new RunException(CannotStore(outcome));
            }
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    private int StepWhenFree(sqlite3_stmt statement, int outcome)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (IsBusy(outcome))
        {
            TimeSpan waited = TimeProvider.System.GetElapsedTime(began);
            string holder = FileHolders.Describe(file, onlyWriters: true);
            if (waited >= Patience)
            {
                throw new RecordHeldException(holder, FileName, waited);
            }

            Waiting?.Invoke(new RecordWait(waited, $"waiting for {holder} which holds {FileName}"));
            raw.sqlite3_reset(statement);
            Task.Delay(TryInterval, TimeProvider.System).GetAwaiter().GetResult(); // real time: it is a program of the outside that is waited for
            outcome = raw.sqlite3_step(statement);
        }

        return outcome;
    }

    private void Check(int outcome)
    {
        if (outcome != raw.SQLITE_OK)
        {
            throw IsBusy(outcome) ? new RecordHeldException(FileHolders.Describe(file, onlyWriters: true), FileName, TimeSpan.Zero) : new RunException(CannotStore(outcome));
        }
    }

    private string CannotStore(int outcome)
    {
        string reason = raw.sqlite3_errmsg(connection.Handle).utf8_to_string();
        string remedy = (outcome & 0xff) switch
        {
            raw.SQLITE_FULL => "Free some disk space; 'lab resume' then goes on.",
            raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => "See who may write to the run's folder.",
            raw.SQLITE_IOERR => "See whether the disk or the share is still there.",
            raw.SQLITE_CONSTRAINT => "The record has it already.",
            _ => "The record may have been changed by another program; keep a copy of it.",
        };
        return $"The point cannot be stored: {reason}. {remedy} The points before it are safe.";
    }
}
