using System.Diagnostics;
using Lab.Runs.Exports;
using Lab.Runs.Records;
using Lab.Runs.Tests.Reports;

namespace Lab.Runs.Tests.Exports;

/// <summary>The archive as NumPy itself reads it.</summary>
public sealed class NpzExportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lab-npz-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Write_NumbersAndRaggedArrays_NumpyReadsThemWithoutPickles()
    {
        InMemoryRunData data = new InMemoryRunData([0, 2, 5_000_000_000], [0.5, 1.25, 1.0 / 3])
            .With("frequency", "Hz", 346e6, 347.5e6, 0.1)
            .With("units", "", 1, 2, 3)
            .WithArrays("trace", "µV", [1, 2, 3], [], [-0.5]);
        Assert.Equal(
            """
            point int64 (3,) [0, 2, 5000000000]
            bench_seconds float64 (3,) [0.5, 1.25, 0.3333333333333333]
            frequency float64 (3,) [346000000.0, 347500000.0, 0.1]
            units_ float64 (3,) [1.0, 2.0, 3.0]
            trace float64 (3, 3) [[1.0, 2.0, 3.0], [nan, nan, nan], [-0.5, nan, nan]]
            columns <U13 (5,) ['point', 'bench_seconds', 'frequency', 'units_', 'trace']
            units <U2 (5,) ['', 's', 'Hz', '', 'µV']
            """,
            Python(data, "[print(k, a[k].dtype, a[k].shape, a[k].tolist()) for k in a.files if k != 'run']"));
    }

    [Fact]
    public void Write_WholeNumbersWithAScale_AreElementsWithTheirScales() =>
        Assert.Equal(
            """
            words int16 (2, 2) [[1, -32768], [0, 32767]] [[3.25, -8189.0], [3.0, 8194.75]] mV
            ragged float64 (2, 2) [[1.5, 2.0], [1.0, nan]] [[1.5, 2.0], [1.0, nan]] V
            scales [1.0, 1.0, 0.25, 1.0] offsets [0.0, 0.0, 3.0, 0.0]
            """,
            Python(
                new InMemoryRunData([0, 1], [0, 1]).WithWords("words", "mV", 0.25, 3, [1, -32768], [0, 32767]).WithWords(
                    "ragged", "V", 0.5, 1, [1, 2], [0]),
                "c = list(a['columns']); "
                + "[print(k, a[k].dtype, a[k].shape, a[k].tolist(), (a['offsets'][c.index(k)] + a['scales'][c.index(k)] * "
                + "a[k]).tolist(), a['units'][c.index(k)]) for k in ['words', 'ragged']]; "
                + "print('scales', a['scales'].tolist(), 'offsets', a['offsets'].tolist())"));

    [Fact]
    public void Write_ArraysScaledByPoint_AreValues()
    {
        (Column wave, Column scale, Column offset) = Column.ScaledByPoint("wave", "V", "A trace.", ElementType.Int8);
        var data = new MemoryPoints([wave, scale, offset]);
        var row = new Row([wave, scale, offset]);
        row.SetElements(wave, (sbyte[])[1, -2], 0.5, 1);
        data.Append(0, 0, row);
        row.SetElements(wave, (sbyte[])[1, -2], 2, -1);
        data.Append(1, 1, row);

        Assert.Equal(
            "float64 [[1.5, 0.0], [1.0, -5.0]] [0.5, 2.0] [1.0, -1.0] {1.0} {0.0}",
            Python(
                data,
                "print(a['wave'].dtype, a['wave'].tolist(), a['wave_scale'].tolist(), a['wave_offset'].tolist(), "
                    + "set(a['scales'].tolist()), set(a['offsets'].tolist()))"));
    }

    [Fact]
    public void Write_Run_IsTheTextOfItsDescription() =>
        Assert.Equal(
            "() spin-diode done 7 2 µW, 6 µW, 12 µW",
            Python(
                new InMemoryRunData([0], [0]),
                "import json; r = json.loads(str(a['run'])); print(a['run'].shape, r['protocol'], r['status'], r['seed'], "
                    + "r['settings']['powers'])"));

    [Fact]
    public void Write_NoPoints_GivesEmptyArrays() =>
        Assert.Equal(
            "(0,) (0,) (0,) (0, 0)",
            Python(
                new InMemoryRunData([], []).With("voltage", "V").WithArrays("trace", "V"),
                "print(*(a[k].shape for k in ['point', 'bench_seconds', 'voltage', 'trace']))"));

    [Fact]
    public void Write_ManyNumbers_KeepsEveryBit()
    {
        double[] values = [.. Enumerable.Range(0, 10_000).Select(i => Math.Sin(i) * Math.Pow(10, i % 300))];
        var data = new InMemoryRunData([.. Enumerable.Range(0, values.Length).Select(i => (long)i)], values);
        Assert.Equal(
            values.Sum().ToString("R"),
            Python(
                data,
                "import functools; print(repr(functools.reduce(lambda s, x: s + x, a['bench_seconds'].tolist(), "
                    + "0.0)).replace('e', 'E'))"));
    }

    [Fact]
    public void Write_NamesThatLeadElsewhereOrAreTaken_StayInTheArchive()
    {
        InMemoryRunData data = new InMemoryRunData([0], [0]).With("../../a", "", 1).With("..\\..\\a", "", 2).With("C:b", "", 3)
            .With("point", "", 4).With("", "", 5);
        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(Archive(data)));
        string[] names = [.. archive.Entries.Select(entry => entry.FullName)];
        Assert.Equal([
            "point.npy", "bench_seconds.npy", ".._.._a.npy", ".._.._a_.npy", "C_b.npy", "point_.npy", "_.npy", "columns.npy",
            "units.npy", "run.npy"
        ], names);
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        InMemoryRunData data = new InMemoryRunData([0, 1], [0, 1]).With("voltage", "V", 1, 2);
        Assert.Equal(Archive(data), Archive(data));
    }

    private static byte[] Archive(IRunData data)
    {
        using var stream = new MemoryStream();
        NpzExport.Write(stream, SpinDiodeSample.Info, data);
        return stream.ToArray();
    }

    private string Python(IRunData data, string statement)
    {
        string file = Path.Combine(folder, "run.npz");
        File.WriteAllBytes(file, Archive(data));

        // The system's own Python has the system's NumPy; another one on the path may not.
        string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        using Process process = Process.Start(new ProcessStartInfo(
            python, ["-X", "utf8", "-c", $"import numpy, sys; a = numpy.load(sys.argv[1]); {statement}", file])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd().ReplaceLineEndings("\n").TrimEnd();
        process.WaitForExit();
        Assert.Equal(string.Empty, errors.GetAwaiter().GetResult());
        return output;
    }
}
