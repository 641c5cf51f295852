using System.Globalization;
using Lab.Instruments.Files;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lab.Runs.Records;

/// <summary>
/// The points of a run in <c>data.db</c>. When <see cref="Append"/> returns, the point is in the write-ahead log in the
/// operating system's hands: it survives the death of the process. Every few seconds the log is brought to the disk, so that not
/// more is lost with the machine; <see cref="Fold"/> makes one file of it all.
/// </summary>
/// <remarks>Used by one caller at a time; readers of other processes may look at any time.
/// A lock of another program is waited for.</remarks>
public sealed class PointStore : IPointSink, IDisposable
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "data.db";

    /// <summary>From this length on, bytes, a journal that nobody can fold in is told: some ten times what is usual.</summary>
    internal const long LongJournalBytes = 128 << 20;

    /// <summary>The longest array, bytes, that lies in the row; longer ones lie in <c>arrays.bin</c>.</summary>
    internal const int LongestInRow = 2048;

    // Each point writes its whole page to the log once more, so that pages of a few numbers are small. A page of arrays is not:
    // each page that a long array covers costs calls of the system of its own.
    private const int NumberPageBytes = 1024;
    private const int ArrayPageBytes = 4096;

    // A checkpoint copies the log into the file and syncs the disk: with so long a log, every 16,000 points of numbers.
    private const int CheckpointBytes = 16 << 20;

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(5);

    private readonly SqliteConnection connection;
    private readonly string file;
    private readonly FileStatus? identity;
    private readonly RecordStatements statements;
    private readonly sqlite3_stmt insert;
    private readonly IReadOnlyList<Column> columns;
    private readonly ArrayFile arrays;
    private readonly string folder;
    private readonly bool hasForms;
    private readonly TimeProvider time;
    private long lastLook;
    private long lastSync;
    private bool isJournalTold;

    private PointStore(
        SqliteConnection connection, string file, IReadOnlyList<Column> columns, ArrayFile arrays, TimeProvider time)
    {
        this.connection = connection;
        this.file = file;
        folder = Path.GetDirectoryName(file)!;
        this.columns = columns;
        this.arrays = arrays;
        this.time = time;
        statements = new RecordStatements(connection, file);
        Stored = new StoredPoints(connection, file, columns);
        hasForms = RecordTables.HasForms(connection);
        identity = FileStatus.Of(file);
        lastLook = lastSync = time.GetTimestamp();
        string marks = string.Concat(columns.Select(_ => ", ?"));
        insert = statements.Prepare(
            $"INSERT INTO points (point, bench_seconds{RecordTables.Names(columns)}) VALUES (?, ?{marks})");
    }

    /// <summary>Told every fraction of a second while another program's lock is waited for.
    /// An exception that it throws ends the wait.</summary>
    public Action<RecordWait>? Waiting
    {
        get => statements.Waiting;
        set => statements.Waiting = value;
    }

    /// <summary>Told what the user should know of the record, once.</summary>
    public Action<string>? Noticed { get; set; }

    /// <summary>How long a lock of another program is waited for.</summary>
    internal TimeSpan Patience
    {
        get => statements.Patience;
        set => statements.Patience = value;
    }

    /// <summary>How long readers are waited for before the journal is left beside the record.</summary>
    internal TimeSpan FoldPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The points of the record so far.</summary>
    internal StoredPoints Stored { get; }

    /// <summary>Whether the file of arrays, where one is open, still has its name.</summary>
    internal bool AreArraysInPlace => arrays.IsInPlace;

    private bool IsDatabaseInPlace =>
        File.Exists(file)
            && (identity is not { } mine || FileStatus.Of(file) is not { } now
                || (now.Inode, now.Device) == (mine.Inode, mine.Device));

    /// <summary>How often a point was brought to the disk with all before it.</summary>
    internal int SyncCount { get; private set; }

    /// <summary>Creates the record of a new run. Its tables are on the disk when this returns.</summary>
    /// <param name="folder">The run's folder, which exists.</param>
    /// <param name="columns">The columns of every point.</param>
    /// <param name="header">The known facts of the run, as the text of its <c>run.json</c>;
    /// <see langword="null"/> for nothing.</param>
    /// <param name="time">The clock of what is done every few seconds; by default the computer's.</param>
    /// <exception cref="RunException">The file cannot be made.</exception>
    public static PointStore Create(
        string folder, IReadOnlyList<Column> columns, string? header = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        RequireUsable(columns);
        string file = Path.Combine(folder, FileName);
        SqliteConnection connection = RecordTables.Open(file, SqliteOpenMode.ReadWriteCreate);
        try
        {
            int pageBytes = PageBytes(columns);
            RecordTables.Execute(connection, $"PRAGMA page_size={pageBytes}; PRAGMA journal_mode=WAL;");
            RecordTables.Create(connection, columns);
            var store = new PointStore(
                connection, file, columns, new ArrayFile(folder, isNew: true, end: 0), time ?? TimeProvider.System);
            if (header is not null)
            {
                store.WriteHeader(header);
            }

            // The tables are in the file itself, whatever becomes of the log.
            RecordTables.Execute(connection, "PRAGMA synchronous=FULL; PRAGMA wal_checkpoint(TRUNCATE);");
            SetUpWriting(connection, columns);
            return store;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new RunException(
                $"The record '{file}' cannot be made: {error.Message} See that the disk has room, or name another folder with "
                    + "--runs-dir.",
                error);
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
    /// <exception cref="RunException">There is no record, it is not one of Lab's, its columns are others, or something in it
    /// would act by itself.</exception>
    public static PointStore Continue(string folder, IReadOnlyList<Column> columns, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        string file = Path.Combine(folder, FileName);
        RecordReader.Require(folder, file);
        SqliteConnection connection = RecordTables.Open(file, SqliteOpenMode.ReadWrite);
        try
        {
            RecordTables.RequirePlainTable(connection, "columns");
            RecordTables.RequirePlainTable(connection, "points");
            RecordTables.RequireKnownSchema(connection);
            RequireNoTriggers(connection, file);
            IReadOnlyList<Column> recorded = RecordTables.ReadColumns(connection);
            // Records of earlier versions do not say which columns are axes.
            if (!recorded.Select(AsRead).SequenceEqual(columns.Select(AsRead)))
            {
                throw new RunException(
                    $"The record '{file}' has the columns {Names(recorded)}, the protocol now has {Names(columns)}. Resume it "
                        + "with the version of Lab that began it.");
            }

            RecordTables.Execute(connection, "PRAGMA journal_mode=WAL;"); // a record that was folded in is not in it
            SetUpWriting(connection, columns);
            RecordTables.MakeMarks(connection);
            RecordTables.RequirePlainTable(connection, "marks");
            using var stored = new StoredPoints(connection, file, columns);
            long end = stored.LargeArrays().Select(each => each.Array.End).FirstOrDefault();
            return new PointStore(
                connection, file, columns, new ArrayFile(folder, isNew: false, end), time ?? TimeProvider.System);
        }
        catch (SqliteException error) when (RecordStatements.IsBusy(error.SqliteErrorCode))
        {
            connection.Dispose();
            throw new RunException(
                $"The run cannot go on: {FileHolders.Describe(file, onlyWriters: true)} holds its {FileName}. Close it there, "
                    + "and resume again.",
                error);
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

    /// <inheritdoc/>
    /// <exception cref="RunException">The disk is full, the file was taken away, or another program held it for too long; earlier
    /// points are safe.</exception>
    public void Append(long point, double benchSeconds, Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        bool isToDisk = LookAround();
        statements.Check(raw.sqlite3_bind_int64(insert, 1, point));
        statements.Check(raw.sqlite3_bind_double(insert, 2, benchSeconds));
        for (int i = 0; i < columns.Count; i++)
        {
            statements.Check(columns[i].Kind == ColumnKind.Array
                ? BindArray(i + 3, row.BytesAt(i))
                : raw.sqlite3_bind_double(insert, i + 3, row.NumberAt(i)));
        }

        if (!isToDisk)
        {
            statements.Step(insert);
            return;
        }

        BringArraysToDisk();
        statements.Run("PRAGMA synchronous=FULL");
        statements.Step(insert);
        statements.Run("PRAGMA synchronous=NORMAL");
        SyncCount++;
        lastSync = time.GetTimestamp();
    }

    /// <inheritdoc/>
    /// <exception cref="RunException">The disk is full, the file was taken away,
    /// or another program held it for too long.</exception>
    public void Mark(PointMark mark)
    {
        ArgumentNullException.ThrowIfNull(mark);
        statements.Run("INSERT OR REPLACE INTO marks VALUES (?, ?, ?)", statement =>
        {
            statements.Check(raw.sqlite3_bind_int64(statement, 1, mark.Point));
            statements.Check(raw.sqlite3_bind_text(statement, 2, mark.Kind));
            statements.Check(raw.sqlite3_bind_text(statement, 3, mark.Message));
        });
    }

    /// <summary>Keeps what is known of the run in the record as well, so that the record can be read without its
    /// <c>run.json</c>.</summary>
    /// <param name="json">The text of <c>run.json</c>.</param>
    /// <exception cref="RunException">The disk is full, the file was taken away,
    /// or another program held it for too long.</exception>
    public void WriteHeader(string json) => WriteMeta(RecordTables.HeaderKey, json);

    /// <summary>Folds the log in, so that the record is one file that opens from a share, an archive or another user. Nothing is
    /// written afterwards.</summary>
    /// <returns>Why that was not possible, in words; <see langword="null"/> where it was.</returns>
    /// <exception cref="RunException">The disk is full or fails; all points are in the log.</exception>
    public string? Fold()
    {
        TimeSpan patience = Patience;
        try
        {
            Patience = FoldPatience;
            BringArraysToDisk();
            statements.Run("PRAGMA synchronous=FULL");
            statements.Run("PRAGMA wal_checkpoint(TRUNCATE)");
            statements.Run("PRAGMA journal_mode=DELETE");
            return null;
        }
        catch (RecordHeldException held)
        {
            return $"{held.Holder} has {FileName} open, so that its last points stay in {FileName}-wal beside it: who copies "
                + "the run has to take both. "
                + $"'lab runs report' folds them in when it is closed there";
        }
        finally
        {
            Patience = patience;
        }
    }

    /// <summary>Saves the record into another folder, from the file that this store has open,
    /// although it may have no name any more.</summary>
    /// <param name="folder">The other folder, which exists.</param>
    /// <exception cref="RunException">It cannot be written.</exception>
    internal void SaveTo(string folder)
    {
        try
        {
            using SqliteConnection other = RecordTables.Open(Path.Combine(folder, FileName), SqliteOpenMode.ReadWriteCreate);
            connection.BackupDatabase(other);
            RecordTables.Execute(other, "PRAGMA journal_mode=DELETE");
            arrays.SaveTo(folder);
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new RunException($"The record cannot be saved to '{folder}': {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    /// <remarks>In this order a process that dies in between leaves the first points of the plan, as ever.</remarks>
    /// <exception cref="RunException">The disk is full, the file was taken away,
    /// or another program held it for too long.</exception>
    public void Withdraw(long from, string why)
    {
        void BindFrom(sqlite3_stmt statement) => statements.Check(raw.sqlite3_bind_int64(statement, 1, from));

        statements.Run("DELETE FROM points WHERE point >= ?", BindFrom);
        statements.Run("DELETE FROM marks WHERE point >= ?", BindFrom);
        Mark(new PointMark(from, PointMark.Retried, $"measured again from here: {why}"));
    }

    /// <summary>Takes the last points out of a record that lost their arrays when the machine lost power, so that they are
    /// measured again. Before anything is added.</summary>
    /// <returns>Which they were, in words; <see langword="null"/> where nothing is lost.</returns>
    /// <exception cref="RunException">Arrays are missing that had been brought to the disk,
    /// or the record cannot be written.</exception>
    internal string? DropLost()
    {
        try
        {
            using var reader = new ArrayFileReader(folder);
            reader.Open();
            long onDisk = RecordTables.BytesOnDisk(connection);
            string? told = null;
            statements.Run("PRAGMA synchronous=FULL");
            if (ArrayTail.FindFirstLost(Stored.LargeArrays(), reader, onDisk) is { } lost)
            {
                told = ArrayTail.Describe(lost, Stored.Count() - 1);
                Withdraw(lost, told);
            }

            (long point, ArrayReference last) = Stored.LargeArrays().FirstOrDefault();
            if (last.End > reader.Length)
            {
                throw new RunException(reader.MissingText(last, $"An array of point {point}"));
            }

            if (reader.Length > 0)
            {
                // Rows that are out are out on the disk as well, before the file is cut after those that stay.
                WriteMeta(RecordTables.OnDiskKey, Math.Min(onDisk, last.End).ToString(CultureInfo.InvariantCulture));
                arrays.GoOnFrom(last.End);
                BringArraysToDisk();
            }

            statements.Run("PRAGMA synchronous=NORMAL");
            return told;
        }
        catch (Exception error) when (error is InvalidOperationException or InvalidCastException or IOException
            or UnauthorizedAccessException or SqliteException)
        {
            throw new RunException(
                $"The run cannot go on, since its arrays cannot be read: {error.Message} Resume an untouched copy of it.", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        insert.Dispose();
        Stored.Dispose();
        arrays.Dispose();
        connection.Dispose();
    }

    // What another program put into a record must not act when a point is added.
    private static void RequireNoTriggers(SqliteConnection connection, string file)
    {
        if (RecordTables.Scalar(connection, "SELECT name FROM sqlite_master WHERE type = 'trigger'") is { } trigger)
        {
            throw new RunException(
                $"The record '{file}' has a trigger, '{trigger}', which no run of Lab makes and which would act on each point. "
                    + "Resume an untouched copy of the run.");
        }
    }

    private static Column AsRead(Column column) => column with { IsAxis = false };

    private static void RequireUsable(IReadOnlyList<Column> columns)
    {
        if (columns.FirstOrDefault(column => !column.Form.IsUsable) is { } column)
        {
            throw new InvalidOperationException(
                $"Bug in Lab: scale {column.Form.Scale} and offset {column.Form.Offset} of the column '{column.Name}' make no "
                    + "numbers.");
        }

        HashSet<string> numbers = [.. columns.Where(each => each.Kind == ColumnKind.Number).Select(each => each.Name)];
        string? stray = columns.SelectMany(each => new[] { each.Form.ScaleColumn, each.Form.OffsetColumn }).FirstOrDefault(
            name => name is not null && !numbers.Contains(name));
        if (stray is not null)
        {
            throw new InvalidOperationException(
                $"Bug in Lab: scale or offset of arrays stand in '{stray}', which is no column of numbers.");
        }
    }

    private static int PageBytes(IReadOnlyList<Column> columns) =>
        columns.Any(column => column.Kind == ColumnKind.Array) ? ArrayPageBytes : NumberPageBytes;

    private static void SetUpWriting(SqliteConnection connection, IReadOnlyList<Column> columns) =>
        RecordTables.Execute(
            connection, $"PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint={CheckpointBytes / PageBytes(columns)};");

    private static string Names(IReadOnlyList<Column> columns) => string.Join(", ", columns.Select(column =>
        $"{column.Name} ({column.Unit}{(column.Kind == ColumnKind.Array ? DescribeArray(column.Form) : string.Empty)})"));

    private static string DescribeArray(ArrayForm form) =>
        $", arrays of {form.Type}, scale {form.ScaleColumn ?? $"{form.Scale:R}"}, "
            + $"offset {form.OffsetColumn ?? $"{form.Offset:R}"}";

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
        if (!IsDatabaseInPlace || !AreArraysInPlace)
        {
            string gone = IsDatabaseInPlace ? Path.Combine(folder, ArrayFile.FileName) : file;
            throw new RunException(
                $"The record '{gone}' is not there any more: the run's folder was deleted, moved or replaced. Points that are "
                    + "measured now would be lost. "
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
            $"The journal {FileName}-wal has grown to {journal.Length >> 20} MiB, since {FileHolders.Describe(file)} has been "
                + $"reading {FileName} all the time. "
            + "Nothing is lost, but it grows on until that reader ends.");
    }

    // The bytes of a large array are written before the row that names them. A blob without bytes would be bound as NULL.
    private int BindArray(int index, ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        0 => raw.sqlite3_bind_zeroblob(insert, index, 0),
        <= LongestInRow => raw.sqlite3_bind_blob(insert, index, bytes),
        _ when !hasForms => raw.sqlite3_bind_blob(insert, index, bytes), // its readers know no other arrays
        _ => raw.sqlite3_bind_text(insert, index, arrays.Append(bytes).ToString()),
    };

    // First the bytes, then the note that they are there; the commit that follows takes the note to the disk.
    private void BringArraysToDisk()
    {
        if (arrays.IsDirty)
        {
            arrays.FlushToDisk();
            WriteMeta(RecordTables.OnDiskKey, arrays.End.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void WriteMeta(string key, string value) => statements.Run(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)",
        statement =>
        {
            statements.Check(raw.sqlite3_bind_text(statement, 1, key));
            statements.Check(raw.sqlite3_bind_text(statement, 2, value));
        });
}
