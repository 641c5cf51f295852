using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Results;

namespace Lab.Runs.Tests.Reports;

public sealed class HtmlReportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lab-report-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Write_DoneRun_ShowsResultsFiguresAndWhatWasMeasuredOnWhat()
    {
        string page = Write(SpinDiodeSample.Info, SpinDiodeSample.Analysis);
        string[] expected =
        [
            "<title>spin-diode · 20260304-130509-spin-diode</title>",
            "<p class=\"subtitle\">20260304-130509-spin-diode · bench demo · simulated</p>",
            "<div class=\"banner done\"><strong>Done:</strong> 363 of 363 points in 38 min 20 s on the bench.</div>",
            "<li>The power of 12 µW is 3 % above the linear range; its points weigh less in the fit of the sensitivity.</li>",
            "<tr><th scope=\"row\">resonance frequency</th><td>346.012 ± 0.031 MHz</td><td>Centre of the resonance, "
                + "extrapolated to zero power.</td></tr>",
            "<tr><th scope=\"row\">reduced chi square</th><td>1.03</td>",
            "<figure class=\"figure\" data-name=\"Rectified voltage\">",
            "<tr><td class=number>2</td><td class=number>346.01 ± 0.12</td>",
            "<tr><td>powers</td><td>2 µW, 6 µW, 12 µW</td></tr>",
            "<tr><td>rf</td><td>Rohde&amp;Schwarz,SMB100A,1406.6000k02/101234,3.1.19.15</td><td>rohde-schwarz-smb100a at "
                + "TCPIP::192.0.2.11::5025::SOCKET</td></tr>",
            "<tr><td>rf/loss</td><td>3.420 ± 0.050 dB</td><td>20260301-090000-rf-loss</td><td>2026-09-01 00:00:00 "
                + "+00:00</td></tr>",
            "<tr><td>junction: power at most 50 µW</td></tr>",
            "<tr><td>trace</td><td>V</td><td>Readings of the nanovoltmeter. (an array a point)</td></tr>",
            "<tr><th scope=\"row\">Seed</th><td>7</td></tr>",
            "<tr><th scope=\"row\">Started</th><td>2026-03-04 13:05:09 +00:00</td></tr>",
        ];
        Assert.All(expected, text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.DoesNotContain("role=\"alert\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FilesBesideTheReport_AreLinkedAndNoOthers()
    {
        Directory.CreateDirectory(Path.Combine(folder, "files"));
        File.WriteAllText(Path.Combine(folder, "files", "bench-my bench.yaml"), "name: demo");
        File.WriteAllText(Path.Combine(folder, "run.json"), "{}");
        RunInfo info = SpinDiodeSample.Info with
        {
            Files =
            [
                new RunFile("bench", "/home/me/my bench.yaml", 10, "0a", "files/bench-my bench.yaml"),
                new RunFile("device", "/home/me/elsewhere.yaml", 10, "0b", "../../elsewhere.yaml"),
            ],
        };

        string page = Write(info, SpinDiodeSample.Analysis);

        Assert.Contains("<li><a href=\"files/bench-my%20bench.yaml\">bench file</a></li>", page, StringComparison.Ordinal);
        Assert.Contains("<li><a href=\"run.json\">run.json</a></li>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WithoutFilesBesideTheReport_HasNoLinks() => Assert.DoesNotContain(
        "<a href=", Write(SpinDiodeSample.Info, SpinDiodeSample.Analysis), StringComparison.Ordinal);

    [Fact]
    public void Write_FailedAndUnsafe_SaysSoFirst()
    {
        RunInfo info = SpinDiodeSample.Info with
        {
            Status = RunStatus.Failed,
            Points = 41,
            Reason = "The junction is open. Lower the power.",
            Unsafe = ["The output did not answer within 5 s (rf, :OUTP 0). Switch it off at the front panel."],
        };
        string page = Write(info, new Analysis());
        Assert.Contains(
            "<div class=\"banner bad unsafe\" role=\"alert\"><strong>The bench was left unsafe.</strong> Make it safe by hand "
                + "before anyone touches it:"
                + "<ul><li>The output did not answer within 5 s (rf, :OUTP 0). Switch it off at the front "
                + "panel.</li></ul></div>\n"
                + "<div class=\"banner bad\"><strong>Failed:</strong> 41 of 363 points in 38 min 20 s on the bench. <span "
                + "class=\"reason\">The junction is open. Lower the power.</span></div>",
                page,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FirstFigure_StandsBesideTheResults()
    {
        string page = Write(SpinDiodeSample.Info, SpinDiodeSample.Analysis);
        string lead = Between(page, "<div class=\"lead\">", "</section>\n</div>");

        Assert.Contains("resonance frequency", lead, StringComparison.Ordinal);
        Assert.Equal(1, Regex.Count(lead, "<figure"));
        Assert.Contains(".lead { display: grid;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Computation_ClaimsNoBench()
    {
        string page = Write(SpinDiodeSample.Info with { Computed = true }, SpinDiodeSample.Analysis);

        Assert.Contains("<h2>What was computed</h2>", page, StringComparison.Ordinal);
        foreach (string word in (string[])[
            "in place of instruments", "<h3>Instruments</h3>", "<h3>Limits in force</h3>", "rohde-schwarz-smb100a"
        ])
        {
            Assert.DoesNotContain(word, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Write_ParameterThatIsNotDetermined_SaysSo()
    {
        string page = Write(SpinDiodeSample.Info, new Analysis
        {
            Results = [new ResultValue("damping_nonlinearity", -800, string.Empty, 1900, "Q.") { IsParameter = true }],
        });

        Assert.Contains("<td>-800 ± 1900, not determined</td>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunStatus.Aborted, "<div class=\"banner careful\"><strong>Aborted:</strong>")]
    [InlineData(RunStatus.Running, "<div class=\"banner careful\"><strong>Under way, or its process died:</strong>")]
    public void Write_UnfinishedRun_SaysHowItStands(RunStatus status, string expected) =>
        Assert.Contains(expected, Write(SpinDiodeSample.Info with { Status = status }, new Analysis()), StringComparison.Ordinal);

    [Fact]
    public void Write_HostileTextEverywhere_IsShownAndNeverMarkup()
    {
        const string Hostile = "</script></style></title><img src=x onerror=alert(1)>\" onload='alert(2)";
        var info = new RunInfo
        {
            Run = Hostile,
            Protocol = Hostile,
            Status = RunStatus.Failed,
            Reason = Hostile,
            Unsafe = [Hostile],
            Version = Hostile,
            Settings = new Dictionary<string, string> { [Hostile] = Hostile },
            Bench = Hostile,
            Instruments = [new InstrumentRecord(Hostile, Hostile, Hostile, Hostile)],
            Limits = [Hostile],
            Calibrations = [new CalibrationRecord(Hostile, 1, Hostile, 0.1, Hostile)],
            Warnings = [Hostile],
        };
        var analysis = new Analysis
        {
            Results = [new ResultValue(Hostile, 1, Hostile, null, Hostile)],
            Figures = [new Figure(
                Hostile,
                Hostile,
                [new FigurePanel(Hostile, [new FigureSeries(Hostile, [1], [1], SeriesStyle.Line, 0)])],
                Hostile)],
            Tables = [new ResultTable(Hostile, [Hostile], [[Hostile]])],
            Warnings = [Hostile],
        };
        HtmlReport.Write(folder, info, analysis, [new Column(Hostile, Hostile, Hostile)]);
        string page = File.ReadAllText(Path.Combine(folder, HtmlReport.FileName));
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\" onload", page, StringComparison.Ordinal);
        Assert.DoesNotContain("onload='", page, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(page, "</script>")); // figure, Plotly, Lab's script
        Assert.Contains(
            "<h1>&lt;/script&gt;&lt;/style&gt;&lt;/title&gt;&lt;img src=x onerror=alert(1)&gt;&quot; onload=&#39;alert(2)</h1>",
            page,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    public void Write_SourceOfACalibrationThatIsNoRun_LinksNothing(string source)
    {
        string run = Directory.CreateDirectory(Path.Combine(folder, "runs", "run")).FullName;
        foreach (string place in (string[])[folder, Path.Combine(folder, "runs"), run])
        {
            File.WriteAllText(Path.Combine(place, HtmlReport.FileName), string.Empty);
        }

        RunInfo info = SpinDiodeSample.Info with
        {
            Calibrations = [new CalibrationRecord("power", 1, "dB", 0.1, source)],
        };
        HtmlReport.Write(run, info, SpinDiodeSample.Analysis, []);

        Assert.DoesNotContain(
            $"/{HtmlReport.FileName}\"", File.ReadAllText(Path.Combine(run, HtmlReport.FileName)), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WithFigures_PolicyAllowsTheTwoScriptsAndNoRequest()
    {
        string page = Write(SpinDiodeSample.Info, SpinDiodeSample.Analysis);
        string script = Between(page, "<script>", "</script>");
        byte[] packed = Convert.FromBase64String(Between(page, "id=\"plotly\">", "</script>"));
        using var plotly = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress))
        {
            gzip.CopyTo(plotly);
        }

        Assert.Contains(
            "plotly.js (cartesian - minified)", Encoding.UTF8.GetString(plotly.ToArray(), 0, 100), StringComparison.Ordinal);
        string policy =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; script-src "
                + $"{Hash(Encoding.UTF8.GetBytes(script))} {Hash(plotly.ToArray())}";
        Assert.Equal(
            policy, WebUtility.HtmlDecode(Between(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"", "\">")));
        Assert.DoesNotMatch("<link|<iframe|@import|url\\(| src=| href=", page);

        static string Hash(byte[] bytes) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(bytes))}'";
    }

    [Fact]
    public void Write_NoFigures_LeavesPlotlyOut()
    {
        string page = Write(SpinDiodeSample.Info, new Analysis());
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.True(page.Length < 20_000, $"{page.Length} characters");
    }

    [Fact]
    public void Write_Twice_ReplacesTheFileAndLeavesNoOther()
    {
        Write(SpinDiodeSample.Info, new Analysis());
        string page = Write(SpinDiodeSample.Info with { Bench = "other" }, new Analysis());
        Assert.Contains("bench other", page, StringComparison.Ordinal);
        Assert.Equal([HtmlReport.FileName], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Write_FolderIsGone_SaysWhichFile()
    {
        string gone = Path.Combine(folder, "gone");
        RunException error = Assert.Throws<RunException>(() => HtmlReport.Write(gone, SpinDiodeSample.Info, new Analysis(), []));
        Assert.StartsWith($"'{Path.Combine(gone, "report.html")}' cannot be written: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0123, "12.3 ms")]
    [InlineData(42.26, "42.3 s")]
    [InlineData(2300.4, "38 min 20 s")]
    [InlineData(11_550, "3 h 12 min")]
    public void BenchTime_IsWrittenInTheUnitsOnePlansIn(double seconds, string expected) =>
        Assert.Equal(expected, BenchTimeText.Format(Duration.FromSeconds(seconds)));

    private static string Between(string text, string start, string end)
    {
        int from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private string Write(RunInfo info, Analysis analysis)
    {
        HtmlReport.Write(folder, info, analysis, SpinDiodeSample.Columns);
        return File.ReadAllText(Path.Combine(folder, HtmlReport.FileName));
    }
}
