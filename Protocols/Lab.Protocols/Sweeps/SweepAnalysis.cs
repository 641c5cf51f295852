using Lab.Protocols.Terminals;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Sweeps;

/// <summary>The results in the report of a sweep: extremes, opening of loops, figures.</summary>
/// <param name="plan">The plan.</param>
/// <param name="data">The points, all or the first of them.</param>
internal sealed class SweepAnalysis(SweepPlan plan, IRunData data)
{
    private readonly IReadOnlyList<ValueColumn> columns = ValueColumn.Of(plan.Reads);

    /// <summary>Makes it.</summary>
    public Analysis Make() => new()
    {
        Conclusion = new Conclusion(
            "The figures show what was read against what was swept. Each result names the set-point at which its extreme "
                + "lies.",
            "Sweep finer about an extreme: narrow the range in `lab run sweep --set \"axes=…\"`. `lab runs export RUN "
                + "--format csv` takes the points to other programs.")
        {
            Trust =
                "A sweep fits nothing. Bars are standard errors where several readings were averaged; a single reading has none.",
        },
        Results = [.. columns.SelectMany(ResultsOf)],
        Figures = [.. new SweepFigures(plan, data, columns).Draw()],
        Tables = [new ResultTable(
            "Axes, held set-points and outputs",
            ["what the run did"],
            [.. plan.Notes.Select(note => (IReadOnlyList<string>)[note])])],
        Warnings = [.. columns.Select(column => column.FindMissing(data, plan.Grid.Describe)).OfType<string>()],
    };

    private IEnumerable<ResultValue> ResultsOf(ValueColumn column)
    {
        double[] values = data.Numbers(column.Value.Name);
        int[] known = [.. Enumerable.Range(0, values.Length).Where(point => double.IsFinite(values[point]))];
        if (known.Length == 0)
        {
            yield break;
        }

        UnitExpression? unit = column.Value.ReadUnit();
        double factor = unit?.SiFactor ?? 1;
        string symbol = unit?.SiSymbol ?? column.Value.Unit;
        double[]? errors = column.Errors(data, plan.Reads.Averages);
        foreach ((string word, int point) in ((string, int)[])[
            ("minimum", known.MinBy(i => values[i])),
            ("maximum", known.MaxBy(i => values[i]))
        ])
        {
            yield return new ResultValue(
                $"{column.Value.Name}_{word}",
                values[point] * factor,
                symbol,
                errors?[point] * factor,
                $"Its {word}, at {plan.Grid.Describe(point)}.");
        }

        if (Opening(values) is { } opening)
        {
            yield return new ResultValue(
                $"{column.Value.Name}_opening",
                opening.Value * factor,
                symbol,
                Uncertainty: null,
                "The largest difference of the falling branch from the rising one at one set-point, at "
                    + $"{plan.Grid.Axes[0].Channel.Channel.Show(opening.At)}.");
        }
    }

    /// <summary>The widest opening of the loops along the fastest axis; <see langword="null"/> where there is no loop.</summary>
    private (double Value, double At)? Opening(double[] values)
    {
        SweepAxis axis = plan.Grid.Axes[0];
        if (!axis.IsThereAndBack)
        {
            return null;
        }

        (double Value, double At)? widest = null;
        for (int point = 0; point < values.Length; point++)
        {
            int step = plan.Grid.StepAt(point, 0).Step;
            int opposite = point - step + axis.Count - 1 - step;
            if (step >= axis.Values.Count - 1 || opposite >= values.Length)
            {
                continue;
            }

            double difference = (values[opposite] - values[point]) * plan.Grid.DirectionAt(point, 0);
            if (double.IsFinite(difference) && !(Math.Abs(difference) <= Math.Abs(widest?.Value ?? 0)))
            {
                widest = (difference, axis.ValueAt(step));
            }
        }

        return widest;
    }
}
