using Lab.Quantities;

namespace Lab.Instruments.Terminals;

/// <summary>A reading of a kind of instrument that an interlock can watch.</summary>
/// <remarks>Reading changes no set-point, range or output. It takes the instrument the time of one reading with the settings that
/// the experiment has made: a nanovoltmeter or source-measure unit integrates once, an electromagnet averages its field once. A
/// value that is only asked for (compliance, current of a supply, temperature) takes one exchange.</remarks>
/// <param name="Name">Its name in bench files.</param>
/// <param name="Quantity">Its quantity; <see langword="null"/> for a state that is 0 or 1.</param>
/// <param name="ReadAsync">Reads it once, in the quantity's SI unit.</param>
public sealed record InstrumentReading(
    string Name, QuantityDefinition? Quantity, Func<IInstrument, CancellationToken, ValueTask<double>> ReadAsync)
{
    /// <summary>Whether it is taken with the terminal's output on alone, as the resistance that a source-measure unit
    /// finds.</summary>
    public bool NeedsOutput { get; init; }

    /// <summary>A reading of a quantity.</summary>
    /// <param name="name">Its name in bench files.</param>
    /// <param name="read">Reads it from an instrument of the kind.</param>
    public static InstrumentReading Of<TInstrument, TQuantity>(
        string name, Func<TInstrument, CancellationToken, ValueTask<TQuantity>> read)
        where TInstrument : class, IInstrument
        where TQuantity : struct, IQuantity<TQuantity> =>
        new(name, TQuantity.Definition, async (instrument, cancellationToken) =>
            (await read((TInstrument)instrument, cancellationToken).ConfigureAwait(false)).SiValue);

    /// <summary>A reading of a state, 1 where it holds and 0 otherwise.</summary>
    /// <inheritdoc cref="Of{TInstrument, TQuantity}" path="/param"/>
    public static InstrumentReading State<TInstrument>(string name, Func<TInstrument, CancellationToken, ValueTask<bool>> read)
        where TInstrument : class, IInstrument =>
        new(name, Quantity: null, async (instrument, cancellationToken) =>
            await read((TInstrument)instrument, cancellationToken).ConfigureAwait(false) ? 1 : 0);

    /// <summary>A value in words: <c>625 mT</c>, <c>1</c>.</summary>
    /// <param name="value">The value, SI.</param>
    public string Show(double value) => Quantity is null ? $"{value:R}" : Quantities.Quantity.FormatSi(value, Quantity.SiUnit);
}
