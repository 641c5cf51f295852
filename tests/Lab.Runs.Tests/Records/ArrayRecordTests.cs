using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lab.Runs.Records;
using Microsoft.Data.Sqlite;

namespace Lab.Runs.Tests.Records;

/// <summary>Columns of arrays of all types, small ones in the row and large ones in <c>arrays.bin</c>.</summary>
public sealed class ArrayRecordTests : IDisposable
{
    private static readonly Column Bytes = Of("bytes", new ArrayForm(ElementType.Int8, 0.5, -1));
    private static readonly Column Words = Of("words", new ArrayForm(ElementType.Int16, 0.25, 3));
    private static readonly Column Singles = Of("singles", new ArrayForm(ElementType.Float32));
    private static readonly Column Doubles = Of("doubles", ArrayForm.Float64);
    private static readonly Column Level = new("level", "V", "A number.");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(5000)] // 5000 bytes and more, beyond the 2048 of a row
    [InlineData(70_001)] // read in several pieces
    public void Read_ArraysOfEachType_AreOffsetPlusScaleTimesElement(int length)
    {
        Record(1, length);

        IRunData data = RecordedPoints.Read(folder.Path);

        Assert.Equal([Level, Bytes, Words, Singles, Doubles], data.Columns);
        Assert.Equal(Expected(length, i => -1 + (0.5 * (sbyte)i)), data.Arrays("bytes")[0]);
        Assert.Equal(Expected(length, i => 3 + (0.25 * (short)(7 * i))), data.Arrays("words")[0]);
        Assert.Equal(Expected(length, i => (double)(0.1f * i)), data.Arrays("singles")[0]);
        Assert.Equal(Expected(length, i => 0.1 * i), data.Arrays("doubles")[0]);
        Assert.Equal(length > 3, File.Exists(folder.Join("arrays.bin")));
    }

    [Fact]
    public void ReadArray_IntoABufferOfTheCaller_GivesTheSameAsArrays()
    {
        Record(3, 5000);
        IRunData data = RecordedPoints.Read(folder.Path);
        var values = new double[6000];
        var words = new short[6000];

        for (int point = 0; point < 3; point++)
        {
            Assert.Equal(5000, data.LengthOf("words", point));
            Assert.Equal(5000, data.ReadArray("words", point, values));
            Assert.Equal(data.Arrays("words")[point], values[..5000]);
            Assert.Equal(5000, data.ReadElements<short>("words", point, words));
            Assert.Equal(values[..5000], words[..5000].Select(word => 3 + (0.25 * word)));
        }

        Assert.Throws<ArgumentException>(() => data.ReadArray("words", 0, new double[4999]));
        Assert.Throws<InvalidOperationException>(() => data.ReadElements<float>("words", 0, new float[5000]));
        Assert.Throws<KeyNotFoundException>(() => data.ReadArray("level", 0, values));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.ReadArray("words", 3, values));
    }

    [Fact]
    public void ReadArray_PointAfterPoint_TakesNoMemoryOfTheArraysSize()
    {
        Record(40, 20_000);
        IRunData data = RecordedPoints.Read(folder.Path);
        var values = new double[20_000];
        data.ReadArray("doubles", 0, values);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int point = 0; point < 40; point++)
        {
            data.ReadArray("doubles", point, values);
        }

        // 40 arrays of 160 kB are 6.4 MB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Append_LargeArrays_LieOneAfterTheOtherWithTheirSums()
    {
        Record(2, 4001);

        byte[] file = File.ReadAllBytes(folder.Join("arrays.bin"));

        // 4001 bytes, 8002, 16004 and 32008, each at the next multiple of eight: 0, 4008, 12016, 28024 and, in the second point,
        // 60032.
        Assert.Equal(60_032 + 28_024 + 32_008, file.Length);
        short[] words = MemoryMarshal.Cast<byte, short>(file.AsSpan(4008, 8002)).ToArray();
        Assert.Equal(Enumerable.Range(0, 4001).Select(i => (short)(7 * i)), words);
        Assert.Equal($"[4008,8002,\"{Sum(file.AsSpan(4008, 8002))}\"]", Scalar("SELECT words FROM points WHERE point = 0"));
        Assert.Equal($"[60032,4001,\"{Sum(file.AsSpan(60_032, 4001))}\"]", Scalar("SELECT bytes FROM points WHERE point = 1"));
        Assert.Equal(
            "words|array|<i2|0.25|3.0",
            Scalar("SELECT name||'|'||kind||'|'||type||'|'||scale||'|'||offset FROM columns WHERE position = 2"));
    }

    [Fact]
    public void Create_Units_AreReadIntoSiAndOthersKept()
    {
        PointStore.Create(
            folder.Path,
            [
                new Column("slope", "V/W/A", "s"),
                new Column("noise", "nV/√Hz", "n"),
                new Column("clicks", "counts", "c")
            ]).Dispose();

        Assert.Equal("V/W/A|V/W/A|1.0", Scalar("SELECT unit||'|'||si_unit||'|'||si_factor FROM columns WHERE position = 0"));
        Assert.Equal("nV/√Hz|V/√Hz|1.0e-09", Scalar("SELECT unit||'|'||si_unit||'|'||si_factor FROM columns WHERE position = 1"));
        Assert.Equal("counts", Scalar("SELECT unit FROM columns WHERE position = 2 AND si_unit IS NULL AND si_factor IS NULL"));
        Assert.Equal("1", Scalar("SELECT value FROM meta WHERE key = 'schema'"));
    }

    [Fact]
    public void SetElements_OfAnotherTypeOrNoNumber_IsABug()
    {
        var row = new Row([Words, Singles]);

        Assert.Throws<InvalidOperationException>(() => row.SetElements(Words, [1.0f]));
        Assert.Throws<InvalidOperationException>(() => row.Set(Words, [1.0]));
        Assert.Equal(
            "Bug in Lab: NaN is not a number for the column 'singles'.",
            Assert.Throws<InvalidOperationException>(() => row.SetElements(Singles, [1, float.NaN])).Message);
        Assert.Throws<InvalidOperationException>(() => row.SetElements(Singles, [1]));
    }

    [Fact]
    public void Continue_AfterAKillBetweenBytesAndRow_CutsWhatNoRowNames()
    {
        Record(5, 4000);
        byte[] unbroken = File.ReadAllBytes(folder.Join("arrays.bin"));
        using var other = new TemporaryFolder();
        Record(3, 4000, other);
        using (FileStream torn = File.OpenWrite(other.Join("arrays.bin")))
        {
            torn.Seek(0, SeekOrigin.End);
            torn.Write(new byte[3333]); // of a fourth point
        }

        using (var store = PointStore.Continue(other.Path, Columns))
        {
            Assert.Null(store.DropLost());
            Assert.Equal(3, store.Stored.Count());
            Append(store, 3, 4000);
            Append(store, 4, 4000);
        }

        Assert.Equal(unbroken, File.ReadAllBytes(other.Join("arrays.bin")));
    }

    [Fact]
    public void FindDifference_LargeArrayMeasuredAgain_IsComparedToTheBit()
    {
        Record(1, 4000);
        Column[] columns = Columns;
        using var store = PointStore.Continue(folder.Path, columns);
        Row row = NewRow(columns, 0, 4000);

        Assert.Null(store.Stored.FindDifference(0, 0, row));
        row.SetElements(columns[2], (short[])[.. Enumerable.Range(0, 4000).Select(i => (short)(7 * Math.Min(i, 3998)))]);

        Assert.Equal("point 0: another array in the column 'words'", store.Stored.FindDifference(0, 0, row));
    }

    [Fact]
    public void Withdraw_PointsWithLargeArrays_LeavesTheirBytesAndGoesOnBehind()
    {
        Column[] columns = Columns;
        using (var store = PointStore.Create(folder.Path, columns))
        {
            Append(store, 0, 4000);
            Append(store, 1, 4000);
            store.Withdraw(1, "for a test");
            Append(store, 1, 5000);
        }

        IRunData data = RecordedPoints.Read(folder.Path);
        Assert.Equal([4000, 5000], data.Arrays("doubles").Select(array => array.Length));
        Assert.Equal((2 * 60_000) + 75_000, new FileInfo(folder.Join("arrays.bin")).Length);
    }

    [Fact]
    public void Read_ArraysThatALossOfPowerTook_AreLeftOutAndMeasuredAgain()
    {
        byte[] unbroken = RecordAndForgetTheDisk(5);
        CutArrays(unbroken.Length - 40_000); // reaches into the fourth point of 60 kB each

        IRunData data = RecordedPoints.Read(folder.Path);

        Assert.Equal([0, 1, 2, 3], data.Points);
        Assert.Equal(4, data.Numbers("level").Length);
        Assert.Equal(
            "Arrays of the points 4 to 4, the last ones, are not in arrays.bin as they were measured: they had not reached the "
                + "disk when the machine lost power. "
            + "They are left out; 'lab resume' measures them again.",
            Assert.Single(data.Warnings));
        using (var store = PointStore.Continue(folder.Path, Columns))
        {
            Assert.StartsWith("Arrays of the points 4 to 4,", store.DropLost(), StringComparison.Ordinal);
            Assert.Equal(4, store.Stored.Count());
            Append(store, 4, 4000);
            Assert.Null(store.Fold());
        }

        Assert.Equal(unbroken, File.ReadAllBytes(folder.Join("arrays.bin")));
        Assert.Empty(RecordedPoints.Read(folder.Path).Warnings);
        Assert.Equal(5, RecordedPoints.Read(folder.Path).Count);
    }

    [Fact]
    public void Read_HoleThatALossOfPowerLeft_LosesThePointsFromThereOn()
    {
        byte[] unbroken = RecordAndForgetTheDisk(5);
        unbroken.AsSpan(2 * unbroken.Length / 5, 8000).Clear();
        File.WriteAllBytes(folder.Join("arrays.bin"), unbroken);

        Assert.Equal([0, 1], RecordedPoints.Read(folder.Path).Points);
    }

    [Fact]
    public void ReadArray_DamagedByte_SaysWhichArray()
    {
        Record(2, 4000);
        byte[] file = File.ReadAllBytes(folder.Join("arrays.bin"));
        file[4000 + 100]++;
        File.WriteAllBytes(folder.Join("arrays.bin"), file);
        IRunData data = RecordedPoints.Read(folder.Path);

        string message = Assert.Throws<RunException>(() => data.ReadArray("words", 0, new double[4000])).Message;

        Assert.Equal(
            $"The array of point 0 in the column 'words' is not in '{folder.Join("arrays.bin")}' as it was recorded: the "
                + "SHA-256 of its 8000 bytes from 4000 on is another. "
            + "The file was damaged or changed. Take an untouched copy of the run.",
            message);
        Assert.Equal(4000, data.ReadArray("words", 1, new double[4000]));
        Assert.Throws<RunException>(() => data.Arrays("words"));
    }

    [Fact]
    public void Read_FileLeftBehind_SaysSo()
    {
        Record(2, 4000);
        File.Delete(folder.Join("arrays.bin"));

        string message = Assert.Throws<RunException>(() => RecordedPoints.Read(folder.Path)).Message;

        Assert.Contains(
            "there is no such file. Who copies a run takes all files of its folder along", message, StringComparison.Ordinal);
        Assert.Equal(2, RecordedPoints.Count(folder.Path));
        using var store = PointStore.Continue(folder.Path, Columns);
        Assert.Contains("there is no such file", Assert.Throws<RunException>(store.DropLost).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SaveTo_FolderThatIsGone_TakesTheArraysAlong()
    {
        using var rescue = new TemporaryFolder();
        using (var store = PointStore.Create(folder.Path, Columns))
        {
            Append(store, 0, 4000);
            File.Delete(folder.Join("arrays.bin"));
            Assert.False(store.AreArraysInPlace);
            store.SaveTo(rescue.Path);
        }

        Assert.Equal(4000, RecordedPoints.Read(rescue.Path).ReadArray("words", 0, new double[4000]));
    }

    [Fact]
    public void MemoryPoints_ArraysOfATypeWithAScale_AreValuesToo()
    {
        var points = new MemoryPoints([Words]);
        var row = new Row([Words]);
        row.SetElements(Words, (short[])[1, -2]);

        points.Append(0, 0, row);

        Assert.Equal([3.25, 2.5], points.Arrays("words")[0]);
        Assert.Equal(2, points.LengthOf("words", 0));
    }

    [Theory]
    [InlineData(100)] // in the row
    [InlineData(40_000)] // in the file of arrays, read in two pieces
    public void Read_ScaleAndOffsetOfEachPoint_GiveItsOwnValues(int length)
    {
        (Column wave, Column scale, Column offset) = Column.ScaledByPoint("wave", "V", "A trace.", ElementType.Int16);
        Column[] columns = [wave, scale, offset, Level];
        double[] scales = [1e-3, -0.5, 20];
        double[] offsets = [0, 0.25, -3e4];
        short[] elements = [.. Enumerable.Range(0, length).Select(i => (short)((31 * i) - 16_000))];
        var memory = new MemoryPoints(columns);
        using (var store = PointStore.Create(folder.Path, columns))
        {
            var row = new Row(columns);
            for (int point = 0; point < 3; point++)
            {
                row.SetElements(wave, elements, scales[point], offsets[point]);
                row.Set(Level, point);
                store.Append(point, point, row);
                memory.Append(point, point, row);
            }

            Assert.Null(store.Fold());
        }

        IRunData data = RecordedPoints.Read(folder.Path);
        Assert.Equal(columns, data.Columns);
        Assert.Equal("3", Scalar("SELECT value FROM meta WHERE key = 'schema'"));
        foreach (IRunData read in new[] { data, memory })
        {
            double[] values = new double[length];
            for (int point = 0; point < 3; point++)
            {
                double[] expected = [.. elements.Select(element => offsets[point] + (scales[point] * element))];
                Assert.Equal(length, read.ReadArray("wave", point, values));
                Assert.Equal(expected, values);
                Assert.Equal(expected, read.Arrays("wave")[point]);
                short[] stored = new short[length];
                read.ReadElements<short>("wave", point, stored);
                Assert.Equal(elements, stored);
            }

            Assert.Equal(scales, read.Numbers("wave_scale"));
            Assert.Equal(offsets, read.Numbers("wave_offset"));
        }
    }

    [Fact]
    public void ScaleOfEachPoint_ThatIsMissingOrMakesNoNumbers_IsABug()
    {
        (Column wave, Column scale, Column offset) = Column.ScaledByPoint("wave", "V", "A trace.", ElementType.Int8);
        var row = new Row([wave, scale, offset, Words]);

        Assert.Throws<InvalidOperationException>(() => row.SetElements(wave, new sbyte[1], 0, 1));
        Assert.Throws<InvalidOperationException>(() => row.SetElements(wave, new sbyte[1], 1, double.NaN));
        Assert.Throws<InvalidOperationException>(() => row.SetElements(Words, new short[1], 1, 0));
        row.SetElements(wave, new sbyte[1]);
        row.SetElements(Words, new short[1]);
        Assert.Contains(
            "'wave_scale' empty",
            Assert.Throws<InvalidOperationException>(row.RequireComplete).Message,
            StringComparison.Ordinal);
        Assert.Equal(
            "Bug in Lab: scale or offset of arrays stand in 'wave_offset', which is no column of numbers.",
            Assert.Throws<InvalidOperationException>(() => PointStore.Create(folder.Path, [wave, scale])).Message);
    }

    [Fact]
    public void Read_ScaleInAColumnThatIsNotThere_IsRefused()
    {
        Record(1, 10);
        Execute("UPDATE columns SET scale_column = 'words' WHERE name = 'bytes'");

        Assert.Contains(
            "scale or offset of the column 'bytes' stand in 'words', which is no column of numbers",
            Assert.Throws<RunException>(() => RecordedPoints.Read(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    private static Column[] Columns => [Level, Bytes, Words, Singles, Doubles];

    private static Column Of(string name, ArrayForm form) => new(name, "V", "Arrays.", ColumnKind.Array) { Form = form };

    private static double[] Expected(int length, Func<int, double> value) => [.. Enumerable.Range(0, length).Select(value)];

    private static string Sum(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static void Append(PointStore store, int point, int length) =>
        store.Append(point, point, NewRow(Columns, point, length));

    private static Row NewRow(Column[] columns, int point, int length)
    {
        var row = new Row(columns);
        row.Set(columns[0], point);
        row.SetElements(columns[1], (sbyte[])[.. Enumerable.Range(0, length).Select(i => (sbyte)i)]);
        row.SetElements(columns[2], (short[])[.. Enumerable.Range(0, length).Select(i => (short)(7 * i))]);
        row.SetElements(columns[3], (float[])[.. Enumerable.Range(0, length).Select(i => 0.1f * i)]);
        row.Set(columns[4], [.. Enumerable.Range(0, length).Select(i => 0.1 * i)]);
        return row;
    }

    private void Record(int points, int length, TemporaryFolder? into = null)
    {
        using var store = PointStore.Create((into ?? folder).Path, Columns);
        for (int point = 0; point < points; point++)
        {
            Append(store, point, length);
        }

        Assert.Null(store.Fold());
    }

    // What was on the disk for certain is forgotten, as by a machine that lost its power before the first five seconds were over.
    private byte[] RecordAndForgetTheDisk(int points)
    {
        Record(points, 4000);
        Execute("DELETE FROM meta WHERE key = 'arrays_on_disk'");
        return File.ReadAllBytes(folder.Join("arrays.bin"));
    }

    private void CutArrays(long length)
    {
        using FileStream file = File.OpenWrite(folder.Join("arrays.bin"));
        file.SetLength(length);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Join("data.db")};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
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
