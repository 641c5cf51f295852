using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Runs.Engine;

/// <summary>Plots the points of a run that ended before its analysis: what was read against what was swept, as far as the record
/// tells.</summary>
internal static class MeasuredPointsFigure
{
    // More would be no plot any more.
    private const int MostPanels = 4;

    /// <summary>The figure; none where no column changes.</summary>
    /// <param name="data">The points, at least one.</param>
    public static IEnumerable<Figure> Of(IRunData data)
    {
        Column[] changing =
            [.. data.Columns.Where(column => column.Kind == ColumnKind.Number
                && (data.Count == 1
                    || data.Numbers(column.Name) is var numbers && Array.Exists(numbers, number => number != numbers[0])))];
        Column? swept = changing.Length > 1 ? changing[0] : null;
        Column[] read = [.. changing.Skip(swept is null ? 0 : 1).Take(MostPanels)];
        if (read.Length == 0)
        {
            yield break;
        }

        double[] x = swept is null ? [.. data.Points.Select(point => (double)point)] : data.Numbers(swept.Name);
        yield return new Figure(
            "Points as measured",
            swept is null ? "point" : Label(swept),
            [.. read.Select((column, i) => new FigurePanel(
                Label(column), [new FigureSeries(Words(column), x, data.Numbers(column.Name), SeriesStyle.Points, i)]))],
            $"All {data.Count} recorded points, without any analysis.");
    }

    private static string Label(Column column) => column.Unit.Length == 0 ? Words(column) : $"{Words(column)} ({column.Unit})";

    private static string Words(Column column) => column.Name.Replace('_', ' ');
}
