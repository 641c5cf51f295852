namespace Lab.Quantities;

/// <summary>A unit of a quantity and its conversion to the quantity's SI unit.</summary>
/// <param name="Symbol">The unit as written, without prefix: <c>Hz</c>, <c>dBm</c>, <c>Oe/mA</c>.</param>
/// <param name="ToSi">Converts a number in this unit to SI.</param>
/// <param name="FromSi">Converts an SI number to this unit.</param>
/// <param name="TakesPrefix">Whether SI prefixes from f (1e-15) to T (1e12) can stand before the symbol.</param>
public sealed record Unit(string Symbol, Func<double, double> ToSi, Func<double, double> FromSi, bool TakesPrefix)
{
    /// <summary>Other ways in which people write the symbol: <c>sec</c> and <c>seconds</c> for s.</summary>
    public IReadOnlyList<string> AlsoWritten { get; init; } = [];

    /// <summary>Whether a text is the symbol, in one of its spellings.</summary>
    internal bool IsWritten(string symbol) => Symbol == symbol || AlsoWritten.Contains(symbol);

    /// <summary>A unit that is a plain multiple of the SI unit.</summary>
    public static Unit Scaled(string symbol, double factor, bool takesPrefix = false) =>
        new(symbol, value => value * factor, value => value / factor, takesPrefix);

    /// <summary>A unit on a logarithmic or shifted scale, such as dBm or °C, which never takes a prefix.</summary>
    public static Unit Converted(string symbol, Func<double, double> toSi, Func<double, double> fromSi) =>
        new(symbol, toSi, fromSi, TakesPrefix: false);
}
