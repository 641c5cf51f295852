namespace Lab.Runs.Results;

/// <summary>One panel of a plot.</summary>
/// <param name="VerticalAxis">Label and unit: <c>voltage (µV)</c>.</param>
/// <param name="Series">The series that are drawn in it.</param>
/// <param name="RelativeHeight">Its height in comparison with the other panels.</param>
public sealed record FigurePanel(string VerticalAxis, IReadOnlyList<FigureSeries> Series, double RelativeHeight = 1)
{
    /// <summary>Whether the vertical axis is logarithmic; its values are positive then.</summary>
    public bool IsLogarithmic { get; init; }
}
