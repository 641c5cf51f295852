using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using Lab.Instruments.Terminals;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Series;
using Lab.Studies.Tables;

namespace Lab.Studies.Tests.Series;

/// <summary>The files that people have: what they are read as, or why not.</summary>
public sealed class SeriesFileTests : IDisposable
{
    private const int Longest = 1 << 24;
    private const string TooLong =
        " has more than 16,777,216 characters, the most that a line of a table may have; break it into rows.";

    private readonly string folder = Directory.CreateTempSubdirectory("lab-files-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("semicolon.csv", "a", "b")]
    [InlineData("german.csv", "a", "b")]
    [InlineData("tab.csv", "a", "b")]
    [InlineData("label-first.tsv", "1", "2")]
    [InlineData("quoted.csv", "a", "b")]
    [InlineData("bigendian.npz", "0", "1")]
    [InlineData("fortran.npz", "0", "1")]
    [InlineData("labels.npz", "a", "b")]
    public void Sequences_OfAnyForm_AreTheSame(string name, string first, string second)
    {
        var file = SeriesFile.ReadLabelled(new TrainSeriesSettings { Data = PathOf(name) });
        Assert.Equal((40, 20, 1), (file.Values.Length, file.Steps, file.Channels));
        Assert.Equal([first, second], file.ClassNames);
        Assert.Equal(20, file.Classes.Count(label => label == 0));
        Assert.Equal(0.1117, file.Values[0][0], 4);
        Assert.Equal(-0.5127, file.Values[0][1], 4);
        Assert.Equal(0.3789, file.Values[1][19], 4);
    }

    [Fact]
    public void QuotedLabel_WithASeparator_IsOneCell()
    {
        var file = SeriesFile.ReadLabelled(new TrainSeriesSettings { Data = PathOf("quoted-label.csv") });
        Assert.Equal(20, file.Steps);
        Assert.Contains(file.ClassNames, name => name.Contains(',', StringComparison.Ordinal));
    }

    [Fact]
    public void Npz_OfUnsignedIntegers_IsRead()
    {
        var file = SeriesFile.ReadLabelled(new TrainSeriesSettings { Data = PathOf("uint16.npz") });
        Assert.Equal((40, 20), (file.Values.Length, file.Steps));
        Assert.All(file.Values, sequence => Assert.All(sequence, value => Assert.InRange(value, 0, 65535)));
    }

    [Theory]
    [InlineData(
        "decimal-comma.csv",
        "it can be read in two ways. With comma as separator, decimal point: 2 columns, 0 | 189. With one column, decimal "
            + "comma: 1 column, 0.0189. Say which: --separator comma, or --decimal-mark comma.")]
    [InlineData(
        "header-int.csv",
        "its first line is '0': numbers of the columns, as pandas writes them, or the first values. Give --header names, or "
            + "--header numbers.")]
    [InlineData("constant.csv", "a channel without variance teaches nothing")]
    public void Series_ThatMayBeSomethingElse_IsRefused(string name, string message) =>
        Assert.Contains(
            message,
            Refusal(new TrainSeriesSettings { Data = PathOf(name), Goal = SeriesGoal.Prediction, Window = 16 }),
            StringComparison.Ordinal);

    [Fact]
    public void Text_OfLatin1_IsRefusedWithItsByte() =>
        Assert.Contains(
            "it is not UTF-8: the byte E4 in line 2 is none (in Latin-1 it is 'ä'); save it as UTF-8.",
            Refusal(new TrainSeriesSettings { Data = PathOf("latin1.csv") }),
            StringComparison.Ordinal);

    [Fact]
    public void Columns_OfTimeAndIndex_AreLeftOutAndTold()
    {
        ReadData read = SeriesFile.ReadSeries(new TrainSeriesSettings { Data = PathOf("time-column.csv") }).Describe();
        Assert.Equal(1, read.Counts["channels"]);
        Assert.Equal(400, read.Counts["steps"]);
        Assert.Equal(["V"], read.Columns);
        Assert.Contains("column 'time' left out as time", read.Notes);

        var series = SeriesFile.ReadSeries(new TrainSeriesSettings { Data = Write(",T (K),U/mV\n0,1,2\n1,4,3\n2,2,5\n") });
        Assert.Equal(["T (K)", "U (mV)"], series.ChannelNames);
        Assert.Equal([1.0, 2, 4, 3, 2, 5], series.Values[0]);
    }

    [Fact]
    public void Answers_ToBothReadings_AreTaken()
    {
        var comma = new TrainSeriesSettings
        {
            Data = PathOf("decimal-comma.csv"),
            Goal = SeriesGoal.Prediction,
            DecimalMark = DecimalMark.Comma
        };
        Assert.Equal((400, 1), (SeriesFile.ReadSeries(comma).Steps, SeriesFile.ReadSeries(comma).Channels));
        Assert.Equal(
            2, SeriesFile.ReadSeries(comma with { DecimalMark = DecimalMark.Auto, Separator = TableSeparator.Comma }).Channels);
        var names = new TrainSeriesSettings
        {
            Data = PathOf("header-int.csv"),
            Goal = SeriesGoal.Prediction,
            Header = TableHeader.Names
        };
        Assert.Equal(400, SeriesFile.ReadSeries(names).Steps);
        Assert.Equal(401, SeriesFile.ReadSeries(names with { Header = TableHeader.Numbers }).Steps);
        Assert.Equal(
            2, SeriesFile.ReadSeries(new TrainSeriesSettings { Data = PathOf("time-column.csv"), Columns = "all" }).Channels);
    }

    [Fact]
    public void Scaling_OfHugeNumbers_IsThatOfTheSameNumbersNearOne()
    {
        var settings = new TrainSeriesSettings { Data = PathOf("huge.csv"), Goal = SeriesGoal.Prediction };
        var huge = SeriesFile.ReadSeries(settings);
        var near = huge with { Values = [[.. huge.Values[0].Select(value => value / 1e200)]] };
        Assert.Equal(
            SeriesSplit.OfSeries(near, 1, 16).Test.Targets,
            SeriesSplit.OfSeries(huge, 1, 16).Test.Targets,
            (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData("time,U\ns,mV\n0,1\n1,5\n2,2\n", "U (mV)", 1.0, 5.0, 2.0)]
    [InlineData("# time U\n0 1\n1 5\n2 2\n", "U", 1.0, 5.0, 2.0)]
    [InlineData("sep=;\nTime [s];U [V]\n0,0;1,5\n1,0;5,25\n2,0;2,5\n", "U (V)", 1.5, 5.25, 2.5)]
    [InlineData("\"time\"|\"U\"\n0|1\n1|5\n2|2\n", "U", 1.0, 5.0, 2.0)]
    [InlineData("% by hand\nU\n1,5\n5,25\n2,5\n", "U", 1.5, 5.25, 2.5)]
    [InlineData("time,U\r\n0,\u22121\r\n1,5e0\r\n2,2\r\n,\r\n", "U", -1.0, 5.0, 2.0)]
    [InlineData("\"time\" \"U\"\n\"1\" 0 1\n\"2\" 1 5\n\"3\" 2 2\n", "U", 1.0, 5.0, 2.0)]
    public void Series_WithNamesUnitsAndComments_IsRead(string text, string channel, params double[] values)
    {
        foreach (Encoding encoding in (Encoding[])[
            new UTF8Encoding(false),
            new UTF8Encoding(true),
            new UnicodeEncoding(false, true),
            new UnicodeEncoding(true, true)
        ])
        {
            var series = SeriesFile.ReadSeries(new TrainSeriesSettings { Data = Write(text, encoding) });
            Assert.Equal([channel], series.ChannelNames);
            Assert.Equal(values, series.Values[0]);
        }
    }

    [Theory]
    [InlineData(
        "0,1.5\n1,2.25\n2,1.125\n3,7.5\n",
        "column 1 rises evenly from 0 to 3 and may be a time, or a channel. Give --columns 2, or --columns all")]
    [InlineData("1,234;2,345\n3,456;4,567\n5,678;6,789\n", "'1,234' can be read in two ways: as 1.234, or as 1234")]
    [InlineData("0,1, 0,2\n0,3, 0,4\n0,5, 0,6\n", "it can be read in two ways")]
    [InlineData("0,1,2,3,4,5\n1.5,2,3,1,3,3\n1.5,2,3,1,3,4\n", "its first line is '0, 1, 2, …'")]
    [InlineData("a,b\n1,2\n3,\"4\n", "line 3: a quotation mark is not closed")]
    public void Series_ThatCanBeReadInTwoWays_ShowsBoth(string text, string message) =>
        Assert.Contains(
            message,
            Refusal(new TrainSeriesSettings { Data = Write(text), Goal = SeriesGoal.Prediction }),
            StringComparison.Ordinal);

    [Fact]
    public void Sequences_WithTwoPossibleClasses_ShowBoth()
    {
        string rows = string.Concat(Enumerable.Range(0, 40).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{i % 2},{Math.Sin(i)},{Math.Cos(i)},{i % 2 + 1}\n")));
        Assert.Contains(
            "Give --label first, as in the UCR archive, or --label last",
            Refusal(new TrainSeriesSettings { Data = Write(rows) }),
            StringComparison.Ordinal);
        var first = SeriesFile.ReadLabelled(new TrainSeriesSettings { Data = Write(rows), Label = "first" });
        Assert.Equal(["0", "1"], first.ClassNames);
        Assert.Equal(3, first.Steps);
    }

    [Fact]
    public void Csv_WithAClassALine_IsRefusedAtOnce()
    {
        string file = Write(string.Concat(
            Enumerable.Range(0, 200_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % 7}.5,label{i}\n"))));
        Assert.Contains(
            "has 1 sequences; 10 are needed", Refusal(new TrainSeriesSettings { Data = file }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("u1", "(33554433,)")]
    [InlineData("<f8", "(65536, 65536)")]
    [InlineData("<f8", "(99999999999999999999,)")]
    public void Npz_ThatAnnouncesTooMuch_IsRefusedBeforeItIsRead(string type, string shape)
    {
        string file = Path.Combine(folder, "bomb.npz");
        using (var archive = new ZipArchive(File.Create(file), ZipArchiveMode.Create))
        using (Stream stream = archive.CreateEntry("x.npy").Open())
        {
            byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n");
            stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header]);
            stream.Write(new byte[1 << 20]);
        }

        Assert.Contains(
            "more than the 33554432 numbers that are read",
            Refusal(new TrainSeriesSettings { Data = file, Goal = SeriesGoal.Prediction }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsNone_IsRefusedWithoutReadingIt()
    {
        Assert.Contains("it is empty", Refusal(new TrainSeriesSettings { Data = Write(string.Empty) }), StringComparison.Ordinal);
        Assert.Contains("is a folder and no file", Refusal(new TrainSeriesSettings { Data = folder }), StringComparison.Ordinal);
        Assert.Contains(
            "it is no text: it has bytes of zero",
            Refusal(new TrainSeriesSettings { Data = Write("1,2\0\0\0\0\0\0\0") }),
            StringComparison.Ordinal);
        if (File.Exists("/dev/zero"))
        {
            Assert.Contains(
                "is a pipe, a device or a socket",
                Refusal(new TrainSeriesSettings { Data = "/dev/zero" }),
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("# a comment\n1,2,a\r\n", 3)]
    [InlineData("1,2,a\r3,4,b\r", 3)]
    public void Line_BeyondTheBound_IsNamedWithIt(string before, int line)
    {
        string text = before + new string('1', Longest + 10);
        Assert.Contains(
            $"line {line}{TooLong}", Refusal(new TrainSeriesSettings { Data = Write(text) }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("\"{0}\"")]
    [InlineData("#{0}")]
    public void Line_BeyondTheBoundFarDown_IsNamedWithIt(string form)
    {
        // Beyond the part by which the separator is found.
        string rows = string.Concat(Enumerable.Repeat("1,2,a\n", 200_000));
        string text = $"{rows}{form.Replace("{0}", new string('1', Longest + 10), StringComparison.Ordinal)}\n";
        Assert.Contains(
            $"line 200001{TooLong}", Refusal(new TrainSeriesSettings { Data = Write(text) }), StringComparison.Ordinal);
    }

    [Fact]
    public void Line_LongerThanThePartThatIsLookedAt_IsRead()
    {
        const int steps = 300_000;
        string values = string.Concat(Enumerable.Repeat("0.5;", steps));
        var table = TextTable.Read(Write($"# a sequence a line\n{values}a\n{values}b\n"), new TableOptions());
        Assert.Equal((2, steps + 1), (table.RowCount, table.Columns.Count));
        Assert.Equal(0.5, table.NumberAt(1, steps - 1));
        Assert.Equal("b", table.TextAt(1, steps));
    }

    private static string PathOf(string name, [CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "Files", name);

    // A file of 33 KB that becomes 32 MiB, and 256 MiB of numbers.
    [Theory]
    [InlineData("'|u1'", 1 << 25, 1)]
    [InlineData("'<f8'", 1 << 22, 8)]
    [InlineData("'<U1024'", 1 << 13, 4096)]
    public void Npz_ThatUnpacksToFarMoreThanItIs_IsRefusedWithoutTakingMemory(string type, int count, int size)
    {
        string file = Path.Combine(folder, "bomb.npz");
        using (var archive = new ZipArchive(File.Create(file), ZipArchiveMode.Create))
        {
            string header = $"{{'descr': {type}, 'fortran_order': False, 'shape': ({count},), }}\n";
            using Stream stream = archive.CreateEntry("x.npy", CompressionLevel.Fastest).Open();
            stream.Write([0x93, .. "NUMPY\u0001\0"u8, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)]);
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < count / (zeros.Length / size); i++)
            {
                stream.Write(zeros);
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Refusal(new TrainSeriesSettings { Data = file, Goal = SeriesGoal.Prediction, Window = 16 });

        Assert.Contains($"the array 'x': it unpacks to {(long)count * size} bytes, ", message, StringComparison.Ordinal);
        Assert.Contains("times as many as it is packed in; no measured data are so alike", message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Text_PackedThatUnpacksToFarMoreThanItIs_IsRefused()
    {
        string file = Path.Combine(folder, "bomb.csv.gz");
        using (var packing = new GZipStream(File.Create(file), CompressionLevel.SmallestSize))
        {
            packing.Write("0.5,1.5\n2.5,3.5\n4.5,5.5\n"u8);
            byte[] lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"#{new string('a', 1000)}\n", 1 << 10)));
            for (int i = 0; i < 40; i++)
            {
                packing.Write(lines);
            }
        }

        Assert.Contains(
            "MiB, far more than it is packed in", Refusal(new TrainSeriesSettings { Data = file }), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_OneForEachOfTwentyThousandRows_AreReadInLinearTime()
    {
        const int rows = 20_000;
        string file = Write(string.Concat(Enumerable.Range(0, rows).Select(row => $"c{row},{row * 7919 % 1000},{row % 7}\n")));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(rows, SeriesFile.ReadLabelled(new TrainSeriesSettings { Data = file }).ClassNames.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 << 20);
    }

    private static string Refusal(TrainSeriesSettings settings) =>
        Assert.Throws<SettingsException>(() => new TrainSeriesProtocol().Create(settings)).Message;

    private string Write(string text, Encoding? encoding = null)
    {
        string file = Path.Combine(folder, $"{Guid.NewGuid():N}.csv");
        File.WriteAllText(file, text, encoding ?? new UTF8Encoding(false));
        return file;
    }
}
