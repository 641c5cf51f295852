namespace Lab.Runs.Results;

/// <summary>A plot of a report: one or more panels over a shared horizontal axis.</summary>
/// <param name="Title">The title, which names the content.</param>
/// <param name="HorizontalAxis">Label and unit: <c>frequency (MHz)</c>.</param>
/// <param name="Panels">The panels from top to bottom.</param>
/// <param name="Caption">The feature to look for, in a sentence or two.</param>
public sealed record Figure(string Title, string HorizontalAxis, IReadOnlyList<FigurePanel> Panels, string Caption = "")
{
    /// <summary>Whether the horizontal axis is logarithmic; its values are positive then.</summary>
    public bool IsLogarithmic { get; init; }
}
