namespace Lab.Instruments.Drivers.Described;

/// <summary>One declaration of a description as it was tried on its instrument.</summary>
/// <param name="Where">The declaration: <c>identity</c>, <c>out.channels.voltage.query</c>.</param>
/// <param name="Sent">The messages that were sent.</param>
/// <param name="Found">The result, in words.</param>
/// <param name="Outcome">Whether it holds.</param>
/// <param name="Remedy">How to mend it, as sentences; empty where it holds.</param>
public sealed record TrialStep(string Where, string Sent, string Found, TrialOutcome Outcome, string Remedy);
