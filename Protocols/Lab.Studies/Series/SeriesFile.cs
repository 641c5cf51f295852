using System.Globalization;
using Lab.Instruments.Files;
using Lab.Instruments.Terminals;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Tables;

namespace Lab.Studies.Series;

/// <summary>Sequences that a user brings, of CSV or its like, NPY or NPZ.</summary>
/// <param name="Values">Shape [sequence][step · channel].</param>
/// <param name="Channels">Channels of a step.</param>
/// <param name="Classes">The class of each sequence, from 0, shape [sequence]; empty where there are none.</param>
/// <param name="ClassNames">Their names, shape [class].</param>
internal sealed record SeriesFile(double[][] Values, int Channels, int[] Classes, string[] ClassNames)
{
    private const string Setting = "data";
    private const string Prefix = "channel ";

    /// <summary>Steps of a sequence.</summary>
    public int Steps => Values[0].Length / Channels;

    /// <summary>Names of the channels with their units; numbers where the file has no names.</summary>
    public IReadOnlyList<string> ChannelNames { get; init; } =
        [.. Enumerable.Range(1, Channels).Select(channel => $"{Prefix}{channel}")];

    /// <summary>How it was read, in words.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Where it comes from.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>Reads sequences with classes. Text: a sequence a line, its class first or last. NPZ: <c>x</c> of shape (sequence,
    /// step) or (sequence, step, channel) and <c>y</c> of shape (sequence).</summary>
    /// <param name="settings">The settings that name the file and say how it is read.</param>
    /// <exception cref="SettingsException">It cannot be read or is none.</exception>
    public static SeriesFile ReadLabelled(TrainSeriesSettings settings) => Read(Setting, settings.Data, bytes =>
    {
        if (bytes is null)
        {
            var table = TextTable.Read(settings.Data, settings.Table);
            var layout = SeriesLayout.OfSequences(table, settings.Columns, settings.Label);
            double[][] values = [.. Enumerable.Range(0, table.RowCount).Select(row => NumbersOf(table, row, layout))];
            string[] labels = [.. Enumerable.Range(0, table.RowCount).Select(row => LabelOf(table, row, layout.Label))];
            return Labelled(values, channels: 1, labels) with { Notes = [table.ToString(), .. layout.Notes] };
        }

        using NumpyArchive archive = OpenArchive(bytes, "classes need x and y in one NPZ: numpy.savez(file, x=x, y=y)");
        NumpyHeader x = archive.Read("x", (_, header) => header);
        NumpyHeader y = archive.Read("y", (_, header) => header);
        if (x.Shape.Length is not (2 or 3) || y.Shape.Length != 1 || y.Shape[0] != x.Shape[0])
        {
            throw new InvalidDataException(
                $"x has the shape {x.ShapeText} and y {y.ShapeText}; (sequence, step) or (sequence, step, channel) and "
                    + "(sequence) are expected");
        }

        string[] names = archive.Read("y", NumpyArray.ReadTexts);
        return Labelled(Divide(archive.Read("x", NumpyArray.Read), x.Shape[0]), x.Shape.Length == 3 ? x.Shape[2] : 1, names);
    });

    /// <summary>Reads one series that goes on in time. Text: a step a line, a channel a column. NPZ or NPY: <c>x</c> of shape
    /// (step) or (step, channel).</summary>
    /// <param name="settings">The settings that name the file and say how it is read.</param>
    /// <exception cref="SettingsException">It cannot be read or is none.</exception>
    public static SeriesFile ReadSeries(TrainSeriesSettings settings) =>
        ReadSeries(new SeriesSource(Setting, settings.Data, settings.Columns, settings.Table));

    /// <summary>Reads one series that goes on in time; of an NPZ with <c>x</c> and <c>y</c> of shape (step), both, as two
    /// channels.</summary>
    /// <param name="source">The file, and how it is read.</param>
    /// <exception cref="SettingsException">It cannot be read or is none.</exception>
    public static SeriesFile ReadSeries(SeriesSource source) => Read(source.Setting, source.File, bytes =>
    {
        if (bytes is null)
        {
            var table = TextTable.Read(source.File, source.Table);
            var layout = SeriesLayout.OfSeries(table, source.Columns);
            double[] values = [.. Enumerable.Range(0, table.RowCount).SelectMany(row => NumbersOf(table, row, layout))];
            return new SeriesFile([values], layout.Values.Count, [], [])
            {
                ChannelNames = [.. layout.Values.Select(column => table.Columns[column].Name.Length > 0
                    ? table.Columns[column].ToString()
                    : $"{Prefix}{column + 1}")],
                Notes = [table.ToString(), .. layout.Notes],
            };
        }

        NumpyArray x;
        if (IsArray(bytes))
        {
            x = NumpyArray.Read(bytes);
        }
        else
        {
            using NumpyArchive archive = OpenArchive(bytes, string.Empty);
            x = archive.Read("x", NumpyArray.Read);
            if (source.HasTargets && x.Shape.Length == 1 && archive.Has("y.npy"))
            {
                NumpyArray y = archive.Read("y", NumpyArray.Read);
                x = y.Shape.Length == 1 && y.Values.Length == x.Values.Length
                    ? new NumpyArray([x.Values.Length, 2], [.. x.Values.Zip(y.Values).SelectMany(
                        pair => (double[])[pair.First, pair.Second])])
                    : throw new InvalidDataException(
                        $"x has {x.Values.Length} steps and y the shape ({string.Join(", ", y.Shape)}); each step of x needs one "
                            + "of y");
            }
        }

        return x.Shape.Length is 1 or 2
            ? new SeriesFile([x.Values], x.Shape.Length == 2 ? x.Shape[1] : 1, [], [])
            : throw new InvalidDataException(
                $"x has the shape ({string.Join(", ", x.Shape)}); (step) or (step, channel) are expected");
    });

