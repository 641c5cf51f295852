using System.Diagnostics;
using Lab.Runs.Exports;
using Lab.Runs.Records;
using Lab.Runs.Tests.Reports;

namespace Lab.Runs.Tests.Exports;

/// <summary>The file as xarray with h5netcdf reads it.</summary>
public sealed class Hdf5ExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_NumbersAndAxes_XarrayHasDimensionsCoordinatesAndUnits() =>
        Assert.Equal(
            """
            {'point': 3} ['bench_seconds', 'frequency', 'point'] ['voltage']
            ('point',) [0, 2, 5000000000]
            346000000.0 Hz The frequency.
            [1e-06, -2.5, nan] µV The voltage.
            """,
            Python(
                new InMemoryRunData([0, 2, 5_000_000_000], [0.5, 1.25, 1.0 / 3])
                    .WithAxis("frequency", "Hz", 346e6, 347.5e6, 0.1)
                    .With("voltage", "µV", 1e-6, -2.5, double.NaN),
                """
                print(dict(d.sizes), sorted(d.coords), sorted(d.data_vars))
                print(d.voltage.dims, d.point.values.tolist())
                print(float(d.frequency[0]), d.frequency.units, d.frequency.long_name)
                print(d.voltage.values.tolist(), d.voltage.units, d.voltage.long_name)
                """));

    [Fact]
    public void Write_RaggedArrays_EndInNaN() =>
        Assert.Equal(
            "('point', 'trace_element') [[1.0, 2.0, 3.0], [nan, nan, nan], [-0.5, nan, nan]] V",
            Python(
                new InMemoryRunData([0, 1, 2], [0, 1, 2]).WithArrays("trace", "V", [1, 2, 3], [], [-0.5]),
                "print(d.trace.dims, d.trace.values.tolist(), d.trace.units)"));

    [Fact]
    public void Write_WholeNumbersWithAScale_AreStoredAsTheyAreAndReadAsValues() =>
        Assert.Equal(
            """
            int16 [[1, -32768], [0, 32767]] 0.25 3.0
            [[3.25, -8189.0], [3.0, 8194.75]] mV
            [[1.5, 2.0], [1.0, nan]] V
            """,
            Python(
                new InMemoryRunData([0, 1], [0, 1]).WithWords("words", "mV", 0.25, 3, [1, -32768], [0, 32767])
                    .WithWords("ragged", "V", 0.5, 1, [1, 2], [0]),
                """
                raw = xarray.open_dataset(file, engine="h5netcdf", mask_and_scale=False).words
                print(raw.dtype, raw.values.tolist(), raw.scale_factor, raw.add_offset)
                print(d.words.values.tolist(), d.words.units)
                print(d.ragged.values.tolist(), d.ragged.units)
                """));

    [Fact]
    public void Write_Run_IsInAttributesAndAsAWhole() =>
        Assert.Equal(
            """
            spin-diode done 7 2 µW, 6 µW, 12 µW
            346012000.0 31000.0 Hz
            spin-diode
            """,
            Python(
                new InMemoryRunData([0], [0]),
                """
                print(d.protocol, d.status, d.seed, d.attrs["setting.powers"])
                print(*(d.attrs["result.resonance_frequency" + part] for part in ("", ".uncertainty", ".units")))
                import json
                record = xarray.open_dataset(file, engine="h5netcdf", group="record")
                print(json.loads(bytes(record.run_json.values))["protocol"])
                """,
                SpinDiodeSample.Info with { Results = SpinDiodeSample.Analysis.Results }));

    [Fact]
    public void Write_TextLongerThanAnAttribute_SaysWhereItIsWhole()
    {
        RunInfo info = SpinDiodeSample.Info with { Reason = new string('ä', 5000) };
        Assert.Equal(
            "True True 5000",
            Python(
                new InMemoryRunData([0], [0]),
                """
                import json
                record = xarray.open_dataset(file, engine="h5netcdf", group="record")
                print(d.reason.endswith("… (whole in record/run_json)"), d.reason.startswith("ää"), len(json.loads(bytes(record.run_json.values))["reason"]))
                """,
                info));
    }

    [Fact]
    public void Write_NoPoints_GivesEmptyDimensions() =>
        Assert.Equal(
            "{'point': 0, 'trace_element': 0} V",
            Python(
                new InMemoryRunData([], []).With("voltage", "V").WithArrays("trace", "V"),
                "print(dict(sorted(d.sizes.items())), d.voltage.units)"));

    [Fact]
    public void Write_NamesThatAreTakenOrLeadElsewhere_AreNamesOfVariables() =>
        Assert.Equal(
            "['.._a', '_', 'a_b', 'bench_seconds', 'point', 'point_', 'record_']",
            Python(
                new InMemoryRunData([0], [0]).With("../a", "", 1).With("", "", 2).With("point", "", 3).With("record", "", 4)
                    .With("a b", "", 5),
                "print(sorted(d.variables))"));

    [Fact]
    public void Write_ManyArrays_ArriveInTheirPlaces()
    {
        double[][] arrays =
            [.. Enumerable.Range(0, 300).Select(point => Enumerable.Range(0, 2000).Select(i => (1000.0 * point) + i).ToArray())];
        var data = new InMemoryRunData([.. Enumerable.Range(0, 300).Select(i => (long)i)], new double[300]);
        Assert.Equal(
            "(300, 2000) True",
            Python(
                data.WithArrays("trace", "V", arrays),
                "import numpy; print(d.trace.shape, bool((d.trace.values == 1000.0 * numpy.arange(300)[:, None] + "
                    + "numpy.arange(2000)).all()))"));
    }

    private string Python(InMemoryRunData data, string statements, RunInfo? info = null)
    {
        string file = folder.Join("run.h5");
        using (var stream = new FileStream(file, FileMode.Create, FileAccess.ReadWrite))
        {
            Hdf5Export.Write(stream, info ?? SpinDiodeSample.Info, data);
        }

        string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        string script = $"import sys, xarray\nfile = sys.argv[1]\nd = xarray.open_dataset(file, engine='h5netcdf')\n{statements}";
        using Process process = Process.Start(new ProcessStartInfo(python, ["-X", "utf8", "-c", script, file])
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
