namespace Lab.Dashboard.Views;

/// <summary>A note that a person wrote to a run.</summary>
/// <param name="Time">When.</param>
/// <param name="Text">The text.</param>
/// <param name="By">Who wrote it; <see langword="null"/> where earlier versions did not keep it.</param>
public sealed record NoteView(DateTimeOffset Time, string Text, string? By);