    /// <summary>The description of the data as read, for plan, run, report and record.</summary>
    public ReadData Describe() => new(
        Setting,
        Source,
        new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["sequences"] = Values.Length,
            ["steps"] = Steps,
            ["channels"] = Channels
        },
        ChannelNames.All(name => name.StartsWith(Prefix, StringComparison.Ordinal)) ? [] : ChannelNames,
        [.. ClassNames.Zip(
            Classes.GroupBy(label => label).OrderBy(group => group.Key), (name, group) => new ReadClass(name, group.Count()))],
        Notes);

    private static SeriesFile Read(string setting, string file, Func<FileStream?, SeriesFile> read)
    {
        try
        {
            using FileStream stream = PlainFile.Open(file);
            Span<byte> first = stackalloc byte[4];
            int count = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
            stream.Position = 0;
            bool isBinary =
                first[..count] is [(byte)'P', (byte)'K', ..] or [0x93, (byte)'N', ..]
                    || file.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)
                    || file.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);
            SeriesFile series = read(isBinary ? stream : null) with { Source = Path.GetFileName(file) };
            RequireFinite(series);
            return series;
        }
        catch (Exception error)
            when (error is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException
                or NotSupportedException or FormatException
                or OverflowException)
        {
            throw new SettingsException($"The setting '{setting}': {file} cannot be read: {error.Message.TrimEnd('.')}.");
        }
    }

    private static void RequireFinite(SeriesFile series)
    {
        for (int i = 0; i < series.Values.Length; i++)
        {
            int wrong = System.Array.FindIndex(series.Values[i], value => !double.IsFinite(value));
            if (wrong >= 0)
            {
                throw new InvalidDataException(
                    $"sequence {i + 1}, step {(wrong / series.Channels) + 1} has a number that is infinite or none");
            }
        }
    }

    private static double[] NumbersOf(TextTable table, int row, SeriesLayout layout)
    {
        double[] values = new double[layout.Values.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = table.NumberAt(row, layout.Values[i]);
        }

        return values;
    }

    private static string LabelOf(TextTable table, int row, int column) => table.TextAt(row, column) is { Length: > 0 } label
        ? label
        : throw new InvalidDataException($"line {table.LineOf(row)} has no class: {table.NameOf(column)} is empty");

    private static SeriesFile Labelled(double[][] values, int channels, string[] labels)
    {
        string[] names =
        [
            .. labels.Distinct(StringComparer.Ordinal)
                .OrderBy(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                    ? number
                    : double.PositiveInfinity)
                .ThenBy(name => name, StringComparer.Ordinal),
        ];
        if (names.Length < 2)
        {
            throw new InvalidDataException("all sequences are of one class");
        }

        var indices = names.Select((name, i) => (name, i)).ToDictionary(
            pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        return new SeriesFile(values, channels, [.. labels.Select(label => indices[label])], names);
    }

    private static bool IsArray(Stream stream)
    {
        int first = stream.ReadByte();
        stream.Position = 0;
        return first == 0x93;
    }

    private static NumpyArchive OpenArchive(FileStream stream, string noArchive)
    {
        if (noArchive.Length > 0 && IsArray(stream))
        {
            throw new InvalidDataException($"it is a single array; {noArchive}");
        }

        var archive = new NumpyArchive(stream);
        return archive.Has("[Content_Types].xml")
            ? throw new InvalidDataException("it is a workbook; save the sheet as 'CSV UTF-8'")
            : archive;
    }

    private static double[][] Divide(NumpyArray array, int parts)
    {
        int length = parts == 0 ? 0 : array.Values.Length / parts;
        return length > 0
            ? [.. Enumerable.Range(0, parts).Select(i => array.Values[(i * length)..((i + 1) * length)])]
            : throw new InvalidDataException("it is empty");
    }
}
