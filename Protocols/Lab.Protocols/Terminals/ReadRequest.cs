namespace Lab.Protocols.Terminals;

/// <summary>The settings of the readings of a point.</summary>
/// <param name="Read">The readings: <c>voltmeter.voltage, smu.resistance</c>.</param>
/// <param name="Derived">The derived columns: <c>conductance = smu.current / smu.voltage</c>; empty for none.</param>
/// <param name="Averages">How often each reading of a number is taken at a point.</param>
/// <param name="Samples">The elements of an array.</param>
internal sealed record ReadRequest(string Read, string Derived, int Averages, int Samples);
