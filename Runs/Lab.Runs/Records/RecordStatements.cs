using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lab.Runs.Records;

/// <summary>Statements that write into a record: a lock of another program is waited for, a failure is told in words.</summary>
/// <param name="connection">The connection to the record, which stays the caller's.</param>
/// <param name="file">The record's file, for messages.</param>
internal sealed class RecordStatements(SqliteConnection connection, string file)
{
    // So often a lock of another program is tried; in between the run shows that it lives.
    private static readonly TimeSpan TryInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Told every fraction of a second while another program's lock is waited for.
    /// An exception that it throws ends the wait.</summary>
    public Action<RecordWait>? Waiting { get; set; }

    /// <summary>How long a lock of another program is waited for.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether an outcome of SQLite says that another program holds the database.</summary>
    public static bool IsBusy(int outcome) => (outcome & 0xff) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL;

    /// <summary>Makes a statement that is used more than once.</summary>
    /// <exception cref="RunException">It cannot be made.</exception>
    public sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(connection.Handle, sql, out sqlite3_stmt statement));
        return statement;
    }

    /// <summary>Carries a statement out once.</summary>
    /// <param name="sql">Its text.</param>
    /// <param name="bind">Binds its values.</param>
    /// <exception cref="RunException">It fails, or another program held the record for too long.</exception>
    public void Run(string sql, Action<sqlite3_stmt>? bind = null)
    {
        using sqlite3_stmt statement = Prepare(sql);
        bind?.Invoke(statement);
        Step(statement);
    }

    /// <summary>Carries a prepared statement out, after which it can be bound anew.</summary>
    /// <exception cref="RunException">It fails, or another program held the record for too long.</exception>
    public void Step(sqlite3_stmt statement)
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

    /// <summary>Refuses an outcome that is no success.</summary>
    /// <exception cref="RunException">It is none.</exception>
    public void Check(int outcome)
    {
        if (outcome != raw.SQLITE_OK)
        {
            throw IsBusy(outcome)
                ? new RecordHeldException(FileHolders.Describe(file, onlyWriters: true), PointStore.FileName, TimeSpan.Zero)
                : new RunException(CannotStore(outcome));
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
                throw new RecordHeldException(holder, PointStore.FileName, waited);
            }

            Waiting?.Invoke(new RecordWait(waited, $"waiting for {holder} which holds {PointStore.FileName}"));
            raw.sqlite3_reset(statement);
            // Real time: it is a program of the outside that is waited for.
            Task.Delay(TryInterval, TimeProvider.System).GetAwaiter().GetResult();
            outcome = raw.sqlite3_step(statement);
        }

        return outcome;
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
