using System.Text.Json.Nodes;
using Lab.Runs.Results;

namespace Lab.Runs.Reports;

/// <summary>Turns a figure into the traces and the layout that Plotly draws.</summary>
/// <remarks>
/// A colour is written as the name of a style sheet's variable, such as <c>--series-0</c>; the report's script puts in the
/// colour of the day or of the night, and a faint one for areas. The JSON can stand in HTML as it is, for the serializer escapes
/// <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c>.
/// </remarks>
internal static class PlotlyFigure
{
    /// <summary>How many colours the style sheet has: Okabe and Ito's without the yellow, which white paper swallows.</summary>
    public const int ColorCount = 7;

    private const double TallestPanelPixels = 300;
    private const double LowestPanelPixels = 100;
    private const double PanelGapPixels = 18;
    private const double MarginPixels = 110;
    private const double PixelsPerLetter = 7;
    private const int FewestTicks = 6;

    // A second sign besides the colour, for prints in black and for readers who see colours differently.
    private static readonly string[] Symbols = ["circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "x"];

    /// <summary>The JSON object <c>{ "height", "data", "layout" }</c> of a figure.</summary>
    /// <param name="drawn">The figure; its axes get the prefixes that their values ask for.</param>
    /// <exception cref="InvalidOperationException">A bug of the protocol: series of unequal lengths.</exception>
    public static string ToJson(Figure drawn)
    {
        Figure figure = FigureUnits.Scale(drawn);
        double[] heights = PanelHeights(figure.Panels);
        double plotHeight = heights.Sum() + (PanelGapPixels * Math.Max(heights.Length - 1, 0));
        var legend = new Legend(figure.Panels.Select(panel => panel.Series.Count).DefaultIfEmpty().Max());
        var traces = new JsonArray();
        var layout = new JsonObject { ["xaxis"] = HorizontalAxis(figure) };
        double top = 1;
        for (int panel = 0; panel < heights.Length; panel++)
        {
            string suffix = panel == 0 ? string.Empty : $"{panel + 1}";
            double bottom = panel == heights.Length - 1 ? 0 : top - (heights[panel] / plotHeight);
            layout[$"yaxis{suffix}"] = VerticalAxis(figure.Panels[panel], heights[panel], bottom, top);
            top = bottom - (PanelGapPixels / plotHeight);
            foreach (FigureSeries series in figure.Panels[panel].Series)
            {
                foreach (JsonObject trace in Traces(series, $"y{suffix}", legend.Lists(series, panel)))
                {
                    traces.Add((JsonNode)trace);
                }
            }
        }

        return new JsonObject { ["height"] = plotHeight + MarginPixels, ["data"] = traces, ["layout"] = layout }.ToJsonString();
    }

    private static double[] PanelHeights(IReadOnlyList<FigurePanel> panels)
    {
        double tallest = panels.Select(panel => panel.RelativeHeight).DefaultIfEmpty(1).Max();
        return [.. panels.Select(panel => Math.Max(LowestPanelPixels, TallestPanelPixels * panel.RelativeHeight / tallest))];
    }

    private static JsonObject HorizontalAxis(Figure figure) => new()
    {
        ["title"] = new JsonObject { ["text"] = Text(figure.HorizontalAxis) },
        ["anchor"] = figure.Panels.Count <= 1 ? "y" : $"y{figure.Panels.Count}",

        // The frame of every panel, and not only of the one that the axis belongs to.
        ["mirror"] = "allticks",
        ["type"] = figure.IsLogarithmic ? "log" : "linear",
    };

    private static JsonObject VerticalAxis(FigurePanel panel, double height, double bottom, double top)
    {
        string label = panel.VerticalAxis;
        int unit = label.LastIndexOf(" (", StringComparison.Ordinal);
        bool isTooLong = label.Length * PixelsPerLetter > height && unit > 0;
        return new JsonObject
        {
            ["title"] = new JsonObject
            {
                ["text"] = isTooLong ? $"{Text(label[..unit])}<br>{Text(label[(unit + 1)..])}" : Text(label)
            },
            ["domain"] = new JsonArray(Math.Max(bottom, 0), top),

            // A tick about every 45 pixels. Plotly rounds their distance up, by a factor of 2.5 at most: with less than six a low
            // panel might have the zero alone.
            ["nticks"] = Math.Max(FewestTicks, (int)(height / 45)),
            ["type"] = panel.IsLogarithmic ? "log" : "linear",
        };
    }

    private static IEnumerable<JsonObject> Traces(FigureSeries series, string verticalAxis, bool isListed)
    {
        RequireEqualLengths(series);
        if (series.Band is { } band)
        {
            // Its lower end, and its upper one, down to which it is filled.
            yield return BandEdge(series, verticalAxis, [.. series.Y.Zip(band, (y, half) => y - half)], isUpper: false);
            yield return BandEdge(series, verticalAxis, [.. series.Y.Zip(band, (y, half) => y + half)], isUpper: true);
        }

        yield return series.Heat is { } heat && HeatGrid.Of(series.X, series.Y, heat) is { } grid
            ? Map(series, grid, verticalAxis)
            : Trace(series, verticalAxis, isListed);
    }

    private static JsonObject BandEdge(FigureSeries series, string verticalAxis, double[] y, bool isUpper)
    {
        var edge = new JsonObject
        {
            ["type"] = "scatter",
            ["mode"] = "lines",
            ["x"] = Numbers(series.X),
            ["y"] = Numbers(y),
            ["yaxis"] = verticalAxis,
            ["legendgroup"] = $"{series.ColorGroup}",
            ["showlegend"] = false,
            ["hoverinfo"] = "skip",
            ["line"] = new JsonObject { ["width"] = 0 },
        };
        if (isUpper)
        {
            edge["fill"] = "tonexty";
            edge["fillcolor"] = $"--series-{(int)((uint)series.ColorGroup % ColorCount)}";
        }

        return edge;
    }

    private static JsonObject Map(FigureSeries series, HeatGrid grid, string verticalAxis) => new()
    {
        ["type"] = "heatmap",
        ["name"] = Text(series.Name),
        ["x"] = Numbers(grid.X),
        ["y"] = Numbers(grid.Y),
        ["z"] = new JsonArray([.. grid.Values.Select(row => (JsonNode)Numbers(row))]),
        ["yaxis"] = verticalAxis,
        ["zmin"] = ScaleOf(series).Least,
        ["zmax"] = ScaleOf(series).Greatest,
        ["colorscale"] = ColorScale(series),
        ["colorbar"] = ColorBar(series),
        ["showlegend"] = false,
    };

    private static JsonObject Trace(FigureSeries series, string verticalAxis, bool isListed)
    {
        int color = (int)((uint)series.ColorGroup % ColorCount);
        var trace = new JsonObject
        {
            ["type"] = "scatter",
            ["name"] = Text(series.Name),
            ["x"] = Numbers(series.X),
            ["y"] = Numbers(series.Y),
            ["yaxis"] = verticalAxis,
            ["legendgroup"] = $"{series.ColorGroup}",
            ["showlegend"] = isListed,
        };
        if (series.Style == SeriesStyle.Points)
        {
            trace["mode"] = "markers";
            trace["marker"] = new JsonObject
            {
                ["color"] = $"--series-{color}",
                ["symbol"] = Symbols[color % Symbols.Length],
                ["size"] = MarkerPixels(series.X.Length),

                // A fit of the same colour must be seen on top of its points.
                ["opacity"] = 0.6,
            };
        }
        else
        {
            trace["mode"] = "lines";
            trace["line"] = new JsonObject
            {
                ["color"] = $"--series-{color}",
                ["width"] = 2,
                ["dash"] = series.Style == SeriesStyle.DashedLine ? "dash" : "solid",
            };
        }

        if (series.Heat is { } heat)
        {
            trace["marker"] = HeatMarker(series, heat);
            trace["showlegend"] = false;
        }

        if (series.Band is { } band)
        {
            trace["customdata"] = Numbers(band); // for the table that a reader saves
        }

        if (series.YUncertainty is { } uncertainty)
        {
            trace["error_y"] = new JsonObject
            {
                ["type"] = "data",
                ["array"] = Numbers(uncertainty),
                ["color"] = $"--series-{color}",
                ["thickness"] = 1,
                ["width"] = 0,
            };
        }

        if (series.XUncertainty is { } across)
        {
            trace["error_x"] = new JsonObject
            {
                ["type"] = "data",
                ["array"] = Numbers(across),
                ["color"] = $"--series-{color}",
                ["thickness"] = 1,
                ["width"] = 0,
            };
        }

        return trace;
    }

    private static string ColorScale(FigureSeries series) => series.IsHeatAboutZero ? "RdBu" : "Viridis";

    private static (double Least, double Greatest) ScaleOf(FigureSeries series)
    {
        double[] heat = [.. series.Heat!.Where(double.IsFinite)];
        if (series.IsHeatAboutZero || heat.Length == 0)
        {
            double reach = heat.Select(Math.Abs).DefaultIfEmpty(1).Max() is > 0 and var largest ? largest : 1;
            return (-reach, reach);
        }

        return heat.Max() > heat.Min() ? (heat.Min(), heat.Max()) : (heat[0] - 1, heat[0] + 1);
    }

    private static JsonObject ColorBar(FigureSeries series) =>
        new() { ["title"] = new JsonObject { ["text"] = Text(series.HeatLabel), ["side"] = "right" } };

    private static JsonObject HeatMarker(FigureSeries series, double[] heat)
    {
        (double least, double greatest) = ScaleOf(series);
        return new JsonObject
        {
            ["color"] = Numbers(heat),
            ["cmin"] = least,
            ["cmax"] = greatest,
            ["colorscale"] = ColorScale(series),
            ["symbol"] = "square",
            ["size"] = Math.Clamp(TallestPanelPixels / Math.Sqrt(Math.Max(heat.Length, 1)) * 0.7, 4, 34),
            ["colorbar"] = ColorBar(series),
        };
    }

    private static double MarkerPixels(int count) => count switch
    {
        <= 40 => 8,
        <= 400 => 5,
        _ => 3,
    };

    private static void RequireEqualLengths(FigureSeries series)
    {
        double[]?[] others = [series.X, series.YUncertainty, series.XUncertainty, series.Band, series.Heat];
        if (others.Any(other => other is not null && other.Length != series.Y.Length))
        {
            throw new InvalidOperationException(
                $"Bug in Lab: the series '{series.Name}' has {series.X.Length} horizontal values, {series.Y.Length} "
                    + "vertical values"
                + $" and {series.YUncertainty?.Length ?? series.Y.Length} uncertainties.");
        }
    }

    /// <summary>Null is a gap to Plotly, and JSON has no NaN.</summary>
    private static JsonArray Numbers(double[] values) =>
        [.. values.Select(value => double.IsFinite(value) ? JsonValue.Create(value) : null)];

    /// <summary>Plotly takes a few tags in texts, such as line breaks and links; a name is none of them.</summary>
    private static string Text(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>
    /// Decides which series the legend names. A lower panel that repeats those of a panel above, such as the residuals of
    /// each power, would only make it longer: the colour already tells. So would the fit of each of many series.
    /// </summary>
    private sealed class Legend(int mostSeries)
    {
        private const int Many = 12;

        private readonly List<(int Group, string Name, int Panel)> listed = [];

        public bool Lists(FigureSeries series, int panel)
        {
            bool isKnown = listed.Exists(entry => entry.Group == series.ColorGroup
                && (entry.Name == series.Name
                    || ((entry.Panel < panel || mostSeries > Many)
                        && series.Name.Contains(entry.Name, StringComparison.Ordinal))));
            if (!isKnown)
            {
                listed.Add((series.ColorGroup, series.Name, panel));
            }

            return !isKnown;
        }
    }
}
