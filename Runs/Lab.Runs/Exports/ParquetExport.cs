using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Runs.Records;
using Parquet;
using Parquet.Schema;

namespace Lab.Runs.Exports;

/// <summary>Writes the points of a run as Apache Parquet, a row a point: <c>pandas.read_parquet(file)</c>.</summary>
/// <remarks>
/// Columns: <c>point</c> (INT64), <c>bench_seconds</c> and one for each column of numbers (DOUBLE), and a list for each column of
/// arrays, of the length that the array of the point has. Elements keep their type where they are the values themselves; those
/// with a scale or an offset are written as values (DOUBLE). The metadata of the file have <c>run</c>, the text of
/// <c>run.json</c>, <c>units</c> and <c>descriptions</c>, objects by column; <c>PANDAS_ATTRS</c> has the units where pandas from
/// 2.1 on looks for <c>attrs</c>. Rows are written in groups, of which one is in memory.
/// </remarks>
public static class ParquetExport
{
    private const string PointName = "point";
    private const string SecondsName = "bench_seconds";
    private const string ElementName = "element";

    // A group of rows in memory: 4 MB of 64-bit floats with as much of levels.
    private const int ElementsPerGroup = 1 << 19;

    /// <summary>Writes all points.</summary>
    /// <param name="stream">Receives the file; it stays open.</param>
    /// <param name="info">The run.</param>
    /// <param name="data">Its points.</param>
    /// <param name="cancellationToken">Ends the export.</param>
    /// <exception cref="RunException">An array is not there as it was recorded.</exception>
    public static async Task WriteAsync(Stream stream, RunInfo info, IRunData data, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(data);
        HashSet<string> taken = [];
        List<ParquetColumn> columns =
        [
            new ParquetNumbers<long>(taken, PointName, [.. data.Points]),
            new ParquetNumbers<double>(taken, SecondsName, data.BenchSeconds),
            .. data.Columns.Select(column => ColumnOf(column, data, taken)),
        ];
        (string Unit, string Description)[] words =
        [
            (string.Empty, "Index in the plan, from 0."),
            ("s", "Bench time since the run began."),
            .. data.Columns.Select(column => (column.Unit, column.Description)),
        ];
        string units = ToJson(columns.Zip(words, (column, word) => (column.Name, word.Unit)));
        var options = new ParquetOptions
        {
            CompressionMethod = CompressionMethod.Zstd,
            CompressionLevel =
            System.IO.Compression.CompressionLevel.Fastest
        };
        var schema = new ParquetSchema(columns.Select(column => column.Field));
        ParquetWriter writer =
            await ParquetWriter.CreateAsync(schema, stream, options, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            writer.CustomMetadata = new Dictionary<string, string>
            {
                ["run"] = RunFolder.ToJson(info),
                ["units"] = units,
                ["descriptions"] = ToJson(columns.Zip(words, (column, word) => (column.Name, word.Description))),
                ["PANDAS_ATTRS"] = $$"""{"units": {{units}}}""",
            };
            for (int start = 0; start < data.Count;)
            {
                int end = EndOfGroup(columns, start, data.Count);
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                foreach (ParquetColumn column in columns)
                {
                    await column.WriteAsync(group, start, end - start, cancellationToken).ConfigureAwait(false);
                }

                start = end;
            }
        }
    }

    private static ParquetColumn ColumnOf(Column column, IRunData data, HashSet<string> taken) =>
        column.Kind == ColumnKind.Number ? new ParquetNumbers<double>(taken, column.Name, data.Numbers(column.Name))
        : (column.Form.IsPlain ? column.Form.Type : ElementType.Float64) switch
        {
            ElementType.Int8 => new ParquetArrays<sbyte>(taken, column.Name, ElementName, data, data.ReadElements),
            ElementType.Int16 => new ParquetArrays<short>(taken, column.Name, ElementName, data, data.ReadElements),
            ElementType.Float32 => new ParquetArrays<float>(taken, column.Name, ElementName, data, data.ReadElements),
            _ => new ParquetArrays<double>(taken, column.Name, ElementName, data, data.ReadArray),
        };

    private static int EndOfGroup(List<ParquetColumn> columns, int start, int count)
    {
        long elements = 0;
        int end = start;
        while (end < count && (end == start || elements < ElementsPerGroup))
        {
            elements += columns.Sum(column => (long)column.ElementsAt(end));
            end++;
        }

        return end;
    }

    private static string ToJson(IEnumerable<(string Name, string Text)> words)
    {
        var all = new JsonObject();
        foreach ((string name, string text) in words)
        {
            all[name] = text;
        }

        return all.ToJsonString(Json);
    }

    private static readonly JsonSerializerOptions Json =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
