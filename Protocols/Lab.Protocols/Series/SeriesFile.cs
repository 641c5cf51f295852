using System.Globalization;
using System.IO.Compression;
using Lab.Runs.Settings;

namespace Lab.Protocols.Series;

/// <summary>Sequences that a user brings, of CSV or NPZ.</summary>
/// <param name="Values">Shape [sequence][step · channel].</param>
/// <param name="Channels">Channels of a step.</param>
/// <param name="Classes">The class of each sequence, from 0, shape [sequence]; empty where there are none.</param>
/// <param name="ClassNames">Their names, shape [class].</param>
internal sealed record SeriesFile(double[][] Values, int Channels, int[] Classes, string[] ClassNames)
{
    private const long MostBytes = 1L << 31;

    /// <summary>Steps of a sequence.</summary>
    public int Steps => Values[0].Length / Channels;

    /// <summary>Reads sequences with classes. CSV: a sequence a line, its class behind the last number. NPZ: <c>x</c> of shape (sequence,
    /// step) or (sequence, step, channel) and <c>y</c> of shape (sequence).</summary>
    /// <param name="setting">The setting that names the file, for messages.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="SettingsException">It cannot be read or is none.</exception>
    public static SeriesFile ReadLabelled(string setting, string file) => Read(setting, file, archive =>
    {
        if (archive is null)
        {
            string[][] rows = Cells(file);
            string[] names = [.. rows.Select(row => row[^1])];
            return Labelled([.. rows.Select((row, i) => Numbers(row[..^1], i))], channels: 1, names);
        }

        NumpyArray x = Array(archive, "x");
        NumpyArray y = Array(archive, "y");
        if (x.Shape.Length is not (2 or 3) || y.Shape.Length != 1 || y.Shape[0] != x.Shape[0])
        {
            throw new InvalidDataException($"x has the shape ({string.Join(", ", x.Shape)}) and y ({string.Join(", ", y.Shape)}); (sequence, step) or (sequence, step, channel) and (sequence) are expected");
        }

        return Labelled(Divide(x, x.Shape[0]), x.Shape.Length == 3 ? x.Shape[2] : 1, [.. y.Values.Select(value => value.ToString(CultureInfo.InvariantCulture))]);
    });

    /// <summary>Reads one series that goes on in time. CSV: a step a line, a channel a column. NPZ: <c>x</c> of shape (step) or (step,
    /// channel).</summary>
    /// <param name="setting">The setting that names the file, for messages.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="SettingsException">It cannot be read or is none.</exception>
    public static SeriesFile ReadSeries(string setting, string file) => Read(setting, file, archive =>
    {
        if (archive is null)
        {
            string[][] rows = Cells(file);
            return new SeriesFile([[.. rows.SelectMany((row, i) => Numbers(row, i))]], rows[0].Length, [], []);
        }

        NumpyArray x = Array(archive, "x");
        return x.Shape.Length is 1 or 2
            ? new SeriesFile([x.Values], x.Shape.Length == 2 ? x.Shape[1] : 1, [], [])
            : throw new InvalidDataException($"x has the shape ({string.Join(", ", x.Shape)}); (step) or (step, channel) are expected");
    });

    private static SeriesFile Read(string setting, string file, Func<ZipArchive?, SeriesFile> read)
    {
        try
        {
            if (new FileInfo(file).Length > MostBytes)
            {
                throw new InvalidDataException($"it has more than {MostBytes >> 30} GiB");
            }

            using FileStream? stream = file.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) ? File.OpenRead(file) : null;
            using ZipArchive? archive = stream is null ? null : new ZipArchive(stream, ZipArchiveMode.Read);
            SeriesFile series = read(archive);
            return series.Values.All(sequence => sequence.All(double.IsFinite))
                ? series
                : throw new InvalidDataException("it has a number that is infinite or none");
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException or NotSupportedException or FormatException or OverflowException)
        {
            throw new SettingsException($"The setting '{setting}': {file} cannot be read: {error.Message}");
        }
    }

    private static SeriesFile Labelled(double[][] values, int channels, string[] labels)
    {
        string[] names = [.. labels.Distinct().OrderBy(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.PositiveInfinity).ThenBy(name => name, StringComparer.Ordinal)];
        return names.Length >= 2
            ? new SeriesFile(values, channels, [.. labels.Select(label => System.Array.IndexOf(names, label))], names)
            : throw new InvalidDataException("all sequences are of one class");
    }

    private static NumpyArray Array(ZipArchive archive, string name)
    {
        ZipArchiveEntry entry = archive.GetEntry($"{name}.npy")
            ?? throw new InvalidDataException($"it has no array '{name}'; it has {string.Join(", ", archive.Entries.Select(each => Path.GetFileNameWithoutExtension(each.Name)))}");
        using Stream stream = entry.Open();
        try
        {
            return NumpyArray.Read(stream);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"the array '{name}': {error.Message}", error);
        }
    }

    private static double[][] Divide(NumpyArray array, int parts)
    {
        int length = parts == 0 ? 0 : array.Values.Length / parts;
        return length > 0
            ? [.. Enumerable.Range(0, parts).Select(i => array.Values[(i * length)..((i + 1) * length)])]
            : throw new InvalidDataException("it is empty");
    }

    // A first line without any number is a header.
    private static string[][] Cells(string file)
    {
        string[][] rows = [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(',', StringSplitOptions.TrimEntries))];
        rows = rows.Length > 0 && !rows[0].Any(IsNumber) ? rows[1..] : rows;
        if (rows.Length == 0)
        {
            throw new InvalidDataException("it has no numbers");
        }

        int wrong = System.Array.FindIndex(rows, row => row.Length != rows[0].Length);
        return wrong < 0 ? rows : throw new InvalidDataException($"row {wrong + 1} has {rows[wrong].Length} cells, the first one {rows[0].Length}");
    }

    private static double[] Numbers(string[] row, int index)
    {
        int wrong = System.Array.FindIndex(row, cell => !IsNumber(cell));
        return row.Length == 0 ? throw new InvalidDataException($"row {index + 1} has no numbers")
            : wrong < 0 ? [.. row.Select(cell => double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture))]
            : throw new InvalidDataException($"row {index + 1} has '{row[wrong]}' where a number is expected");
    }

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
