using Lab.Benches;
using Lab.Runs.Records;

namespace Lab.Protocols.Terminals;

/// <summary>A channel of an output that is switched on, which the run neither moves nor holds: it stays as it is found, and is
/// recorded.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Value">Its column.</param>
internal sealed record FoundColumn(NamedChannel Channel, Column Value);
