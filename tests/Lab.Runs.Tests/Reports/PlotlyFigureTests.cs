using System.Text.Json.Nodes;
using Lab.Runs.Reports;
using Lab.Runs.Results;

namespace Lab.Runs.Tests.Reports;

public sealed class PlotlyFigureTests
{
    [Fact]
    public void ToJson_PointsAndLine_IsWhatPlotlyDraws()
    {
        var figure = new Figure(
            "Title",
            "frequency (MHz)",
            [
                new FigurePanel(
                    "voltage (V)",
                    [
                        new FigureSeries(
                            "data", [1, 2], [0.5, double.NaN], SeriesStyle.Points, 1, [0.1, double.PositiveInfinity]),
                        new FigureSeries("model", [1, 2], [0.5, 0.25], SeriesStyle.DashedLine, 8),
                    ]),
            ]);
        const string Expected = """
            {"height":410,"data":[
            {"type":"scatter","name":"data","x":[1,2],"y":[0.5,null],"yaxis":"y","legendgroup":"1","showlegend":true,"mode":"markers",
            "marker":{"color":"--series-1","symbol":"square","size":8,"opacity":0.6},
            "error_y":{"type":"data","array":[0.1,null],"color":"--series-1","thickness":1,"width":0}},
            {"type":"scatter","name":"model","x":[1,2],"y":[0.5,0.25],"yaxis":"y","legendgroup":"8","showlegend":true,"mode":"lines",
            "line":{"color":"--series-1","width":2,"dash":"dash"}}],
            "layout":{"xaxis":{"title":{"text":"frequency (MHz)"},"anchor":"y","mirror":"allticks","type":"linear"},
            "yaxis":{"title":{"text":"voltage (V)"},"domain":[0,1],"nticks":6,"type":"linear"}}}
            """;
        Assert.Equal(Expected.ReplaceLineEndings(string.Empty), PlotlyFigure.ToJson(figure));
    }

    [Fact]
    public void ToJson_Panels_ShareTheHorizontalAxisAndStackDownwards()
    {
        JsonNode json = JsonNode.Parse(PlotlyFigure.ToJson(SpinDiodeSample.Analysis.Figures[0]))!;
        Assert.Equal("y2", (string?)json["layout"]!["xaxis"]!["anchor"]);
        Assert.Equal(1, (double)json["layout"]!["yaxis"]!["domain"]![1]!);
        Assert.Equal(0, (double)json["layout"]!["yaxis2"]!["domain"]![0]!);
        Assert.True((double)json["layout"]!["yaxis"]!["domain"]![0]! > (double)json["layout"]!["yaxis2"]!["domain"]![1]!);
        Assert.Equal(3, json["data"]!.AsArray().Count(trace => (string?)trace!["yaxis"] == "y2"));
    }

    [Fact]
    public void ToJson_ResidualsOfListedSeries_AreNotListedAgain()
    {
        JsonNode json = JsonNode.Parse(PlotlyFigure.ToJson(SpinDiodeSample.Analysis.Figures[0]))!;
        Assert.Equal(
            ["2 µW", "2 µW fit", "6 µW", "6 µW fit", "12 µW", "12 µW fit"],
            json["data"]!.AsArray().Where(trace => (bool)trace!["showlegend"]!).Select(trace => (string?)trace!["name"]));
    }

    [Fact]
    public void ToJson_HostileName_EndsNoScriptAndIsNoTagOfPlotly()
    {
        const string Name = "</script><a href='javascript:alert(1)'>&";
        string text = PlotlyFigure.ToJson(
            new Figure(Name, Name, [new FigurePanel(Name, [new FigureSeries(Name, [], [], SeriesStyle.Line, -1)])]));
        Assert.DoesNotContain('<', text);
        Assert.DoesNotContain('>', text);
        Assert.Equal(
            "&lt;/script&gt;&lt;a href='javascript:alert(1)'&gt;&amp;", (string?)JsonNode.Parse(text)!["data"]![0]!["name"]);
    }

