namespace Lab.Benches.Twins;

/// <summary>A fault that a twin produces on request (section <c>faults</c> of a bench file).</summary>
/// <param name="Instrument">The instrument whose twin produces it.</param>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Rate">The probability with each message, 0 to 1.</param>
/// <param name="At">The message, counted from 1, with which it happens for certain; <see langword="null"/> for none.</param>
/// <param name="MessageCount">For <see cref="InjectedFault.Hang"/>: how many messages stay without an answer;
/// <see langword="null"/> is all from then on.</param>
public sealed record FaultDefinition(
    string Instrument, InjectedFault Fault, double Rate, long? At = null, int? MessageCount = null);
