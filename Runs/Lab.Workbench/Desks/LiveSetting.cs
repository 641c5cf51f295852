namespace Lab.Workbench.Desks;

/// <summary>What a channel of a terminal was last set to.</summary>
/// <param name="Terminal">The terminal: <c>rf</c>, <c>awg.1</c>.</param>
/// <param name="Channel">The channel: <c>power</c>.</param>
/// <param name="Value">The value with its unit.</param>
public sealed record LiveSetting(string Terminal, string Channel, string Value);
