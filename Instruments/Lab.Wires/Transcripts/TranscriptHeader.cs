namespace Lab.Wires.Transcripts;

/// <summary>The details of the run that a transcript was recorded in.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Bench">The bench's name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="IsSimulated">Whether twins answered.</param>
/// <param name="Settings">The settings of the protocol as text, by key.</param>
public sealed record TranscriptHeader(
    string Protocol, string Bench, ulong Seed, bool IsSimulated, IReadOnlyDictionary<string, string> Settings);
