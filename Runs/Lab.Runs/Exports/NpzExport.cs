using System.IO.Compression;
using Lab.Runs.Records;

namespace Lab.Runs.Exports;

/// <summary>Writes the points of a run as a NumPy archive that <c>numpy.load(path)</c> opens, without pickles.</summary>
/// <remarks>
/// Arrays: <c>point</c> (int64, shape [point]); <c>bench_seconds</c> and one for each column of numbers (float64, [point]); one
/// for each column of arrays (float64, [point, longest]), where shorter ones end in NaN; <c>columns</c> and <c>units</c>, the
/// names of all these arrays and their units, in the record's order; and <c>run</c>, the text of <c>run.json</c>. A column that
/// has the name of another array gets an underscore behind its own, and one whose name leads into a folder has underscores there.
/// </remarks>
public static class NpzExport
{
    private const string PointName = "point";
    private const string SecondsName = "bench_seconds";
    private const string ColumnsName = "columns";
    private const string UnitsName = "units";
    private const string RunName = "run";

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
        HashSet<string> taken = [PointName, SecondsName, ColumnsName, UnitsName, RunName];
        List<string> units = [string.Empty, "s"];
        Add(archive, names[0], entry => NumpyFile.Write(entry, data.Points));
        Add(archive, names[1], entry => NumpyFile.Write(entry, data.BenchSeconds));
        foreach (Column column in data.Columns)
        {
            string name = ExportedName.InArchive(column.Name, taken);
            names.Add(name);
            units.Add(column.Unit);
            if (column.Kind == ColumnKind.Array)
            {
                Add(archive, name, entry => NumpyFile.Write(entry, data.Arrays(column.Name)));
            }
            else
            {
                Add(archive, name, entry => NumpyFile.Write(entry, data.Numbers(column.Name)));
            }
        }

        Add(archive, ColumnsName, entry => NumpyFile.Write(entry, names));
        Add(archive, UnitsName, entry => NumpyFile.Write(entry, units));
        Add(archive, RunName, entry => NumpyFile.Write(entry, RunFolder.ToJson(info)));
    }

    private static void Add(ZipArchive archive, string name, Action<Stream> write)
    {
        ZipArchiveEntry entry = archive.CreateEntry($"{name}.npy", CompressionLevel.Optimal);
        entry.LastWriteTime = EntryTime;
        using Stream content = entry.Open();
        write(content);
    }
}
