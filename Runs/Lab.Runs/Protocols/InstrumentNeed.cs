using Lab.Instruments;

namespace Lab.Runs.Protocols;

/// <summary>An instrument that a protocol needs.</summary>
/// <param name="Role">The role; an instrument of that name takes it, or else the only one of the kind.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Purpose">The purpose, in a few words.</param>
/// <param name="IsOptional">Whether the protocol also works without.</param>
public sealed record InstrumentNeed(string Role, InstrumentKind Kind, string Purpose, bool IsOptional = false);
