using Lab.Runs.Records;

namespace Lab.Runs.Exports;

/// <summary>Writes the points of a run to one file, in the form that its ending names. Arrays are read and written in parts, so
/// that a record of gigabytes takes little memory; nothing is written to the run's folder.</summary>
public static class RunExport
{
    /// <summary>The endings of files and their forms; the first of a form is the usual one.</summary>
    private static readonly (string Ending, ExportFormat Format)[] Endings =
    [
        (".h5", ExportFormat.Hdf5), (".hdf5", ExportFormat.Hdf5), (".nc", ExportFormat.Hdf5),
        (".parquet", ExportFormat.Parquet), (".csv", ExportFormat.Csv), (".npz", ExportFormat.Npz),
    ];

    /// <summary>The form that a file's ending names; <see langword="null"/> where it names none.</summary>
    /// <param name="file">The file.</param>
    public static ExportFormat? FormatOf(string file)
    {
        string ending = Path.GetExtension(file);
        int found = Array.FindIndex(Endings, known => known.Ending.Equals(ending, StringComparison.OrdinalIgnoreCase));
        return found < 0 ? null : Endings[found].Format;
    }

    /// <summary>The usual ending of a form: <c>.h5</c>, <c>.parquet</c>, <c>.csv</c>, <c>.npz</c>.</summary>
    /// <param name="format">The form.</param>
    public static string EndingOf(ExportFormat format) => Array.Find(Endings, known => known.Format == format).Ending;

    /// <summary>Writes or replaces a file, as a whole.</summary>
    /// <param name="file">The file, in a folder that exists.</param>
    /// <param name="format">Its form.</param>
    /// <param name="info">The run.</param>
    /// <param name="data">Its points.</param>
    /// <param name="cancellationToken">Ends the export; the file is then as it was before.</param>
    /// <exception cref="RunException">An array is not there as it was recorded, or the points make no table (CSV).</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static Task WriteAsync(
        string file, ExportFormat format, RunInfo info, IRunData data, CancellationToken cancellationToken) =>
        WholeFile.WriteAsync(file, async stream =>
        {
            switch (format)
            {
                case ExportFormat.Hdf5:
                    Hdf5Export.Write(stream, info, data);
                    break;
                case ExportFormat.Parquet:
                    await ParquetExport.WriteAsync(stream, info, data, cancellationToken).ConfigureAwait(false);
                    break;
                case ExportFormat.Npz:
                    NpzExport.Write(stream, info, data);
                    break;
                default:
                    var writer = new StreamWriter(stream, leaveOpen: true);
                    await using (writer.ConfigureAwait(false))
                    {
                        CsvExport.Write(writer, info, data);
                    }

                    break;
            }
        });
}
