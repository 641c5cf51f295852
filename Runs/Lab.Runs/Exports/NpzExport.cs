using System.IO.Compression;
using Lab.Runs.Records;

namespace Lab.Runs.Exports;

/// <summary>Writes the points of a run as a NumPy archive that <c>numpy.load(path)</c> opens, without pickles.</summary>
/// <remarks>
/// Arrays: <c>point</c> (int64, shape [point]); <c>bench_seconds</c> and one for each column of numbers (float64, [point]); one
/// for each column of arrays ([point, longest]), with the elements as they are stored; <c>columns</c> and <c>units</c>, the
/// names of all these arrays and their units, in the record's order; and <c>run</c>, the text of <c>run.json</c>. Arrays of
/// floats that are shorter than the longest end in NaN; whole numbers of different lengths are written as values (float64), which
/// can, and so are arrays of which each point has its own scale or offset.
/// Where a column has a scale or an offset, <c>scales</c> and <c>offsets</c> have them in the order of <c>columns</c>: a value is
/// offset + scale × element. A column that has the name of another array gets an underscore after its own, and one whose name
/// leads into a folder has underscores there.
/// </remarks>
public static class NpzExport
{
    private const string PointName = "point";
    private const string SecondsName = "bench_seconds";
    private const string ColumnsName = "columns";
    private const string UnitsName = "units";
    private const string ScalesName = "scales";
    private const string OffsetsName = "offsets";
    private const string RunName = "run";

    // Below, all fits in a few pages and is packed as small as it can be; noise is not worth the time.
    private const long LargeBytes = 1 << 20;

    // NumPy's own archives bear this time too; a run that is exported twice gives the same bytes.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes all points.</summary>
    /// <param name="stream">Receives the archive; it stays open and need not seek.</param>
    /// <param name="info">The run.</param>
    /// <param name="data">Its points.</param>
    public static void Write(Stream stream, RunInfo info, IRunData data)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(data);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        List<string> names = [PointName, SecondsName];
        HashSet<string> taken = [PointName, SecondsName, ColumnsName, UnitsName, ScalesName, OffsetsName, RunName];
        List<string> units = [string.Empty, "s"];
        List<double> scales = [1, 1];
        List<double> offsets = [0, 0];
        Add(archive, names[0], entry => NumpyFile.Write(entry, data.Points));
        Add(archive, names[1], entry => NumpyFile.Write(entry, data.BenchSeconds));
        foreach (Column column in data.Columns)
        {
            string name = ExportedName.InArchive(column.Name, taken);
            names.Add(name);
            units.Add(column.Unit);
            bool isInSteps = false;
            if (column.Kind == ColumnKind.Array)
            {
                isInSteps = AddArrays(archive, name, data, column);
            }
            else
            {
                Add(archive, name, entry => NumpyFile.Write(entry, data.Numbers(column.Name)));
            }

            scales.Add(isInSteps ? column.Form.Scale : 1);
            offsets.Add(isInSteps ? column.Form.Offset : 0);
        }

        Add(archive, ColumnsName, entry => NumpyFile.Write(entry, names));
        Add(archive, UnitsName, entry => NumpyFile.Write(entry, units));
        if (data.Columns.Any(column => column.Kind == ColumnKind.Array && !column.Form.IsPlain))
        {
            Add(archive, ScalesName, entry => NumpyFile.Write(entry, [.. scales]));
            Add(archive, OffsetsName, entry => NumpyFile.Write(entry, [.. offsets]));
        }

        Add(archive, RunName, entry => NumpyFile.Write(entry, RunFolder.ToJson(info)));
    }

    /// <summary>Adds a column of arrays.</summary>
    /// <returns>Whether its elements are written as they are stored.</returns>
    private static bool AddArrays(ZipArchive archive, string name, IRunData data, Column column)
    {
        int[] lengths = [.. Enumerable.Range(0, data.Count).Select(index => data.LengthOf(column.Name, index))];
        int longest = lengths.DefaultIfEmpty().Max();
        bool isStored = !column.Form.IsByPoint
            && (!column.Form.IsWhole || Array.TrueForAll(lengths, length => length == longest));
        bool isLarge = (long)longest * data.Count * sizeof(double) > LargeBytes;
        Action<Stream, IRunData, Column, int> write = isStored ? NumpyFile.WriteElements : NumpyFile.WriteValues;
        Add(archive, name, entry => write(entry, data, column, longest), isLarge
            ? CompressionLevel.Fastest
            : CompressionLevel.Optimal);
        return isStored;
    }

    private static void Add(
        ZipArchive archive, string name, Action<Stream> write, CompressionLevel level = CompressionLevel.Optimal)
    {
        ZipArchiveEntry entry = archive.CreateEntry($"{name}.npy", level);
        entry.LastWriteTime = EntryTime;
        using Stream content = entry.Open();
        write(content);
    }
}
