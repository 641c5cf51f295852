using Lab.Quantities;
using Lab.Runs.Results;

namespace Lab.Runs.Reports;

/// <summary>Gives the axes of a figure the prefixes that their values ask for: <c>current (mA)</c> and not 0.004 A.</summary>
/// <remarks>
/// An axis keeps its unit where the values can be read in it, from 0.1 to 9999. Units that are no SI unit with a prefix, such as
/// °, % and Oe, stay; so do many seconds, since nobody reads kiloseconds.
/// </remarks>
internal static class FigureUnits
{
    private const double LeastRead = 0.1;
    private const double BeyondRead = 1e4;

    /// <summary>The same figure in units that are read at a glance.</summary>
    public static Figure Scale(Figure figure)
    {
        IReadOnlyList<FigureSeries> all = [.. figure.Panels.SelectMany(panel => panel.Series)];
        AxisUnit across = AxisUnit.Of(figure.HorizontalAxis, figure.IsLogarithmic, all.Select(series => series.X));
        return figure with
        {
            HorizontalAxis = across.Label,
            Panels = [.. figure.Panels.Select(panel => Scale(panel, across))],
        };
    }

    private static FigurePanel Scale(FigurePanel panel, AxisUnit across)
    {
        AxisUnit up = AxisUnit.Of(panel.VerticalAxis, panel.IsLogarithmic, panel.Series.Select(series => series.Y));
        return panel with
        {
            VerticalAxis = up.Label,
            Series = [.. panel.Series.Select(series => Scale(series, across, up))],
        };
    }

    private static FigureSeries Scale(FigureSeries series, AxisUnit across, AxisUnit up)
    {
        AxisUnit heat = AxisUnit.Of(series.HeatLabel, isLogarithmic: false, series.Heat is { } values ? [values] : []);
        return series with
        {
            X = across.In(series.X),
            XUncertainty = series.XUncertainty is { } x ? across.In(x) : null,
            Y = up.In(series.Y),
            YUncertainty = series.YUncertainty is { } y ? up.In(y) : null,
            Band = series.Band is { } band ? up.In(band) : null,
            Heat = series.Heat is { } shown ? heat.In(shown) : null,
            HeatLabel = heat.Label,
        };
    }

    /// <summary>The unit of an axis.</summary>
    /// <param name="Label">The label with the unit.</param>
    /// <param name="Factor">What one of the unit is in the one that the values are in.</param>
    private sealed record AxisUnit(string Label, double Factor)
    {
        public static AxisUnit Of(string label, bool isLogarithmic, IEnumerable<double[]> series)
        {
            var asItIs = new AxisUnit(label, 1);
            int start = label.LastIndexOf(" (", StringComparison.Ordinal);
            if (start < 0 || label[^1] != ')')
            {
                return asItIs;
            }

            string unit = label[(start + 2)..^1];
            double size = SizeOf(series, isLogarithmic);
            if (size is 0 or (>= LeastRead and < BeyondRead)
                || !UnitExpression.TryParse(unit, out UnitExpression? read)
                || read.SiSymbol.Length == 0
                || (read.SiSymbol is "s" && size >= BeyondRead)
                || !unit.EndsWith(read.SiSymbol, StringComparison.Ordinal)
                || unit.Length > read.SiSymbol.Length + 1
                || ValueText.AxisUnit(size * read.SiFactor, read.SiSymbol) is not { } better)
            {
                return asItIs;
            }

            return new AxisUnit($"{label[..start]} ({better.Symbol})", better.Factor / read.SiFactor);
        }

        public double[] In(double[] values) => Factor == 1 ? values : [.. values.Select(value => value / Factor)];

        // The largest value; on a logarithmic axis the one in the middle.
        private static double SizeOf(IEnumerable<double[]> series, bool isLogarithmic)
        {
            double[] sizes =
                [.. series.SelectMany(values => values).Where(double.IsFinite).Select(Math.Abs).Where(size => size > 0)];
            return sizes.Length == 0 ? 0
                : isLogarithmic ? Math.Sqrt(sizes.Min()) * Math.Sqrt(sizes.Max())
                : sizes.Max();
        }
    }
}
