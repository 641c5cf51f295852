using Lab.Protocols.Terminals;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Sweeps;

/// <summary>Draws a sweep: lines along one axis, maps with cuts over two, slices of maps over more.</summary>
/// <param name="plan">The plan.</param>
/// <param name="data">The points.</param>
/// <param name="columns">The columns that are drawn.</param>
internal sealed class SweepFigures(SweepPlan plan, IRunData data, IReadOnlyList<ValueColumn> columns)
{
    private const int MostPanels = 4;
    private const int MostCuts = 5;
    private const int MostSlices = 4;
    private const int MostTraces = 5;

    // Their markers are triangles that point up and down.
    private const int RisingGroup = 3;
    private const int FallingGroup = 4;

    private readonly Dictionary<string, double[]> numbers = [];

    private SweepGrid Grid => plan.Grid;

    private SweepAxis Fast => Grid.Axes[0];

    /// <summary>The figures.</summary>
    public IEnumerable<Figure> Draw()
    {
        if (data.Count == 0)
        {
            yield break;
        }

        foreach (Figure figure in Grid.Axes.Count == 1 ? Lines() : Maps())
        {
            yield return figure;
        }

        foreach (ReadColumn array in plan.Reads.Arrays)
        {
            yield return Traces(array);
        }
    }

    private IEnumerable<Figure> Lines()
    {
        int[] points = [.. Enumerable.Range(0, data.Count)];
        foreach (ValueColumn[] some in columns.Chunk(MostPanels))
        {
            yield return LineFigure(
                $"{string.Join(", ", some.Select(column => column.Name))} against {Fast.Channel.Name}",
                some,
                Fast.HasDirection
                    ? [("rising", RisingGroup, Going(points, 1)), ("falling", FallingGroup, Going(points, -1))]
                    : [("measured", 0, points)]);
        }
    }

    private IEnumerable<Figure> Maps()
    {
        int perMap = Grid.Axes[0].Count * Grid.Axes[1].Count;
        int[] slices = Spread([.. Enumerable.Range(0, (data.Count + perMap - 1) / perMap)], MostSlices);
        foreach (ValueColumn column in columns)
        {
            foreach (int slice in slices)
            {
                int[] points = [.. Enumerable.Range(slice * perMap, Math.Min(perMap, data.Count - (slice * perMap)))];
                yield return MapOf(column, points);
            }

            yield return CutsOf(
                column, [.. Enumerable.Range(slices[0] * perMap, Math.Min(perMap, data.Count - (slices[0] * perMap)))]);
        }
    }

    private Figure MapOf(ValueColumn column, int[] points)
    {
        ShownScale heat = ShownScale.Of(points.Select(point => NumberAt(column, point)), column.Value.Unit);
        ShownScale across = ScaleOf(0);
        ShownScale upwards = ScaleOf(1);
        List<FigurePanel> panels = [];
        foreach ((string words, int[] part) in ByDirection(points))
        {
            panels.Add(new FigurePanel(
                $"{upwards.Label(Grid.Axes[1].Channel.Name)}{words}",
                [
                    new FigureSeries(
                        column.Name,
                        across.Of(part.Select(point => Grid.ValueAt(point, 0))),
                        upwards.Of(part.Select(point => Grid.ValueAt(point, 1))),
                        SeriesStyle.Points,
                        0)
                    {
                        Heat = heat.Of(part.Select(point => NumberAt(column, point))),
                        HeatLabel = heat.Label(column.Name),
                        IsHeatAboutZero = part.Any(point => NumberAt(column, point) < 0)
                            && part.Any(point => NumberAt(column, point) > 0),
                    },
                ]));
        }

        return new Figure(
            $"{column.Name} over {Fast.Channel.Name} and {Grid.Axes[1].Channel.Name}{SliceWords(points[0])}",
            across.Label(Fast.Channel.Name),
            panels)
        {
            IsLogarithmic = IsLogarithmic(Fast),
        };
    }

    private Figure CutsOf(ValueColumn column, int[] points)
    {
        int[][] passes = [.. points.Chunk(Fast.Count)];
        List<(string, int, int[])> cuts = [];
        foreach (int pass in Spread([.. Enumerable.Range(0, passes.Length)], MostCuts))
        {
            string place =
                $"{Grid.Axes[1].Channel.Channel.Show(Grid.ValueAt(passes[pass][0], 1))}{DirectionWords(passes[pass][0], 1)}";
            if (Fast.IsThereAndBack)
            {
                cuts.Add(($"{place}, rising", cuts.Count, Going(passes[pass], 1)));
                cuts.Add(($"{place}, falling", cuts.Count, Going(passes[pass], -1)));
            }
            else
            {
                cuts.Add((place, cuts.Count, passes[pass]));
            }
        }

        return LineFigure($"Cuts of {column.Name} along {Fast.Channel.Name}{SliceWords(points[0])}", [column], cuts);
    }

    private Figure LineFigure(
        string title, IReadOnlyList<ValueColumn> some, IReadOnlyList<(string Name, int Group, int[] Points)> lines)
    {
        ShownScale across = ScaleOf(0);
        return new Figure(title, across.Label(Fast.Channel.Name), [.. some.Select(Panel)], Caption())
        {
            IsLogarithmic = IsLogarithmic(Fast),
        };

        FigurePanel Panel(ValueColumn column)
        {
            ShownScale upwards = ShownScale.Of(
                lines.SelectMany(line => line.Points).Select(point => NumberAt(column, point)), column.Value.Unit);
            double[]? errors = column.Errors(data, plan.Reads.Averages);
            return new FigurePanel(
                upwards.Label(column.Name),
                [.. lines.Where(line => line.Points.Length > 0).SelectMany(line => Series(
                    column, line, across, upwards, errors))]);
        }
    }

