namespace Lab.Dashboard.Views;

/// <summary>An event of a run's log.</summary>
/// <param name="Time">When, by the computer's clock.</param>
/// <param name="Level">Information, Warning, Error or Fatal.</param>
/// <param name="Text">The event in words.</param>
public sealed record LogLine(string Time, string Level, string Text);
