namespace Lab.Wires.Transcripts;

/// <summary>A text is not a wire transcript.</summary>
/// <param name="message">The fault, with its line.</param>
public sealed class TranscriptException(string message) : Exception(message);
