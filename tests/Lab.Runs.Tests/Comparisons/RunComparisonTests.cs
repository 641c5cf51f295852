using Lab.Runs.Calibrations;
using Lab.Runs.Comparisons;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Tests.Reports;

namespace Lab.Runs.Tests.Comparisons;

public class RunComparisonTests
{
    // √(3² + 4²) = 5: the second lies two standard uncertainties of the difference above the first.
    [Fact]
    public void SignificanceOf_TwoResults_IsTheDifferenceInItsUncertainty()
    {
        var comparison = Of(
            Run("a") with { Results = [new("resonance", 100, "Hz", 3, "Resonance.")] },
            Run("b") with { Results = [new("resonance", 110, "Hz", 4, "Resonance.")] });

        ComparedResult result = Assert.Single(comparison.Results);
        Assert.Equal(2, result.SignificanceOf(1));
        Assert.Null(result.SignificanceOf(0));
        Assert.Equal("+2.0 σ", RunComparison.SigmaText(result.SignificanceOf(1)));
    }

    [Fact]
    public void SignificanceOf_WithoutUncertaintyOrInAnotherUnit_IsNotKnown()
    {
        var comparison = Of(
            Run("a") with
            {
                Results =
                [new("noise", 1, "V", null, "Noise."), new("width", 1, "Hz", 1, "Width."), new("only", 1, "", 1, "Only here.")]
            },
            Run("b") with { Results = [new("noise", 2, "V", null, "Noise."), new("width", 1, "s", 1, "Width.")] });

        Assert.All(comparison.Results, result => Assert.Null(result.SignificanceOf(1)));
        Assert.Equal(["noise", "width", "only"], comparison.Results.Select(result => result.Name));
        Assert.Null(comparison.Results[2].Values[1]);
    }

    [Fact]
    public void Differences_NameWhatIsNotTheSame()
    {
        var loss = new CalibrationRecord("rf/loss", 1.5, "dB", 0.1, "20260101-000000-power-calibration");
        RunInfo first = Run("a") with { Calibrations = [loss], Settings = Settings(("powers", "2 µW"), ("field", "120 mT")) };
        RunInfo second =
            Run("b") with { Calibrations = [], Settings = Settings(("powers", "6 µW"), ("field", "120 mT")), Version = "0.2.0" };
        var comparison = new RunComparison(
            [new(first, "name: x\nrf:\n  power: {max: 1 mW}\n"), new(second, "rf:\n  power: {max: 2 mW} # other\nname: x\n")]);

        Assert.Equal(
            [("setting", "powers"), ("bench", "rf.power.max"), ("calibration", "rf/loss"), ("software", "Lab")],
            comparison.Differences.Select(difference => (difference.Group, difference.Name)));
        Assert.Equal(["1 mW", "2 mW"], comparison.Differences[1].Values);
        Assert.Equal([null], comparison.Differences[2].Values.Skip(1));
        Assert.Equal(["powers=2 µW", "powers=6 µW"], comparison.Labels);
    }

    [Fact]
    public void ToReport_FiguresOfOneTitle_AreLaidOverEachOther()
    {
        static Analysis With(double y) => new()
        {
            Figures = [new Figure("Voltage", "frequency (MHz)",
                [new FigurePanel("voltage (µV)", [new FigureSeries("2 µW", [1, 2], [y, y], SeriesStyle.Points, 0)])])],
        };
        var comparison = new RunComparison(
        [
            new(Run("a") with { Settings = Settings(("field", "1 T")) }, BenchText: null) { Analysis = With(1) },
            new(Run("b") with { Settings = Settings(("field", "2 T")) }, BenchText: null) { Analysis = With(2) },
        ]);

        FigurePanel panel = Assert.Single(Assert.Single(comparison.ToReport().Figures).Panels);
        Assert.Equal(["field=1 T · 2 µW", "field=2 T · 2 µW"], panel.Series.Select(series => series.Name));
        Assert.Equal([0, 1], panel.Series.Select(series => series.ColorGroup));
    }

    private static RunInfo Run(string name) =>
        SpinDiodeSample.Info with { Run = name, Results = [], Settings = Settings(), Calibrations = [], Files = [] };

    private static Dictionary<string, string> Settings(params (string Key, string Value)[] settings) =>
        settings.ToDictionary(pair => pair.Key, pair => pair.Value);

    private static RunComparison Of(params RunInfo[] runs) => new([.. runs.Select(run => new ComparedRun(run, BenchText: null))]);
}
