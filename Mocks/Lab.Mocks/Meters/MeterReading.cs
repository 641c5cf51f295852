namespace Lab.Mocks.Meters;

/// <summary>One reading of a meter.</summary>
/// <param name="Value">The measured value, for statistics; infinite over range.</param>
/// <param name="Elements">The data elements as text, in the order in which the instrument sends them.</param>
public sealed record MeterReading(double Value, IReadOnlyList<string> Elements);
