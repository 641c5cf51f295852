using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.FirstContact;

/// <summary>The answer to a query, and its time.</summary>
/// <param name="Text">The answer without what surrounds it on the line; <see langword="null"/> where none came.</param>
/// <param name="Took">Time from the query to its answer, or to the end of the wait for it.</param>
/// <param name="Fault">Why none came.</param>
/// <param name="IsAfterEcho">Whether the query itself came back first.</param>
internal readonly record struct MeetingAnswer(string? Text, Duration Took, WireException? Fault, bool IsAfterEcho);
