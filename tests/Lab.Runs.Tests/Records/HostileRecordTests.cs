using Lab.Runs.Records;
using Microsoft.Data.Sqlite;

namespace Lab.Runs.Tests.Records;

public sealed class HostileRecordTests : IDisposable
{
    private const string GoodColumns = "CREATE TABLE columns (position INTEGER PRIMARY KEY, name, unit, description, kind);";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("no tables at all", "CREATE TABLE other (x);")]
    [InlineData(
        "a column without a name",
        GoodColumns + "INSERT INTO columns VALUES (0, NULL, '', '', 'number'); CREATE TABLE points (point, bench_seconds, a);")]
    [InlineData(
        "a column twice",
        GoodColumns
            + "INSERT INTO columns VALUES (0, 'a', '', '', 'number'), (1, 'a', '', '', 'number'); CREATE TABLE points (point, "
            + "bench_seconds, a);")]
    [InlineData(
        "a column that is not there",
        GoodColumns
            + "INSERT INTO columns VALUES (0, 'a\"; DROP TABLE points', '', '', 'number'); CREATE TABLE points (point, "
            + "bench_seconds, a); INSERT INTO points VALUES (0, 0, 0);",
        true)]
    [InlineData(
        "an empty cell",
        GoodColumns
            + "INSERT INTO columns VALUES (0, 'a', '', '', 'array'); CREATE TABLE points (point, bench_seconds, a); INSERT INTO "
            + "points VALUES (0, 0, NULL);")]
    [InlineData(
        "points without end",
        GoodColumns
            + "CREATE VIEW points AS WITH RECURSIVE n(point) AS (SELECT 1 UNION ALL SELECT point + 1 FROM n) SELECT point, 0.0 "
            + "AS bench_seconds FROM n;")]
    [InlineData(
        "a computed column",
        GoodColumns
            + "INSERT INTO columns VALUES (0, 'a', '', '', 'array'); CREATE TABLE points (point, bench_seconds, a GENERATED "
            + "ALWAYS AS (zeroblob(900000000))); INSERT INTO points VALUES (0, 0);")]
    public void Read_AHostileDatabase_IsRefused(string what, string sql, bool isLenient = false)
    {
        Write(sql);

        Exception? error = Record.Exception(() => RecordedPoints.Read(folder.Path));

        Assert.True(isLenient ? error is null or RunException : error is RunException, $"{what}: {error}");
    }

    [Fact]
    public void Count_PointsWithoutEnd_IsRefused()
    {
        Write(
            "CREATE VIEW points AS WITH RECURSIVE n(point) AS (SELECT 1 UNION ALL SELECT point + 1 FROM n) SELECT point FROM n;");
        Assert.Throws<RunException>(() => RecordedPoints.Count(folder.Path));
    }

    // A column that is added with a value for all rows takes no bytes in them.
    [Theory]
    [InlineData("number", "REAL NOT NULL DEFAULT 0", 400)]
    [InlineData("array", "BLOB NOT NULL DEFAULT x'{0}'", 1)]
    public void Read_ValuesThatAreNotStored_TakeNoMemory(string kind, string type, int columns)
    {
        const int points = 20_000;
        string blob = new('0', 1 << 16);
        string numbers = "WITH RECURSIVE n(point) AS (SELECT 0 UNION ALL SELECT point + 1 FROM n LIMIT 20000)";
        Write(
            GoodColumns
                + $"CREATE TABLE points (point INTEGER PRIMARY KEY, bench_seconds REAL); {numbers} INSERT INTO points SELECT "
                + "point, 0.0 FROM n;"
            + string.Concat(
                Enumerable.Range(0, columns).Select(
                    i =>
                        $"INSERT INTO columns VALUES ({i}, 'c{i}', '', '', '{kind}'); ALTER TABLE points ADD COLUMN c{i} "
                            + $"{type.Replace("{0}", blob, StringComparison.Ordinal)};")));
        Assert.Equal(points, RecordedPoints.Count(folder.Path));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains(
            "bytes that it has, which no run of Lab leaves",
            Assert.Throws<RunException>(() => RecordedPoints.Read(folder.Path)).Message,
            StringComparison.Ordinal);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void ReadMarks_MarksWithoutEnd_IsRefused()
    {
        Write(
            "CREATE VIEW marks AS WITH RECURSIVE n(point) AS (SELECT 1 UNION ALL SELECT point + 1 FROM n) SELECT point, 'seam' "
                + "AS kind, '' AS message FROM n;");
        Assert.Throws<RunException>(() => RecordedPoints.ReadMarks(folder.Path));
    }

    [Fact]
    public void Read_DamagedBytes_GivesPointsOrARunException()
    {
        const int files = 400;
        var number = new Column("a", "V", "numbers", ColumnKind.Number);
        var array = new Column("b", "V", "arrays", ColumnKind.Array);
        using (var store = PointStore.Create(folder.Path, [number, array]))
        {
            var row = new Row([number, array]);
            for (int point = 0; point < 20; point++)
            {
                row.Clear();
                row.Set(number, point);
                row.Set(array, [point, 1]);
                store.Append(point, point, row);
            }
        }

        string file = folder.Join(PointStore.FileName);
        byte[] good = File.ReadAllBytes(file);
        var random = new Random(20260101);
        for (int i = 0; i < files; i++)
        {
            byte[] bad = [.. good];
            for (int changes = random.Next(1, 30); changes > 0; changes--)
            {
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(file, i % 4 == 0 ? bad[..random.Next(bad.Length)] : bad);
            Exception? error = Record.Exception(() => RecordedPoints.Read(folder.Path));
            Assert.True(error is null or RunException, $"file {i}: {error}");
        }
    }

    [Fact]
    public void FromJson_NestedWithoutEnd_IsRefused() =>
        Assert.Throws<RunException>(() => RunFolder.FromJson(new string('[', 1_000_000), "run.json"));

    private void Write(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Join(PointStore.FileName)};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