    private IEnumerable<FigureSeries> Series(
        ValueColumn column, (string Name, int Group, int[] Points) line, ShownScale across, ShownScale upwards, double[]? errors)
    {
        double[] x = across.Of(line.Points.Select(point => Grid.ValueAt(point, 0)));
        double[] y = upwards.Of(line.Points.Select(point => NumberAt(column, point)));
        yield return new FigureSeries(
            line.Name,
            x,
            y,
            SeriesStyle.Points,
            line.Group,
            errors is null ? null : upwards.Of(line.Points.Select(point => errors[point])));
        yield return new FigureSeries(line.Name, x, y, SeriesStyle.Line, line.Group);
    }

    private string Caption()
    {
        string bars = plan.Reads.Averages > 1
            ? $"Bars are standard errors of the mean of {plan.Reads.Averages} readings. "
            : string.Empty;
        return Fast.IsThereAndBack
            ? $"{bars}Triangles that point up are of the rising branch, those that point down of the falling one."
            : bars.TrimEnd();
    }

    private Figure Traces(ReadColumn array)
    {
        int[] shown = Spread([.. Enumerable.Range(0, data.Count)], MostTraces);
        double[][] traces = [.. shown.Select(Trace)];
        ShownScale upwards = ShownScale.Of(traces.SelectMany(trace => trace), array.Value.Unit);
        return new Figure(
            $"Samples of {array.Reading.Name}",
            "sample",
            [
                new FigurePanel(
                    upwards.Label(array.Reading.Name),
                    [.. traces.Select((trace, i) => new FigureSeries(
                        Grid.Describe(shown[i]),
                        [.. Enumerable.Range(0, trace.Length).Select(sample => (double)sample)],
                        upwards.Of(trace),
                        SeriesStyle.Line,
                        i))]),
            ]);

        double[] Trace(int point)
        {
            double[] trace = new double[data.LengthOf(array.Value.Name, point)];
            data.ReadArray(array.Value.Name, point, trace);
            return trace;
        }
    }

    // The turning point belongs to both branches, so that their lines meet.
    private int[] Going(int[] points, int direction) =>
    [
        .. points.Where(point => Grid.DirectionAt(point, 0) == direction
            || (Fast.IsThereAndBack && Grid.StepAt(point, 0).Step == Fast.Values.Count - 1)),
    ];

    private IEnumerable<(string Words, int[] Points)> ByDirection(int[] points) => points
        .GroupBy(point => (
            First: Fast.IsThereAndBack ? Grid.DirectionAt(point, 0) : 0,
            Second: Grid.Axes[1].IsThereAndBack ? Grid.DirectionAt(point, 1) : 0))
        .Select(group => (
            $"{(group.Key.First == 0 ? string.Empty : $", {Fast.Channel.Channel.Name} {DirectionWord(group.Key.First)}")}"
                + $"{(group.Key.Second == 0 ? string.Empty : $", {DirectionWord(group.Key.Second)}")}", group.ToArray()));

    private static string DirectionWord(int direction) => direction > 0 ? "rising" : "falling";

    private string DirectionWords(int point, int axis) =>
        Grid.Axes[axis].IsThereAndBack ? $" {DirectionWord(Grid.DirectionAt(point, axis))}" : string.Empty;

    private string SliceWords(int point) => string.Concat(Enumerable.Range(2, Grid.Axes.Count - 2).Select(
        axis =>
            $", {Grid.Axes[axis].Channel.Name} "
                + $"{Grid.Axes[axis].Channel.Channel.Show(Grid.ValueAt(point, axis))}{DirectionWords(point, axis)}"));

    private double NumberAt(ValueColumn column, int point) => Numbers(column)[point];

    private double[] Numbers(ValueColumn column) =>
        numbers.TryGetValue(column.Value.Name, out double[]? known)
            ? known
            : numbers[column.Value.Name] = data.Numbers(column.Value.Name);

    private ShownScale ScaleOf(int axis) => ShownScale.Of(Grid.Axes[axis].Values, plan.Axes[axis].Unit);

    // Values that are each the same factor above the last, as those of levels in dBm.
    private static bool IsLogarithmic(SweepAxis axis)
    {
        const int fewest = 4;
        const double tolerance = 1e-6;
        IReadOnlyList<double> values = axis.Values;
        if (values.Count < fewest || values.Any(value => value <= 0))
        {
            return false;
        }

        double factor = Math.Log(values[1] / values[0]);
        return Math.Abs(factor) > tolerance && Enumerable.Range(1, values.Count - 1).All(
            i => Math.Abs(Math.Log(values[i] / values[i - 1]) - factor) <= tolerance * Math.Abs(factor));
    }

    private static int[] Spread(int[] all, int most) => all.Length <= most
        ? all
        : [.. Enumerable.Range(0, most).Select(i => all[(int)Math.Round(i * (all.Length - 1) / (double)(most - 1))])];
}
