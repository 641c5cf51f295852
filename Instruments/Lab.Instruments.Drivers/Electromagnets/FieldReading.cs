namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>One answer of a gaussmeter.</summary>
/// <param name="Tesla">The field, T.</param>
/// <param name="IsNew">Whether it differs from the answer before: an equal one may be the same measurement.</param>
internal readonly record struct FieldReading(double Tesla, bool IsNew);
