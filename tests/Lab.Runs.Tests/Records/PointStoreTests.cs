using Lab.Runs.Records;
using Microsoft.Data.Sqlite;

namespace Lab.Runs.Tests.Records;

public sealed class PointStoreTests : IDisposable
{
    private static readonly Column Voltage = new("voltage", "V", "As read.");
    private static readonly Column Trace = new("trace", "A", "A trace.", ColumnKind.Array);
    private static readonly Column Hostile = new("sel\"ect; DROP TABLE points --", "", "A name that means mischief.");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_WhatWasAppended_IsTheSameToTheBit()
    {
        double[] extremes = [0, -0.0, 1 / 3.0, double.MaxValue, double.MinValue, double.Epsilon, -double.Epsilon];
        using (PointStore store = PointStore.Create(folder.Path, [Voltage, Trace, Hostile]))
        {
            for (int i = 0; i < extremes.Length; i++)
            {
                store.Append(i, i * 0.1, NewRow(extremes[i], [extremes[i], 2]));
            }
        }

        IRunData data = RecordedPoints.Read(folder.Path);

        Assert.Equal([Voltage, Trace, Hostile], data.Columns);
        Assert.Equal(extremes.Length, data.Count);
        Assert.Equal(Enumerable.Range(0, extremes.Length).Select(i => (long)i), data.Points);
        Assert.Equal(
            extremes.Select(BitConverter.DoubleToInt64Bits).Skip(2),
            data.Numbers("voltage").Select(BitConverter.DoubleToInt64Bits).Skip(2));
        Assert.Equal(
            extremes.Select(BitConverter.DoubleToInt64Bits),
            data.Arrays("trace").Select(trace => BitConverter.DoubleToInt64Bits(trace[0])));
    }

    [Fact]
    public void Append_ArraysOfAnyLength_EvenNone()
    {
        using (PointStore store = PointStore.Create(folder.Path, [Voltage, Trace, Hostile]))
        {
            store.Append(0, 0, NewRow(1, []));
            store.Append(1, 1, NewRow(1, [1, 2, 3]));
            store.Append(2, 2, NewRow(1, new double[100_000]));
            store.Append(3, 3, NewRow(1, []));
        }

        Assert.Equal([0, 3, 100_000, 0], RecordedPoints.Read(folder.Path).Arrays("trace").Select(trace => trace.Length));
    }

    [Fact]
    public void Create_Schema_IsTheDocumentedOne()
    {
        PointStore.Create(folder.Path, [Voltage, Trace]).Dispose();

        Assert.Equal("2", Scalar("SELECT value FROM meta WHERE key = 'schema'"));
        Assert.Equal(
            "0|voltage|V|As read.|number",
            Scalar("SELECT position||'|'||name||'|'||unit||'|'||description||'|'||kind FROM columns WHERE position = 0"));
        Assert.Equal(
            "1|trace|A|A trace.|array",
            Scalar("SELECT position||'|'||name||'|'||unit||'|'||description||'|'||kind FROM columns WHERE position = 1"));
        Assert.Equal(
            "point INTEGER,bench_seconds REAL,voltage REAL,trace BLOB",
            Scalar("SELECT group_concat(name||' '||type) FROM pragma_table_info('points')"));
        Assert.Equal("1,1,1", Scalar("SELECT group_concat(\"notnull\") FROM pragma_table_info('points') WHERE name != 'point'"));
    }

    [Fact]
    public void Read_WhileItIsWritten_SeesEveryAppendedPoint()
    {
        using PointStore store = PointStore.Create(folder.Path, [Voltage, Trace, Hostile]);
        for (int i = 0; i < 200; i++)
        {
            store.Append(i, i, NewRow(i, [i]));

            if (i % 20 == 0)
            {
                IRunData data = RecordedPoints.Read(folder.Path);
                Assert.Equal(i + 1, data.Count);
                Assert.Equal(i, data.Numbers("voltage")[i]);
            }
        }
    }

    [Fact]
    public async Task Append_WhileAnotherReads_NeitherWaitsNorFails()
    {
        const int Points = 20_000;
        using PointStore store = PointStore.Create(folder.Path, [Voltage, Trace, Hostile]);
        Task writer = Task.Run(() =>
        {
            for (int i = 0; i < Points; i++)
            {
                store.Append(i, i, NewRow(i, [i]));
            }
        });
        int last = 0;
        while (!writer.IsCompleted)
        {
            int count = RecordedPoints.Read(folder.Path).Count;
            Assert.True(count >= last);
            last = count;
        }

        await writer;
        Assert.Equal(Points, RecordedPoints.Read(folder.Path).Count);
    }

