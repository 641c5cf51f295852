using Lab.Instruments.Terminals;

namespace Lab.Benches;

/// <summary>A channel of a bench that a person named.</summary>
/// <param name="Name">Its whole name: <c>rf.frequency</c>, <c>awg.1.current</c>.</param>
/// <param name="Terminal">The terminal that it is set at.</param>
/// <param name="Definition">The declaration of the terminal.</param>
/// <param name="Channel">The declaration of the channel at the terminal.</param>
public sealed record NamedChannel(string Name, Terminal Terminal, TerminalDefinition Definition, ChannelDefinition Channel);
