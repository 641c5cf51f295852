namespace Lab.Dashboard.Views;

/// <summary>A result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The value with unit and uncertainty.</param>
/// <param name="Description">Its meaning.</param>
public sealed record ResultView(string Name, string Value, string Description);
