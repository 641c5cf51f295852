namespace Lab.Dashboard.Views;

/// <summary>A note that a person wrote to a run.</summary>
/// <param name="Time">When.</param>
/// <param name="Text">The text.</param>
public sealed record NoteView(DateTimeOffset Time, string Text);
