using Lab.Runs.Exports;
using Lab.Runs.Records;
using Lab.Runs.Tests.Reports;
using ParquetSharp;

namespace Lab.Runs.Tests.Exports;

/// <summary>The file as the Parquet library of Apache Arrow reads it, which pandas uses too.</summary>
public sealed class ParquetExportTests
{
    [Fact]
    public async Task Write_Numbers_KeepTheirBits()
    {
        double[] values = [346e6, 0.1, -0.0, double.Epsilon];
        using ParquetFileReader reader =
            await ReadAsync(new InMemoryRunData([0, 1, 2, 5_000_000_000], [0, 1, 2, 3]).With("frequency", "Hz", values));

        using RowGroupReader group = reader.RowGroup(0);
        Assert.Equal([0, 1, 2, 5_000_000_000], group.Column(0).LogicalReader<long>().ReadAll(4));
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), group.Column(2).LogicalReader<double>().ReadAll(4)
            .Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(["point", "bench_seconds", "frequency"], Enumerable.Range(0, 3)
            .Select(i => reader.FileMetaData.Schema.Column(i).Name));
    }

    [Fact]
    public async Task Write_ArraysOfAnyLength_AreLists()
    {
        double[][] arrays = [[1, 2, 3], [], [-0.5]];
        using ParquetFileReader reader =
            await ReadAsync(new InMemoryRunData([0, 1, 2], [0, 1, 2]).WithArrays("trace", "V", arrays));

        using RowGroupReader group = reader.RowGroup(0);
        Assert.Equal("trace.list.element", reader.FileMetaData.Schema.Column(2).Path.ToDotString());
        Assert.Equal(arrays, group.Column(2).LogicalReader<double[]>().ReadAll(3));
    }

    [Fact]
    public async Task Write_WholeNumbers_KeepTheirTypeWithoutAScaleAndAreValuesWithOne()
    {
        using ParquetFileReader reader = await ReadAsync(
            new InMemoryRunData([0], [0]).WithWords("plain", "counts", 1, 0, [1, -32768])
                .WithWords("scaled", "mV", 0.25, 3, [1, -32768]));

        using RowGroupReader group = reader.RowGroup(0);
        Assert.Equal([1, -32768], group.Column(2).LogicalReader<short[]>().ReadAll(1)[0]);
        Assert.Equal([3.25, -8189], group.Column(3).LogicalReader<double[]>().ReadAll(1)[0]);
    }

    [Fact]
    public async Task Write_Metadata_HaveRunAndUnits()
    {
        using ParquetFileReader reader = await ReadAsync(new InMemoryRunData([0], [0]).With("voltage", "µV", 1));

        IReadOnlyDictionary<string, string> metadata = reader.FileMetaData.KeyValueMetadata;
        Assert.Equal("""{"point":"","bench_seconds":"s","voltage":"µV"}""", metadata["units"]);
        Assert.Equal(RunFolder.ToJson(SpinDiodeSample.Info), metadata["run"]);
        Assert.Contains("The voltage.", metadata["descriptions"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_ManyArrays_GoIntoSeveralGroupsOfRows()
    {
        double[][] arrays =
            [.. Enumerable.Range(0, 600).Select(point => Enumerable.Range(0, 2000).Select(i => (1000.0 * point) + i).ToArray())];
        using ParquetFileReader reader = await ReadAsync(
            new InMemoryRunData([.. Enumerable.Range(0, 600).Select(i => (long)i)], new double[600])
                .WithArrays("trace", "V", arrays));

        Assert.InRange(reader.FileMetaData.NumRowGroups, 2, 10);
        Assert.Equal(600, reader.FileMetaData.NumRows);
        using RowGroupReader last = reader.RowGroup(reader.FileMetaData.NumRowGroups - 1);
        Assert.Equal(arrays[^1], last.Column(2).LogicalReader<double[]>().ReadAll((int)last.MetaData.NumRows)[^1]);
    }

    [Fact]
    public async Task Write_NoPoints_IsATableWithoutRows()
    {
        using ParquetFileReader reader =
            await ReadAsync(new InMemoryRunData([], []).With("voltage", "V").WithArrays("trace", "V"));

        Assert.Equal(0, reader.FileMetaData.NumRows);
        Assert.Equal(4, reader.FileMetaData.NumColumns);
    }

    private static async Task<ParquetFileReader> ReadAsync(InMemoryRunData data)
    {
        var stream = new MemoryStream();
        await ParquetExport.WriteAsync(stream, SpinDiodeSample.Info, data, CancellationToken.None);
        return new ParquetFileReader(new MemoryStream(stream.ToArray()));
    }
}
