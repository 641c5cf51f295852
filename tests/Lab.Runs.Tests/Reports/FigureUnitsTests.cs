using Lab.Runs.Reports;
using Lab.Runs.Results;

namespace Lab.Runs.Tests.Reports;

public sealed class FigureUnitsTests
{
    [Theory]
    [InlineData("current (A)", 0.004, "current (mA)", 4)]
    [InlineData("frequency (Hz)", 346e6, "frequency (MHz)", 346)]
    [InlineData("voltage (µV)", 25_000, "voltage (mV)", 25)]
    [InlineData("voltage (V)", 3.1e-9, "voltage (nV)", 3.1)]
    [InlineData("time (s)", 3.1e-9, "time (ns)", 3.1)]
    [InlineData("slope (Hz/A)", 1.9575e9, "slope (MHz/mA)", 1.9575)]
    public void Axes_HaveThePrefixThatTheirValuesAskFor(string label, double largest, string expected, double value)
    {
        Figure figure = FigureUnits.Scale(FigureOf(label, [0, -largest]));

        Assert.Equal(expected, figure.HorizontalAxis);
        Assert.Equal(-value, figure.Panels[0].Series[0].X[1], value * 1e-12);
        Assert.Equal(expected, figure.Panels[0].VerticalAxis);
        Assert.Equal(-value, figure.Panels[0].Series[0].Y[1], value * 1e-12);
        Assert.Equal(value / 10, figure.Panels[0].Series[0].YUncertainty![1], value * 1e-12);
        Assert.Equal(value / 10, figure.Panels[0].Series[0].XUncertainty![1], value * 1e-12);
        Assert.Equal(value / 10, figure.Panels[0].Series[0].Band![1], value * 1e-12);
    }

    [Theory]
    [InlineData("voltage (µV)", 2500)] // is read at a glance
    [InlineData("frequency (MHz)", 346)]
    [InlineData("time (s)", 1e6)] // nobody reads megaseconds
    [InlineData("field (Oe)", 62_500)] // takes no prefix
    [InlineData("angle (°)", 0.001)]
    [InlineData("accuracy (%)", 0.01)]
    [InlineData("loss (dB)", 1e-3)]
    [InlineData("share", 1e-6)]
    [InlineData("counts (of 10)", 1e6)]
    [InlineData("current (A)", 0)]
    public void Axes_ThatAreReadAsTheyAre_Stay(string label, double largest)
    {
        Figure drawn = FigureOf(label, [0, largest]);

        Figure figure = FigureUnits.Scale(drawn);

        Assert.Equal(label, figure.HorizontalAxis);
        Assert.Equal(label, figure.Panels[0].VerticalAxis);
        Assert.Same(drawn.Panels[0].Series[0].Y, figure.Panels[0].Series[0].Y);
    }

    [Fact]
    public void LogarithmicAxis_GoesByTheMiddleOfItsValues()
    {
        var figure = new Figure(
            "Title", "current", [new FigurePanel("power (W)", [Series([1, 2], [1e-8, 1e-4])]) { IsLogarithmic = true }]);

        Assert.Equal("power (µW)", FigureUnits.Scale(figure).Panels[0].VerticalAxis);
    }

    [Fact]
    public void ColoursOfAMap_HaveAPrefixToo()
    {
        var figure = new Figure(
            "Map",
            "x",
            [new FigurePanel("y", [Series([1, 2], [1, 2]) with { Heat = [1e-6, 2e-6], HeatLabel = "residual (V)" }])]);

        FigureSeries series = FigureUnits.Scale(figure).Panels[0].Series[0];

        Assert.Equal("residual (µV)", series.HeatLabel);
        Assert.Equal(2, series.Heat![1], 1e-12);
    }

    private static Figure FigureOf(string label, double[] values) => new(
        "Title", label, [new FigurePanel(label, [
            Series(values, values) with
            {
                YUncertainty = [.. values.Select(value => Math.Abs(value) / 10)],
                XUncertainty = [.. values.Select(value => Math.Abs(value) / 10)],
                Band = [.. values.Select(value => Math.Abs(value) / 10)],
            },
        ])]);

    private static FigureSeries Series(double[] x, double[] y) => new("data", x, y, SeriesStyle.Points, 0);
}
