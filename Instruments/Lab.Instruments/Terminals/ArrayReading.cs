using Lab.Quantities;

namespace Lab.Instruments.Terminals;

/// <summary>A reading of many values at a terminal, such as a trace or a spectrum.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Quantity">The quantity of the values.</param>
/// <param name="Count">How many values there are.</param>
/// <param name="ReadAsync">Reads them once, in the quantity's SI unit.</param>
public sealed record ArrayReading(
    string Name, QuantityDefinition Quantity, int Count, Func<IInstrument, CancellationToken, ValueTask<double[]>> ReadAsync);
