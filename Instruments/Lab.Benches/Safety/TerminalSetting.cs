using Lab.Instruments.Terminals;

namespace Lab.Benches.Safety;

/// <summary>What a channel of a terminal was last set to, as the gate knows it.</summary>
/// <param name="Terminal">The terminal.</param>
/// <param name="Channel">The channel: <c>power</c>, <c>output</c>.</param>
/// <param name="Value">The value with its unit, or both ends of what it may be where the instrument did not confirm.</param>
public sealed record TerminalSetting(Terminal Terminal, string Channel, string Value);
