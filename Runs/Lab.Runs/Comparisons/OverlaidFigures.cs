using Lab.Runs.Results;

namespace Lab.Runs.Comparisons;

/// <summary>Lays the figures of several runs over each other.</summary>
internal static class OverlaidFigures
{
    /// <summary>One figure for all figures of a title and axis, with a panel for each vertical axis; each run has a colour, and
    /// its label stands before the names of its series.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="labels">Their labels.</param>
    public static IReadOnlyList<Figure> Of(IReadOnlyList<ComparedRun> runs, IReadOnlyList<string> labels)
    {
        var all = runs.SelectMany((run, i) => run.Analysis.Figures.Select(figure => (Figure: figure, Run: i))).ToList();
        return
        [
            .. all.GroupBy(
                each => (Title: TitleOf(each.Figure, labels[each.Run]), each.Figure.HorizontalAxis, each.Figure.IsLogarithmic))
                .Select(group => new Figure(
                    group.Key.Title,
                    group.Key.HorizontalAxis,
                    [.. PanelsOf([.. group.SelectMany(each => each.Figure.Panels.Select(panel => (panel, each.Run)))], labels)],
                    Caption([.. group.Select(each => each.Run).Distinct()], runs.Count, labels))
                {
                    IsLogarithmic = group.Key.IsLogarithmic,
                }),
        ];
    }

    // Maps would cover each other; each stays a figure of its own.
    private static string TitleOf(Figure figure, string label) =>
        figure.Panels.Any(panel => panel.Series.Any(series => series.Heat is not null)) ? $"{figure.Title}: {label}"
            : figure.Title;

    private static IEnumerable<FigurePanel> PanelsOf(
        IReadOnlyList<(FigurePanel Panel, int Run)> panels, IReadOnlyList<string> labels) => panels
        .GroupBy(each => (each.Panel.VerticalAxis, each.Panel.IsLogarithmic))
        .Select(group => new FigurePanel(
            group.Key.VerticalAxis,
            [.. group.SelectMany(each => each.Panel.Series.Select(
                series => series with { Name = $"{labels[each.Run]} · {series.Name}", ColorGroup = each.Run }))],
            group.Max(each => each.Panel.RelativeHeight))
        {
            IsLogarithmic = group.Key.IsLogarithmic,
        });

    private static string Caption(int[] shown, int count, IReadOnlyList<string> labels) =>
        shown.Length == count ? "One colour for each run."
            : $"One colour for each run; only {string.Join(" and ", shown.Select(run => labels[run]))} has this figure.";
}
