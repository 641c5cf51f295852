using Lab.Runs.Records;
using Microsoft.Data.Sqlite;

namespace Lab.Runs.Tests.Records;

/// <summary>Records that other programs lock, read for hours, or take away while a run is under way.</summary>
public sealed class HeldRecordTests : IDisposable
{
    private static readonly Column Voltage = new("voltage", "V", "As read.");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("BEGIN IMMEDIATE")]
    [InlineData("BEGIN EXCLUSIVE")]
    public void Append_WhileAnotherProgramHoldsALock_WaitsAndGoesOn(string how)
    {
        using PointStore store = NewStore();
        using SqliteConnection other = Connect();
        Execute(other, how);
        List<string> notes = [];
        store.Waiting = wait =>
        {
            notes.Add(wait.Message);
            if (notes.Count == 3)
            {
                Execute(other, "ROLLBACK");
            }
        };

        store.Append(0, 0, NewRow(1));
        store.Mark(new PointMark(1, PointMark.Retried, "once more"));

        Assert.Equal(3, notes.Count);
        Assert.All(notes, note => Assert.Contains("another program", note, StringComparison.Ordinal));
        Assert.Equal([1], RecordedPoints.Read(folder.Path).Numbers("voltage"));
    }

    [Fact]
    public void Append_LockThatStays_SaysThatAnotherProgramHoldsIt_AndTheNextPointWorks()
    {
        using PointStore store = NewStore();
        store.Patience = TimeSpan.FromMilliseconds(1);
        using (SqliteConnection other = Connect())
        {
            Execute(other, "BEGIN IMMEDIATE");
            string message = Assert.Throws<RecordHeldException>(() => store.Append(0, 0, NewRow(1))).Message;
            Assert.StartsWith("The point cannot be stored: another program", message, StringComparison.Ordinal);
            Assert.Contains("data.db", message, StringComparison.Ordinal);
            Assert.DoesNotContain("disk space", message, StringComparison.Ordinal);
            Assert.Throws<RecordHeldException>(() => store.Mark(new PointMark(0, PointMark.Retried, "x")));
            Assert.Throws<RecordHeldException>(() => store.WriteHeader("{}"));
        }

        store.Append(0, 0, NewRow(2));
        Assert.Equal([2], RecordedPoints.Read(folder.Path).Numbers("voltage"));
    }

    [Fact]
    public void Append_StoppedWhileItWaits_EndsAtOnce()
    {
        using PointStore store = NewStore();
        using SqliteConnection other = Connect();
        Execute(other, "BEGIN IMMEDIATE");
        store.Waiting = _ => throw new OperationCanceledException();

        Assert.Throws<OperationCanceledException>(() => store.Append(0, 0, NewRow(1)));
        Execute(other, "ROLLBACK");
        store.Append(0, 0, NewRow(1));
    }

    [Fact]
    public void Fold_Finished_IsOneFileThatImmutableReadersOpen()
    {
        using (PointStore store = NewStore())
        {
            store.Append(0, 0, NewRow(1));
            Assert.Null(store.Fold());
        }

        Assert.Equal(["data.db"], Directory.GetFiles(folder.Path).Select(file => Path.GetFileName(file)));
        Assert.Equal(
            "delete", Scalar("PRAGMA journal_mode", $"Data Source={folder.Join("data.db")};Mode=ReadOnly;Pooling=false"));
    }

    [Fact]
    public void Fold_WhileAReaderHasIt_KeepsTheJournalAndSaysSo()
    {
        using PointStore store = NewStore();
        store.Append(0, 0, NewRow(1));
        using SqliteConnection reader = Connect();
        Execute(reader, "BEGIN; SELECT * FROM points");

        store.FoldPatience = TimeSpan.FromMilliseconds(1);
        string? held = store.Fold();

        Assert.Contains("has data.db open", held, StringComparison.Ordinal);
        Assert.Contains("data.db-wal", held, StringComparison.Ordinal);
        Assert.Equal([1], RecordedPoints.Read(folder.Path).Numbers("voltage"));
    }

    [Fact]
    public void Read_Finished_WritesNothingBesideIt()
    {
        using (PointStore store = NewStore())
        {
            store.Append(0, 0, NewRow(1));
            store.Fold();
        }

        byte[] before = File.ReadAllBytes(folder.Join("data.db"));
        DateTime changed = File.GetLastWriteTimeUtc(folder.Join("data.db"));

        Assert.Equal(1, RecordedPoints.Count(folder.Path));
        Assert.Empty(RecordedPoints.ReadMarks(folder.Path));
        Assert.Single(RecordedPoints.Read(folder.Path).Points);

        Assert.Equal(before, File.ReadAllBytes(folder.Join("data.db")));
        Assert.Equal(changed, File.GetLastWriteTimeUtc(folder.Join("data.db")));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("per%20cent")]
    [InlineData("question?mark")]
    [InlineData("number#sign")]
    [InlineData("semi;colon='quote\"")]
    [InlineData("mit Ümlaut µ")]
    public void Read_FolderOfAnyName_IsRead(string name)
    {
        string path = folder.Join(name);
        Directory.CreateDirectory(path);
        using (PointStore store = PointStore.Create(path, [Voltage]))
        {
            store.Append(0, 0, NewRow(1));
            Assert.Equal(1, RecordedPoints.Count(path));
            store.Fold();
        }

        Assert.Equal(1, RecordedPoints.Count(path));
    }

    [Fact]
    public void Create_WithoutItsJournal_HasTablesAndHeader()
    {
        using var lost = new TemporaryFolder();
        using PointStore store = PointStore.Create(folder.Path, [Voltage], "{\"run\":1}");
        store.Append(0, 0, NewRow(1));

        // What a loss of power leaves that takes the journal with it.
        File.Copy(folder.Join("data.db"), lost.Join("data.db"));

        Assert.Equal([Voltage], RecordedPoints.ReadColumns(lost.Path));
        Assert.Equal("{\"run\":1}", RecordedPoints.ReadHeader(lost.Path));
        Assert.Equal(0, RecordedPoints.Count(lost.Path));
    }

    [Fact]
    public void Append_NowAndThen_BringsThePointsToTheDisk()
    {
        var time = new ManualTime();
        using PointStore store = PointStore.Create(folder.Path, [Voltage], header: null, time);
        for (int i = 0; i < 30; i++)
        {
            store.Append(i, i, NewRow(i));
            time.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(store.SyncCount, 4, 6); // every 5 s
    }

    [Fact]
    public void Append_ReaderThatStaysWhileTheJournalGrows_IsToldOnce()
    {
        var time = new ManualTime();
        using PointStore store = PointStore.Create(folder.Path, [Voltage], header: null, time);
        List<string> notes = [];
        store.Noticed = notes.Add;
        store.Append(0, 0, NewRow(0));
        string header = new('x', 8 << 20);
        using SqliteConnection reader = Connect();
        Execute(reader, "BEGIN; SELECT * FROM points");
        for (int i = 1; i <= (int)(PointStore.LongJournalBytes >> 23) + 3; i++)
        {
            time.Pass(TimeSpan.FromSeconds(2));
            store.WriteHeader(header);
            store.Append(i, i, NewRow(i));
        }

        string note = Assert.Single(notes);
        Assert.StartsWith("The journal data.db-wal has grown to ", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Append_FileTakenAway_IsNoticedWithinASecond(bool replaced)
    {
        var time = new ManualTime();
        using PointStore store = PointStore.Create(folder.Path, [Voltage], header: null, time);
        store.Append(0, 0, NewRow(1));
        File.Delete(folder.Join("data.db"));
        if (replaced)
        {
            File.WriteAllText(folder.Join("data.db"), "another");
        }

        time.Pass(TimeSpan.FromSeconds(1));

        string message = Assert.Throws<RunException>(() => store.Append(1, 1, NewRow(1))).Message;
        Assert.Contains("is not there any more", message, StringComparison.Ordinal);
    }

    [Fact]
    public void CountStored_GapInTheRecord_IsRefused()
    {
        using (PointStore store = NewStore())
        {
            foreach (int point in (int[])[0, 1, 2, 7, 8])
            {
                store.Append(point, point, NewRow(point));
            }
        }

        using PointStore again = PointStore.Continue(folder.Path, [Voltage]);
        Assert.Contains(
            "5 points with the numbers 0 to 8",
            Assert.Throws<RunException>(() => again.Stored.Count()).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(1)]
    public void CountStored_PointNumberOfAnEnemy_IsRefused(long number)
    {
        using (PointStore store = NewStore())
        {
            store.Append(number, 0, NewRow(1));
        }

        using PointStore again = PointStore.Continue(folder.Path, [Voltage]);
        Assert.Throws<RunException>(() => again.Stored.Count());
    }

    [Theory]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON points BEGIN DELETE FROM points; END")]
    [InlineData("CREATE TEMP TRIGGER t AFTER INSERT ON points BEGIN DELETE FROM points; END", true)]
    [InlineData("DROP TABLE marks; CREATE VIEW marks AS SELECT 1 AS point, '' AS kind, '' AS message")]
    [InlineData("DROP TABLE points; CREATE VIEW points AS SELECT 1 AS point, 0.0 AS bench_seconds, 0.0 AS voltage")]
    public void Continue_RecordThatActsByItself_IsRefused(string sql, bool isHarmless = false)
    {
        NewStore().Dispose();
        using (SqliteConnection other = Connect())
        {
            Execute(other, sql);
        }

        Exception? error = Record.Exception(() => PointStore.Continue(folder.Path, [Voltage]).Dispose());

        Assert.Equal(isHarmless, error is null);
        Assert.True(error is null or RunException, $"{error}");
    }

    [Theory]
    [InlineData("UPDATE points SET voltage = 'text'")]
    [InlineData("UPDATE points SET voltage = 9e999")]
    [InlineData("UPDATE points SET voltage = zeroblob(8)")]
    [InlineData("UPDATE points SET trace = zeroblob(7)")]
    [InlineData("UPDATE points SET trace = 'text of 8'")]
    [InlineData("UPDATE points SET trace = X'000000000000F07F'")]
    [InlineData("UPDATE points SET bench_seconds = 'now'")]
    public void Read_CellsThatLabDoesNotWrite_AreRefused(string sql)
    {
        var trace = new Column("trace", "V", "A trace.", ColumnKind.Array);
        using (PointStore store = PointStore.Create(folder.Path, [Voltage, trace]))
        {
            var row = new Row([Voltage, trace]);
            row.Set(Voltage, 1);
            row.Set(trace, [1, 2]);
            store.Append(0, 0, row);
            store.Fold();
        }

        using (SqliteConnection other = Connect())
        {
            Execute(other, sql);
        }

        Assert.Contains(
            "cannot be read as the record of a run: point 0 ",
            Assert.Throws<RunException>(() => RecordedPoints.Read(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    private static Row NewRow(double value)
    {
        var row = new Row([Voltage]);
        row.Set(Voltage, value);
        return row;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Scalar(string sql, string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!.ToString()!;
    }

    private PointStore NewStore() => PointStore.Create(folder.Path, [Voltage]);

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={folder.Join("data.db")};Pooling=false");
        connection.Open();
        return connection;
    }

    private sealed class ManualTime : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Pass(TimeSpan time) => ticks += time.Ticks;
    }
}
