namespace Lab.Dashboard.Views;

/// <summary>A column of a run's record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">The unit of its numbers; empty for a pure number.</param>
/// <param name="Description">Its content, in a sentence.</param>
/// <param name="IsAxis">Whether the plan sets it.</param>
/// <param name="IsArray">Whether it holds an array a point, which is not shown as a curve.</param>
public sealed record ColumnView(string Name, string Unit, string Description, bool IsAxis, bool IsArray);
