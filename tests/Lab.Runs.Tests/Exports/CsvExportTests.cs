using System.Globalization;
using Lab.Runs.Exports;
using Lab.Runs.Tests.Reports;

namespace Lab.Runs.Tests.Exports;

public sealed class CsvExportTests
{
    [Fact]
    public void Write_NumbersAndArrays_IsATableWithUnits()
    {
        InMemoryRunData data = new InMemoryRunData([0, 2], [0.5, 1.25])
            .With("frequency", "Hz", 346e6, 347.5e6)
            .With("accuracy", "", 0.5, 1)
            .WithArrays("trace", "V", [1e-6, double.NaN], [-2e-6, double.PositiveInfinity]);
        Assert.Equal(
            "point,bench_seconds,frequency (Hz),accuracy,trace[0] (V),trace[1] (V)\r\n"
            + "0,0.5,346000000,0.5,1E-06,NaN\r\n"
            + "2,1.25,347500000,1,-2E-06,Infinity\r\n",
            Write(data));
    }

    [Fact]
    public void Write_HeaderWithCommaAndQuote_IsQuoted() =>
        Assert.Equal(
            "point,bench_seconds,\"size (\"\"inch\"\", roughly)\"\r\n",
            Write(new InMemoryRunData([], []).With("size", "\"inch\", roughly")));

    [Theory]
    [InlineData("=cmd|'/c calc'!A1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    public void Write_ColumnNamedLikeAFormula_IsAText(string name) =>
        Assert.Equal($"point,bench_seconds,'{name}\r\n", Write(new InMemoryRunData([], []).With(name, "")));

    [Theory]
    [InlineData("a;=1+1", "\"a;'=1+1\"")]
    [InlineData("a,\"=1+1", "\"a,\"\"'=1+1\"")]
    [InlineData(" \t=1+1", "\" \t'=1+1\"")]
    [InlineData("a\n@x", "\"a\n'@x\"")]
    [InlineData("\uFF1D1+1", "'\uFF1D1+1")]
    [InlineData("\u0001=1", "\u0001'=1")]
    [InlineData("a-b", "a-b")]
    public void Write_FormulaInsideAName_IsAText(string name, string written) =>
        Assert.Equal($"point,bench_seconds,{written}\r\n", Write(new InMemoryRunData([], []).With(name, "")));

    [Fact]
    public void Write_UnitLikeAFormula_IsAText() =>
        Assert.Equal("point,bench_seconds,\"a (V;'=1)\"\r\n", Write(new InMemoryRunData([], []).With("a", "V;=1")));

    [Fact]
    public void Write_NoPoints_HasNoElementsOfArrays() =>
        Assert.Equal("point,bench_seconds\r\n", Write(new InMemoryRunData([], []).WithArrays("trace", "V")));

    [Fact]
    public void Write_AnyDouble_ReadsBackTheSame()
    {
        // 2000 bit patterns, the edges first.
        var random = new Random(11);
        double[] values =
        [
            0, -0.0, double.Epsilon, double.MaxValue, double.MinValue, 0.1, 1.0 / 3, Math.PI * 1e-300, Math.BitIncrement(1),
            .. Enumerable.Range(0, 2000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64())).Where(double.IsFinite),
        ];
        long[] points = [.. Enumerable.Range(0, values.Length).Select(i => (long)i)];
        string text = Write(new InMemoryRunData(points, new double[values.Length]).With("value", "V", values));
        double[] read =
            [.. text.Split("\r\n")[1..^1].Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture))];
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), read.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void Write_RaggedArrays_AreRefusedWithTheWayOut()
    {
        InMemoryRunData data = new InMemoryRunData([0, 1], [0, 1]).WithArrays("trace", "V", [1, 2, 3], [1]);
        RunException error = Assert.Throws<RunException>(() => Write(data));
        Assert.Equal(
            "The arrays of 'trace' in the run '20260304-130509-spin-diode' have 1 to 3 elements, which makes no table. Export "
                + "the run as npz.",
            error.Message);
    }

    private static string Write(InMemoryRunData data)
    {
        using var writer = new StringWriter();
        CsvExport.Write(writer, SpinDiodeSample.Info, data);
        return writer.ToString();
    }
}
