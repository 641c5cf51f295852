using Lab.Instruments;

namespace Lab.Benches;

/// <summary>A fault after which an exchange was repeated, for the log.</summary>
/// <param name="Instrument">The instrument's name on the bench.</param>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Message">The event, its place and its remedy.</param>
/// <param name="Attempt">Which repetition follows, from 1.</param>
public sealed record FaultNote(string Instrument, InstrumentFault Fault, string Message, int Attempt);
