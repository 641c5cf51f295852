namespace Lab.Runs.Records;

/// <summary>A remark on a run, written by a person.</summary>
/// <param name="Time">When it was written, by the computer's clock.</param>
/// <param name="Text">The text.</param>
/// <param name="By">Who wrote it; <see langword="null"/> in records of earlier versions, which did not keep it.</param>
public sealed record RunNote(DateTimeOffset Time, string Text, string? By = null);
