namespace Lab.Models.Reservoirs;

/// <summary>How the motion of an oscillator during a node becomes its phase, its frequency and its amplitude.</summary>
/// <param name="PhaseFrom">The part of the node from which on the phase counts: 2/3 leaves the first 100 of 150 ns out.</param>
/// <param name="FrequencyFrom">The part from which on the frequency counts.</param>
/// <param name="AmplitudeFrom">The part from which on the amplitude counts.</param>
public sealed record NodeReading(double PhaseFrom, double FrequencyFrom, double AmplitudeFrom);
