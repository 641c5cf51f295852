using Lab.Runs.Exports;
using Lab.Runs.Records;
using Lab.Runs.Tests.Reports;
using Microsoft.Data.Sqlite;

namespace Lab.Runs.Tests.Records;

/// <summary>Files of arrays that come from elsewhere: nothing beyond the folder is written,
/// and not more is read than they hold.</summary>
public sealed class HostileArrayTests : IDisposable
{
    private const string AnySum = "0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly Column Trace =
        new("trace", "V", "Arrays.", ColumnKind.Array) { Form = new ArrayForm(ElementType.Int16) };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("[-8,4000,\"" + AnySum + "\"]", "names no part of arrays.bin")]
    [InlineData("[0,-4000,\"" + AnySum + "\"]", "names no part of arrays.bin")]
    [InlineData("[9223372036854775807,4000,\"" + AnySum + "\"]", "names no part of arrays.bin")]
    [InlineData("[0,99999999999,\"" + AnySum + "\"]", "names no part of arrays.bin")]
    [InlineData("[0,4000,\"0000\"]", "names no part of arrays.bin")]
    [InlineData("[0,4000]", "names no part of arrays.bin")]
    [InlineData("", "names no part of arrays.bin")]
    [InlineData("[0,3999,\"" + AnySum + "\"]", "no whole number of elements of 16 bits")]
    [InlineData("[4503599627370496,4000,\"" + AnySum + "\"]", "and the file has 40000 bytes")]
    [InlineData("[0,2000000000,\"" + AnySum + "\"]", "and the file has 40000 bytes")]
    public void Read_APlaceThatIsNone_IsTold(string cell, string told)
    {
        Record(10);
        Execute($"UPDATE points SET trace = '{cell}' WHERE point = 3");
        long before = GC.GetAllocatedBytesForCurrentThread();

        string message = Assert.Throws<RunException>(() => RecordedPoints.Read(folder.Path)).Message;

        Assert.Contains(told, message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Equal(10, RecordedPoints.Count(folder.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_ManyPointsOfOneArray_IsRefused(bool isOnDisk)
    {
        Record(10);
        Execute("UPDATE points SET trace = (SELECT trace FROM points WHERE point = 9)");
        Execute(
            "WITH RECURSIVE n(point) AS (SELECT 10 UNION ALL SELECT point + 1 FROM n LIMIT 1000) INSERT INTO points SELECT "
                + "n.point, 0, trace FROM n, points WHERE points.point = 9");
        if (!isOnDisk)
        {
            Execute("DELETE FROM meta WHERE key = 'arrays_on_disk'");
        }

        string message = Assert.Throws<RunException>(() => RecordedPoints.Read(folder.Path)).Message;

        Assert.Contains("more than the 40000 bytes of arrays.bin, which no run of Lab leaves", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("type = '<f16'", "of the type '<f16', which Lab does not know")]
    [InlineData("scale = 0", "make no numbers")]
    [InlineData("scale = 9e999", "make no numbers")]
    [InlineData("\"offset\" = -9e999", "make no numbers")]
    public void Read_AFormThatIsNone_IsTold(string change, string told)
    {
        Record(1);
        Execute($"UPDATE columns SET {change}");

        Assert.Contains(
            told, Assert.Throws<RunException>(() => RecordedPoints.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4")]
    [InlineData("x")]
    public void Read_LaterSchema_IsRefused(string schema)
    {
        Record(1);
        Execute($"UPDATE meta SET value = '{schema}' WHERE key = 'schema'");

        Assert.Contains(
            $"its schema is '{schema}', and this version of Lab reads those to 3",
            Assert.Throws<RunException>(() => RecordedPoints.Read(folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.Throws<RunException>(() => PointStore.Continue(folder.Path, [Trace]));
    }

    [Fact]
    public void Append_LinkInThePlaceOfTheFile_WritesNothingElsewhere()
    {
        Record(2);
        using var elsewhere = new TemporaryFolder();
        File.Move(folder.Join("arrays.bin"), elsewhere.Join("mine"));
        File.CreateSymbolicLink(folder.Join("arrays.bin"), elsewhere.Join("mine"));
        byte[] mine = File.ReadAllBytes(elsewhere.Join("mine"));

        using (var store = PointStore.Continue(folder.Path, [Trace]))
        {
            Assert.Contains(
                $"It is a link to '{elsewhere.Join("mine")}'",
                Assert.Throws<RunException>(() => store.Append(2, 2, NewRow())).Message,
                StringComparison.Ordinal);
        }

        Assert.Equal(mine, File.ReadAllBytes(elsewhere.Join("mine")));
        Assert.Equal(2, RecordedPoints.Read(folder.Path).Arrays("trace").Length); // who put the file on another disk reads it
    }

    [Fact]
    public void Create_FileThatIsThere_IsNotTouched()
    {
        File.WriteAllText(folder.Join("arrays.bin"), "mine");
        using var store = PointStore.Create(folder.Path, [Trace]);

        Assert.Throws<RunException>(() => store.Append(0, 0, NewRow()));

        Assert.Equal("mine", File.ReadAllText(folder.Join("arrays.bin")));
    }

    [Fact]
    public void Read_FolderInThePlaceOfTheFile_IsTold()
    {
        Record(1);
        File.Delete(folder.Join("arrays.bin"));
        Directory.CreateDirectory(folder.Join("arrays.bin"));

        Assert.Contains(
            "is a folder and no file",
            Assert.Throws<RunException>(() => RecordedPoints.Read(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Export_DamagedArray_IsToldAndNoArchiveIsLeft()
    {
        Record(3);
        byte[] file = File.ReadAllBytes(folder.Join("arrays.bin"));
        file[5000]++;
        File.WriteAllBytes(folder.Join("arrays.bin"), file);
        IRunData data = RecordedPoints.Read(folder.Path);
        string npz = folder.Join("run.npz");

        Assert.Contains(
            "array of point 1 in the column 'trace'", Assert.Throws<RunException>(() => WholeFile.Write(
                npz, stream => NpzExport.Write(stream, SpinDiodeSample.Info, data))).Message, StringComparison.Ordinal);
        Assert.Throws<RunException>(() => CsvExport.Write(TextWriter.Null, SpinDiodeSample.Info, data));

        Assert.False(File.Exists(npz));
    }

    [Fact]
    public void Read_RecordOfTheFirstForm_GivesItsArrays()
    {
        Execute(
            "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL); INSERT INTO meta VALUES ('schema', '1');"
            + "CREATE TABLE columns (position INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, description TEXT NOT "
            + "NULL, kind TEXT NOT NULL);"
            + "INSERT INTO columns VALUES (0, 'trace', 'V', 'Arrays.', 'array');"
            + "CREATE TABLE points (point INTEGER PRIMARY KEY, bench_seconds REAL NOT NULL, trace BLOB NOT NULL);"
            + "INSERT INTO points VALUES (0, 0.5, X'000000000000F03F00000000000000C0')");

        IRunData data = RecordedPoints.Read(folder.Path);

        Assert.Equal(new Column("trace", "V", "Arrays.", ColumnKind.Array), data.Columns[0]);
        Assert.Equal([1, -2], data.Arrays("trace")[0]);
        using (var store = PointStore.Continue(folder.Path, [.. data.Columns]))
        {
            Assert.Null(store.DropLost());
            var row = new Row(data.Columns);
            row.Set(data.Columns[0], new double[1000]);
            store.Append(1, 1, row);
            store.Fold();
        }

        Assert.False(File.Exists(folder.Join("arrays.bin"))); // who reads such a record by its page knows no such file
        Assert.Equal([2, 1000], RecordedPoints.Read(folder.Path).Arrays("trace").Select(array => array.Length));
    }

    private static Row NewRow()
    {
        var row = new Row([Trace]);
        row.SetElements(Trace, (short[])[.. Enumerable.Range(0, 2000).Select(i => (short)i)]);
        return row;
    }

    private void Record(int points)
    {
        using var store = PointStore.Create(folder.Path, [Trace]);
        for (int point = 0; point < points; point++)
        {
            store.Append(point, point, NewRow());
        }

        store.Fold();
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Join("data.db")};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
