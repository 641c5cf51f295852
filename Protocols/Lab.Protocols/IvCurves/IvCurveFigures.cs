using Lab.Calibration.Tunnelling;
using Lab.Runs.Results;

namespace Lab.Protocols.IvCurves;

/// <summary>The figures of <see cref="IvCurveProtocol"/>.</summary>
internal static class IvCurveFigures
{
    private const int LinePoints = 121;

    /// <summary>Current against voltage, with what is left by the fit.</summary>
    public static Figure Curves(IReadOnlyList<BiasPoint> points, TunnelFitResult? fit)
    {
        List<FigureSeries> curves = [];
        List<FigureSeries> residuals = [];
        foreach (bool isParallel in StatesOf(points))
        {
            int[] these = [.. Enumerable.Range(0, points.Count).Where(i => points[i].IsParallel == isParallel)];
            double[] volts = [.. these.Select(i => points[i].Volts)];
            curves.Add(new FigureSeries(
                Name(isParallel), volts, [.. these.Select(i => points[i].Amperes * 1e6)], SeriesStyle.Points, Group(isParallel),
                [.. these.Select(i => ErrorOf(points[i]) * 1e6)]));
            if (fit is not null)
            {
                double[] line = LineThrough(volts);
                curves.Add(new FigureSeries(
                    $"{Name(isParallel)}, fit", line, [.. line.Select(v => fit.CurrentAt(isParallel, v) * 1e6)], SeriesStyle.Line,
                    Group(isParallel)));
                residuals.Add(new FigureSeries(
                    Name(isParallel), volts, [.. these.Select(i => fit.ResidualAmperes[i] * 1e9)], SeriesStyle.Points,
                    Group(isParallel), [.. these.Select(i => ErrorOf(points[i]) * 1e9)]));
            }
        }

        FigurePanel[] panels = fit is null
            ? [new FigurePanel("current (µA)", curves)]
            : [new FigurePanel("current (µA)", curves), new FigurePanel("residual (nA)", residuals, 0.4)];
        return new Figure("Current against voltage", "voltage (V)", panels, "Residuals show what the model misses.");
    }

    /// <summary>Differential conductance and resistance against voltage.</summary>
    /// <param name="points">The points.</param>
    /// <param name="measured">Slopes that were measured themselves; none of a steady current, where neighbours give them.</param>
    /// <param name="fit">The fit.</param>
    public static Figure Conductance(
        IReadOnlyList<BiasPoint> points, IReadOnlyList<MeasuredSlope> measured, TunnelFitResult fit)
    {
        List<FigureSeries> slopes = [];
        List<FigureSeries> ohms = [];
        foreach (bool isParallel in StatesOf(points))
        {
            BiasPoint[] sorted = [.. points.Where(point => point.IsParallel == isParallel).OrderBy(point => point.Volts)];
            slopes.Add(measured.Count > 0
                ? SlopesOf([.. measured.Where(slope => slope.IsParallel == isParallel)], isParallel)
                : DifferencesOf(sorted, isParallel));
            double[] line = LineThrough([.. sorted.Select(point => point.Volts)]);
            double step = (line[^1] - line[0]) / (10 * LinePoints);
            slopes.Add(new FigureSeries(
                $"{Name(isParallel)}, fit", line,
                [.. line.Select(v => 1e6 * SlopeAt(fit, isParallel, v, step))],
                SeriesStyle.Line, Group(isParallel)));
            ohms.Add(new FigureSeries(
                Name(isParallel), [.. sorted.Select(point => point.Volts)],
                [.. sorted.Select(point => (point.Volts - fit.OffsetVolts.Value) / point.Amperes)], SeriesStyle.Points,
                Group(isParallel)));
        }

        return new Figure(
            "Conductance against bias", "voltage (V)",
            [new FigurePanel("dI/dV (µS)", slopes), new FigurePanel("V/I (Ω)", ohms)],
            (measured.Count > 0 ? "Points were measured as changes of the voltage." : "Points are differences of neighbours.")
                + " A parabola is that of a barrier; its shift tells the asymmetry.");
    }

    /// <summary>Magnetoresistance against voltage.</summary>
    public static Figure Magnetoresistance(IReadOnlyList<BiasPoint> points, TunnelFitResult fit)
    {
        BiasPoint[] sorted = [.. points.Where(point => !point.IsParallel).OrderBy(point => point.Volts)];
        double[] line = LineThrough([.. sorted.Select(point => point.Volts)]);
        return new Figure(
            "Magnetoresistance against bias", "voltage (V)",
            [
                new FigurePanel(
                    "TMR (%)",
                    [
                        new FigureSeries(
                            "measured", [.. sorted.Select(point => point.Volts)],
                            [.. sorted.Select(point => 100 * RatioOf(fit, point))], SeriesStyle.Points, 0),
                        new FigureSeries(
                            "fit", line, [.. line.Select(v => 100 * fit.RatioAt(v - fit.OffsetVolts.Value))],
                            SeriesStyle.Line, 0),
                    ]),
            ],
            "The antiparallel state against the fit of the parallel one at the same voltage.");
    }

    private static FigureSeries SlopesOf(MeasuredSlope[] slopes, bool isParallel) => new(
        Name(isParallel), [.. slopes.Select(slope => slope.Volts)], [.. slopes.Select(slope => 1e6 * slope.Siemens)],
        SeriesStyle.Points, Group(isParallel), [.. slopes.Select(slope => 1e6 * slope.StandardUncertainty)]);

    private static FigureSeries DifferencesOf(BiasPoint[] sorted, bool isParallel)
    {
        (BiasPoint First, BiasPoint Second)[] pairs = [.. sorted.Zip(sorted.Skip(1))];
        return new FigureSeries(
            Name(isParallel), [.. pairs.Select(pair => (pair.First.Volts + pair.Second.Volts) / 2)],
            [.. pairs.Select(pair => 1e6 * SlopeOf(pair.First, pair.Second))], SeriesStyle.Points, Group(isParallel));
    }

    // Of the mean of the readings, as a current: that of the voltage counts by the conductance.
    private static double ErrorOf(BiasPoint point) =>
        double.Hypot(point.AmpereScatter, point.VoltScatter * point.Amperes / point.Volts) / Math.Sqrt(point.Readings);

    private static double SlopeOf(BiasPoint first, BiasPoint second) =>
        (second.Amperes - first.Amperes) / (second.Volts - first.Volts);

    private static double SlopeAt(TunnelFitResult fit, bool isParallel, double volts, double step) =>
        (fit.CurrentAt(isParallel, volts + step) - fit.CurrentAt(isParallel, volts - step)) / (2 * step);

    private static double RatioOf(TunnelFitResult fit, BiasPoint antiparallel) =>
        (fit.CurrentAt(isParallel: true, antiparallel.Volts) / antiparallel.Amperes) - 1;

    private static IEnumerable<bool> StatesOf(IEnumerable<BiasPoint> points) =>
        points.Select(point => point.IsParallel).Distinct();

    private static string Name(bool isParallel) => isParallel ? "parallel" : "antiparallel";

    private static int Group(bool isParallel) => isParallel ? 0 : 1;

    private static double[] LineThrough(double[] volts)
    {
        double low = volts.Min();
        double high = volts.Max();
        return [.. Enumerable.Range(0, LinePoints).Select(i => low + ((high - low) * i / (LinePoints - 1)))];
    }
}