    [Fact]
    public void Read_LogLeftBehindByAKilledProcess_IsRecovered()
    {
        using var killed = new TemporaryFolder();
        using (PointStore store = PointStore.Create(folder.Path, [Voltage, Trace, Hostile]))
        {
            for (int i = 0; i < 1000; i++)
            {
                store.Append(i, i, NewRow(i, [i]));
            }

            // What a process leaves that is killed at this moment: the database and its write-ahead log, nothing closed.
            File.Copy(folder.Join("data.db"), killed.Join("data.db"));
            File.Copy(folder.Join("data.db-wal"), killed.Join("data.db-wal"));
        }

        Assert.Equal(1000, RecordedPoints.Read(killed.Path).Count);
    }

    [Fact]
    public void Read_LogWithATornEnd_KeepsWhatIsWhole()
    {
        using var torn = new TemporaryFolder();
        using (PointStore store = PointStore.Create(folder.Path, [Voltage, Trace, Hostile]))
        {
            for (int i = 0; i < 100; i++)
            {
                store.Append(i, i, NewRow(i, [i]));
            }

            File.Copy(folder.Join("data.db"), torn.Join("data.db"));
            byte[] log;
            using (var stream = new FileStream(folder.Join("data.db-wal"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
            {
                log = new byte[stream.Length - 1000];
                stream.ReadExactly(log);
            }

            File.WriteAllBytes(torn.Join("data.db-wal"), log);
        }

        Assert.InRange(RecordedPoints.Read(torn.Path).Count, 90, 99);
    }

    [Fact]
    public void Append_SamePointTwice_IsAnErrorAndKeepsTheFirst()
    {
        using PointStore store = PointStore.Create(folder.Path, [Voltage, Trace, Hostile]);
        store.Append(0, 0, NewRow(1, []));

        Assert.Throws<RunException>(() => store.Append(0, 0, NewRow(2, [])));
        store.Append(1, 1, NewRow(3, []));

        Assert.Equal([1, 3], RecordedPoints.Read(folder.Path).Numbers("voltage"));
    }

    [Fact]
    public void Read_NoRecord_SaysSo()
    {
        var error = Assert.Throws<RunException>(() => RecordedPoints.Read(folder.Path));

        Assert.Equal(
            $"'{folder.Path}' holds no data.db: the run has no record of points. Give the folder of a run.", error.Message);
    }

    [Fact]
    public void Read_NotADatabase_SaysSo()
    {
        File.WriteAllText(folder.Join("data.db"), new string('x', 5000));

        var error = Assert.Throws<RunException>(() => RecordedPoints.Read(folder.Path));

        Assert.StartsWith(
            $"'{folder.Join("data.db")}' cannot be read as the record of a run: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ForeignDatabase_SaysSo()
    {
        using (var connection = new SqliteConnection($"Data Source={folder.Join("data.db")};Pooling=false"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE cookies (id INTEGER)";
            command.ExecuteNonQuery();
        }

        Assert.Throws<RunException>(() => RecordedPoints.Read(folder.Path));
    }

    [Fact]
    public void Row_IncompleteOrForeign_IsABug()
    {
        var row = new Row([Voltage, Trace]);

        Assert.Throws<InvalidOperationException>(() => row.Set(Hostile, 1));
        Assert.Throws<InvalidOperationException>(() => row.Set(Trace, 1.0));
        Assert.Throws<InvalidOperationException>(() => row.Set(Voltage, [1.0]));
        Assert.Throws<InvalidOperationException>(() => row.Set(Voltage, double.NaN));
        Assert.Throws<InvalidOperationException>(() => row.Set(Trace, [1, double.NaN]));
        row.Set(Voltage, 1);
        Assert.Equal(
            "Bug in Lab: the protocol left the column 'trace' empty.",
            Assert.Throws<InvalidOperationException>(row.RequireComplete).Message);
    }

    private static Row NewRow(double value, double[] trace)
    {
        var row = new Row([Voltage, Trace, Hostile]);
        row.Set(Voltage, value);
        row.Set(Trace, trace);
        row.Set(Hostile, 0);
        return row;
    }

    private string Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Join("data.db")};Mode=ReadOnly;Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!.ToString()!;
    }
}
