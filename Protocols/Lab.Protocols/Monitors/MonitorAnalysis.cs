using System.Globalization;
using Lab.Calibration;
using Lab.Calibration.Noise;
using Lab.Calibration.Regression;
using Lab.Protocols.Terminals;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Results;

namespace Lab.Protocols.Monitors;

/// <summary>The results in the report of a monitor: mean, scatter, drift, Allan deviation, and the readings against
/// time.</summary>
/// <param name="plan">The plan.</param>
/// <param name="data">The readings.</param>
internal sealed class MonitorAnalysis(MonitorPlan plan, IRunData data)
{
    private const int MostPanels = 4;

    // A scatter of a percent of the interval moves an Allan deviation by less than its uncertainty.
    private const double EvenEnough = 0.01;

    // A report with more is slow to open.
    private const int MostDrawn = 10_000;

    private readonly IReadOnlyList<ValueColumn> columns = ValueColumn.Of(plan.Reads);
    private readonly Stretch stretch = Stretch.LongestOf(data.BenchSeconds, plan.Interval.Seconds);

    /// <summary>Makes it.</summary>
    public Analysis Make()
    {
        (ValueColumn Column, AllanDeviation? Allan)[] all = [.. columns.Select(column => (column, AllanOf(column)))];
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The figures show the readings against time. Where the Allan deviation falls with the root of the time, "
                    + "averaging helps; at its least it stops to help, and beyond that time drift takes over.",
                "Average no longer than the time of the least Allan deviation, and repeat offsets at least as often. Then "
                    + "sweep what matters with `lab run sweep`.")
            {
                Trust = "The uncertainty of a drift is that for white noise, and is too small where the Allan deviation rises.",
            },
            Results = [.. all.SelectMany(each => ResultsOf(each.Column, each.Allan))],
            Figures = [.. Against(), .. all.Where(each => each.Allan?.Deviations.Any(deviation => deviation > 0) == true).Select(
                each => AllanFigure(each.Column, each.Allan!))],
            Tables = [new ResultTable(
                "Interval, held set-points and outputs",
                ["what the run did"],
                [.. plan.Notes.Select(note => (IReadOnlyList<string>)[note])])],
            Warnings =
            [
                .. columns.Select(column => column.FindMissing(data, point => $"reading {point + 1}")).OfType<string>(),
                .. TimeWarnings()
            ],
        };
    }

    private AllanDeviation? AllanOf(ValueColumn column)
    {
        double[] values = data.Numbers(column.Value.Name)[stretch.First..(stretch.First + stretch.Count)];
        return values.Length >= AllanDeviation.FewestReadings && stretch.Interval > 0 && Array.TrueForAll(values, double.IsFinite)
            ? AllanDeviation.Of(values, stretch.Interval)
            : null;
    }

    private IEnumerable<string> TimeWarnings()
    {
        if (stretch.Gaps > 0)
        {
            yield return $"The readings have {stretch.Gaps} gap{(stretch.Gaps == 1 ? string.Empty : "s")} in time. The Allan "
                + "deviation is that of the longest stretch without one: "
                + $"{stretch.Count} readings from reading {stretch.First + 1} on.";
        }

        if (stretch.Unevenness > EvenEnough)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The times between readings scatter about their mean, "
                    + $"{ValueText.Format(stretch.Interval, "s", uncertainty: null)}, by {100 * stretch.Unevenness:0.#} %. The "
                    + $"Allan deviation takes them as equal.");
        }

        if (stretch.Interval > plan.Interval.Seconds * (1 + EvenEnough))
        {
            yield return $"The readings take longer than the interval of {plan.Interval}: they came every "
                + $"{ValueText.Format(stretch.Interval, "s", uncertainty: null)}.";
        }
    }

    private IEnumerable<ResultValue> ResultsOf(ValueColumn column, AllanDeviation? allan)
    {
        double[] all = data.Numbers(column.Value.Name);
        int[] known = [.. Enumerable.Range(0, all.Length).Where(point => double.IsFinite(all[point]))];
        if (known.Length == 0)
        {
            yield break;
        }

        UnitExpression? unit = column.Value.ReadUnit();
        double factor = unit?.SiFactor ?? 1;
        string symbol = unit?.SiSymbol ?? column.Value.Unit;
        double[] values = [.. known.Select(point => all[point] * factor)];
        string name = column.Value.Name;
        yield return new ResultValue($"{name}_mean", Scatter.Mean(values), symbol, Uncertainty: null, $"Mean of {column.Name}.");
        if (values.Length > 1)
        {
            yield return new ResultValue(
                $"{name}_deviation",
                Scatter.Deviation(values),
                symbol,
                Uncertainty: null,
                "Standard deviation of one reading about the mean, drift included.")
            { Digits = 3 };
        }

        double[] times = data.BenchSeconds;
        double[] seconds = [.. known.Select(point => times[point])];
        if (values.Length > 2 && seconds[^1] > seconds[0])
        {
            Estimate slope = LineFit.Of(seconds, values).Slope;
            yield return new ResultValue(
                $"{name}_drift",
                slope.Value,
                symbol.Length == 0 ? "1/s" : $"{symbol}/s",
                slope.StandardUncertainty,
                "Slope of a straight line through the readings; its uncertainty is that for white noise.");
        }

        if (allan is not null)
        {
            int least = Enumerable.Range(0, allan.Deviations.Count).MinBy(i => allan.Deviations[i]);
            yield return new ResultValue(
                $"{name}_allan_minimum",
                allan.Deviations[least] * factor,
                symbol,
                allan.Uncertainties[least] * factor,
                "The least Allan deviation: what averaging gains at most.");
            yield return new ResultValue(
                $"{name}_allan_time",
                allan.Seconds[least],
                "s",
                Uncertainty: null,
                "The averaging time of the least Allan deviation.")
            { Digits = 3 };
        }
    }

    private IEnumerable<Figure> Against()
    {
        if (data.Count == 0)
        {
            yield break;
        }

        int each = (data.Count + MostDrawn - 1) / MostDrawn;
        int[] drawn = [.. Enumerable.Range(0, data.Count).Where(point => point % each == 0)];
        double[] times = data.BenchSeconds;
        double[] seconds = [.. drawn.Select(point => times[point])];
        foreach (ValueColumn[] some in columns.Chunk(MostPanels))
        {
            yield return new Figure(
                $"{string.Join(", ", some.Select(column => column.Name))} against time",
                "time (s)",
                [
                    .. some.Select((column, i) =>
                    {
                        double[] values = data.Numbers(column.Value.Name);
                        ShownScale scale = ShownScale.Of(values, column.Value.Unit);
                        double[]? errors = column.Errors(data, plan.Reads.Averages);
                        return new FigurePanel(
                            scale.Label(column.Name),
                            [
                                new FigureSeries(
                                    column.Name,
                                    seconds,
                                    scale.Of(drawn.Select(point => values[point])),
                                    SeriesStyle.Points,
                                    i,
                                    errors is null ? null : scale.Of(drawn.Select(point => errors[point]))),
                            ]);
                    }),
                ],
                each > 1 ? string.Create(CultureInfo.InvariantCulture, $"One reading of {each} is drawn.") : string.Empty);
        }
    }

    private static Figure AllanFigure(ValueColumn column, AllanDeviation allan)
    {
        // Zero, of readings that are all alike, has no place on a logarithmic axis.
        int[] shown = [.. Enumerable.Range(0, allan.Deviations.Count).Where(i => allan.Deviations[i] > 0)];
        ShownScale scale = ShownScale.Of(allan.Deviations, column.Value.Unit);
        double[] seconds = [.. shown.Select(i => allan.Seconds[i])];
        double[] deviations = scale.Of(shown.Select(i => allan.Deviations[i]));
        return new Figure(
            $"Allan deviation of {column.Name}",
            "averaging time (s)",
            [
                new FigurePanel(
                    scale.Label("Allan deviation"),
                    [
                        new FigureSeries(
                            column.Name,
                            seconds,
                            deviations,
                            SeriesStyle.Points,
                            0,
                            scale.Of(shown.Select(i => allan.Uncertainties[i]))),
                        new FigureSeries(
                            "white noise",
                            seconds,
                            [.. seconds.Select(time => deviations[0] * Math.Sqrt(seconds[0] / time))],
                            SeriesStyle.DashedLine,
                            1),
                    ])
                { IsLogarithmic = true },
            ],
            "Overlapping. White noise falls with the root of the time, as the dashed line does; a random walk rises with it, a "
                + "straight drift with the time. Bars are for white noise.")
        {
            IsLogarithmic = true,
        };
    }
}
