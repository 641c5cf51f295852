using System.IO.Compression;
using System.Text;
using Lab.Protocols.Powers;
using Lab.Runs.Exports;
using Lab.Runs.Settings;
using Lab.Studies.Images;
using Lab.Studies.Series;
using Lab.Studies.Tables;

namespace Lab.Endurance.Fuzz;

/// <summary>The parsers of the data that people bring: tables, series, arrays and images.</summary>
internal static class TableTargets
{
    private const long Mebibyte = 1 << 20;

    private static readonly string[] Pieces =
    [
        ",", ";", "\t", " ", "\"", "\"\"", "\n", "\r\n", "\r", "#", "%", "sep=;", "1,5", "1.5", "1e999", "-0", "nan", "NA",
        "9.9E37", "\u2212", "0x1F", "label", "time (s)", "V [mV]", "A", "B",
        "\0", "\u00ff", "\u00fe", "\u00ef\u00bb\u00bf", "PK\u0003\u0004", "1 000", "1.000,5", "33554433", "...", "index",
    ];

    private static readonly string[] Tables =
    [
        "frequency (Hz),voltage (uV)\n3.46E8,1.5\n3.47E8,-2.5\n3.48E8,0\n", "a;b;c\n1,5;2,5;x\n3,5;4,5;y\n", "1\t2\n3\t4\n5\t6\n",
        "# time value\n0 1\n1 2\n2 3\n",
        "A,0.1,0.2,0.3\nB,0.3,0.2,0.1\nA,0.1,0.1,0.1\n", "\"name, long\",\"x\"\"y\"\n1,2\n3,4\n", "sep=;\nx;y\n1;2\n2;3\n",
        "1.5\n2.5\n3.5\n", "0.1, 0.2, A\n0.3, 0.4, B\n",
    ];

    private static readonly string[] PowerPieces =
        [
            ",", "\n", "#", "frequency_hz", "set_dbm", "measured_dbm", "volts_per_watt", "relative_uncertainty", "1e9", "-9.9E37",
            "nan", "-10", "1e300", "\r", ";", "\t", "\0"
        ];

    private static readonly string[] Powers =
        [
            "frequency_hz,set_dbm,measured_dbm\n3e8,-10,-16\n4e8,-10,-16.5\n",
            "# a meter\nfrequency_hz,volts_per_watt,relative_uncertainty\n3e8,100,0.01\n4e8,110,0.01\n"
        ];

    private static readonly string[] NumpyPieces =
    [
        "\u0093NUMPY\u0001\0", "\u0093NUMPY\u0002\0", "'descr': '<f8'", "'descr': '|u1'", "'descr': '>i2'", "'descr': '<U3'",
        "'descr': '|O'", "'descr': [", "'fortran_order': True", "'shape': (",
        "99999999999,", "33554432,", "-1,", "(), }", "PK\u0001\u0002", "PK\u0003\u0004", "PK\u0005\u0006", "x.npy", "y.npy",
        "\u00ff\u00ff\u00ff\u00ff", "\0\0\0\0",
    ];

    private static readonly byte[][] Words =
    [
        [0, 0, 8, 3],
        [0, 0, 8, 1],
        [255, 255, 255, 255],
        [127, 255, 255, 255],
        [0, 0, 0, 1],
        [0, 0, 0, 0],
        [0x1F, 0x8B, 8],
        [0, 0, 9, 3],
        [0, 0, 8, 255]
    ];

