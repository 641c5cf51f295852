using Lab.Instruments.Terminals;

namespace Lab.Benches;

/// <summary>A channel of a bench that a person named.</summary>
/// <param name="Name">Its whole name: <c>rf.frequency</c>, <c>awg.1.current</c>.</param>
/// <param name="Terminal">The terminal that it is set at.</param>
/// <param name="Definition">What the terminal declares.</param>
/// <param name="Channel">What it declares of the channel.</param>
public sealed record NamedChannel(string Name, Terminal Terminal, TerminalDefinition Definition, ChannelDefinition Channel);
