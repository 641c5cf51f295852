using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches;

/// <summary>A reading of a bench that a person named: one number, or an array of them.</summary>
/// <param name="Name">Its whole name: <c>voltmeter.voltage</c>, <c>daq.ai0.voltage</c>.</param>
/// <param name="Terminal">The terminal that is read.</param>
/// <param name="Number">The reading; <see langword="null"/> where it gives an array.</param>
/// <param name="Array">The reading of an array; <see langword="null"/> where it gives one number.</param>
public sealed record NamedReading(string Name, Terminal Terminal, InstrumentReading? Number, ArrayReading? Array)
{
    /// <summary>Its quantity; <see langword="null"/> for a state that is 0 or 1.</summary>
    public QuantityDefinition? Quantity => Array?.Quantity ?? Number?.Quantity;
}