    private static readonly byte[] Images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6];

    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 2];

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All() =>
    [
        new(
            "table",
            [.. Bytes(Tables), .. Wide(), Packed(Bytes(Tables)[0])],
            Bytes(Pieces),
            FuzzFile.Reader<InvalidDataException>("table.csv", ReadTable),
            64 * Mebibyte),
        new(
            "series",
            [.. Bytes(Tables), .. Wide()],
            Bytes(Pieces),
            FuzzFile.Reader<SettingsException>("series.csv", ReadSeries),
            64 * Mebibyte),
        new(
            "numpy",
            [Array(), Archive(CompressionLevel.NoCompression), Archive(CompressionLevel.Optimal)],
            Bytes(NumpyPieces),
            FuzzFile.Reader<SettingsException>("series.npz", ReadSeries),
            64 * Mebibyte),
        new(
            "power-table",
            Bytes(Powers),
            Bytes(PowerPieces),
            FuzzFile.Reader<SettingsException>("power.csv", ReadPowers),
            16 * Mebibyte),
        new(
            "images",
            [Images, Labels, Packed(Images), Packed(Labels), [0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28]],
            Words,
            FuzzFile.Reader<InvalidDataException>("images", ReadImages),
            16 * Mebibyte),
    ];

    // The length of an input chooses what a person would say of it, so that an input alone tells what it does.
    private static void ReadTable(string path)
    {
        long length = new FileInfo(path).Length;
        RequireContent<InvalidDataException>(length, message => new InvalidDataException(message));
        var table = TextTable.Read(
            path,
            new TableOptions(Choice<TableSeparator>(length), Choice<DecimalMark>(length / 8), Choice<TableHeader>(length / 32)));
        _ = table.ToString();
        for (int row = 0; row < table.RowCount; row++)
        {
            for (int column = 0; column < table.Columns.Count; column++)
            {
                _ = table.TextAt(row, column);
                _ = table.NameOf(column);
            }
        }

        for (int column = 0; column < table.Columns.Count; column++)
        {
            _ = table.IsNumeric(column) ? table.NumberAt(0, column) : 0;
        }
    }

    private static void ReadSeries(string path)
    {
        long length = new FileInfo(path).Length;
        string[] columns = ["auto", "all", "1", "2..3", "x", "1, 3"];
        string[] labels = ["auto", "first", "last", "1", "label"];
        var settings = new TrainSeriesSettings
        {
            Data = path,
            Columns = columns[length % columns.Length],
            Label = labels[length / 8 % labels.Length]
        };
        _ = (length % 2 == 0 ? SeriesFile.ReadLabelled(settings) : SeriesFile.ReadSeries(settings)).Describe().ToString();
    }

    private static void ReadPowers(string path) =>
        _ = new FileInfo(path).Length % 2 == 0 ? KnownPowers.ReadTable(path) : KnownPowers.ReadReference(path);

    private static void ReadImages(string path)
    {
        long length = new FileInfo(path).Length;
        RequireContent<InvalidDataException>(length, message => new InvalidDataException(message));
        IdxFile.Read(path, sides: length % 2 == 0 ? 3 : 1);
    }

    // An empty file is refused as one that cannot be opened.
    private static void RequireContent<TRefusal>(long length, Func<string, TRefusal> refusal)
        where TRefusal : Exception
    {
        if (length == 0)
        {
            throw refusal("empty");
        }
    }

    private static T Choice<T>(long number)
        where T : struct, Enum => number % 3 > 0 ? default : Enum.GetValues<T>()[number % Enum.GetValues<T>().Length];

    private static List<byte[]> Bytes(IEnumerable<string> texts) => [.. texts.Select(Encoding.Latin1.GetBytes)];

    private static IEnumerable<byte[]> Wide() =>
        [
            [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Tables[0])],
            Encoding.BigEndianUnicode.GetBytes(Tables[1]),
            [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Tables[4])]
        ];

    private static byte[] Packed(byte[] content)
    {
        using var result = new MemoryStream();
        using (var packing = new GZipStream(result, CompressionLevel.Optimal))
        {
            packing.Write(content);
        }

        return result.ToArray();
    }

    private static byte[] Array()
    {
        using var result = new MemoryStream();
        NumpyFile.Write(result, [[1, 2, 3], [4, 5, 6.5]]);
        return result.ToArray();
    }

    private static byte[] Archive(CompressionLevel level)
    {
        using var result = new MemoryStream();
        using (var archive = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (Stream x = archive.CreateEntry("x.npy", level).Open())
            {
                NumpyFile.Write(x, [[1, 2, 3], [4, 5, 6.5]]);
            }

            using Stream y = archive.CreateEntry("y.npy", level).Open();
            NumpyFile.Write(y, ["a", "bc"]);
        }

        return result.ToArray();
    }
}