    [Fact]
    public void ToJson_UnequalLengths_IsABug()
    {
        var figure = new Figure(
            "Title", "x", [new FigurePanel("y", [new FigureSeries("data", [1, 2, 3], [1, 2], SeriesStyle.Line, 0)])]);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => PlotlyFigure.ToJson(figure));
        Assert.Equal(
            "Bug in Lab: the series 'data' has 3 horizontal values, 2 vertical values and 2 uncertainties.", error.Message);
    }

    [Fact]
    public void ToJson_MapThatFillsAGrid_IsAnArea()
    {
        var series = new FigureSeries("map", [2, 1, 1, 2], [10, 20, 10, 20], SeriesStyle.Points, 0)
        {
            Heat = [-3, 1, 2, double.NaN],
            HeatLabel = "residual (µV)"
        };

        JsonNode map = Assert.Single(Traces(new Figure("Title", "x", [new FigurePanel("y", [series])])))!;

        Assert.Equal("heatmap", (string?)map["type"]);
        Assert.Equal("[1,2]", map["x"]!.ToJsonString());
        Assert.Equal("[10,20]", map["y"]!.ToJsonString());
        Assert.Equal("[[2,-3],[1,null]]", map["z"]!.ToJsonString());
        Assert.Equal(-3, (double)map["zmin"]!); // symmetric about zero
        Assert.Equal(3, (double)map["zmax"]!);
    }

    [Fact]
    public void ToJson_MapWithAHole_IsMarkers()
    {
        var series = new FigureSeries("map", [2, 1, 1], [10, 20, 10], SeriesStyle.Points, 0) { Heat = [-3, 1, 2] };

        Assert.Equal(
            "scatter", (string?)Assert.Single(Traces(new Figure("Title", "x", [new FigurePanel("y", [series])])))!["type"]);
    }

    [Fact]
    public void ToJson_Band_IsFilledBetweenItsEdges()
    {
        var series = new FigureSeries("mean", [1, 2], [5, 6], SeriesStyle.Line, 1) { Band = [1, 2] };

        JsonNode?[] traces = [.. Traces(new Figure("Title", "epoch", [new FigurePanel("loss", [series])]))];

        Assert.Equal(["[4,4]", "[6,8]", "[5,6]"], traces.Select(trace => trace!["y"]!.ToJsonString()));
        Assert.Equal("tonexty", (string?)traces[1]!["fill"]);
        Assert.Equal("--series-1", (string?)traces[1]!["fillcolor"]);
        Assert.Equal([false, false, true], traces.Select(trace => (bool)trace!["showlegend"]!));
    }

    [Fact]
    public void ToJson_LogarithmicAxes_AreSo()
    {
        var figure = new Figure(
            "Title", "x", [new FigurePanel("y", []) { IsLogarithmic = true }, new FigurePanel("z", [])])
        { IsLogarithmic = true };

        JsonNode layout = JsonNode.Parse(PlotlyFigure.ToJson(figure))!["layout"]!;

        Assert.Equal(
            ["log", "log", "linear"], ((string[])["xaxis", "yaxis", "yaxis2"]).Select(axis => (string?)layout[axis]!["type"]));
    }

    [Fact]
    public void ToJson_LowPanel_HasMoreTicksThanTheZero()
    {
        var figure = new Figure("Title", "x", [new FigurePanel("high", [], RelativeHeight: 3), new FigurePanel("low", [])]);

        // Plotly makes the distance of ticks 2.5 times as large as asked for, at most.
        Assert.InRange((int)JsonNode.Parse(PlotlyFigure.ToJson(figure))!["layout"]!["yaxis2"]!["nticks"]!, 6, 8);
    }

    private static JsonArray Traces(Figure figure) => JsonNode.Parse(PlotlyFigure.ToJson(figure))!["data"]!.AsArray();

    [Fact]
    public void ToJson_NoPanels_IsAnEmptyFigure() =>
        Assert.Empty(JsonNode.Parse(PlotlyFigure.ToJson(new Figure("Title", "x", [])))!["data"]!.AsArray());
}
