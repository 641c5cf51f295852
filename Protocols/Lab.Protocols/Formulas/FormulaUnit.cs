using Lab.Quantities;

namespace Lab.Protocols.Formulas;

/// <summary>The unit of a part of a formula, in SI units.</summary>
/// <param name="Dimension">Its dimension.</param>
/// <param name="Symbol">The unit as a physicist would write it: <c>Ω</c>, <c>V/W</c>; empty for a pure number.</param>
internal sealed record FormulaUnit(Dimension Dimension, string Symbol)
{
    // A longer product is written in base units.
    private const int LongestSymbol = 16;

    /// <summary>A pure number.</summary>
    public static FormulaUnit None => new(default, string.Empty);

    /// <summary>The unit in words, for messages.</summary>
    public override string ToString() => Symbol.Length > 0 ? Symbol : "a pure number";

    /// <summary>The unit of a product.</summary>
    public FormulaUnit Times(FormulaUnit other) => Of(Dimension * other.Dimension, () => (Symbol, other.Symbol) switch
    {
        ("", var right) => right,
        (var left, "") => left,
        (var left, var right) => $"{left}·{right}",
    });

    /// <summary>The unit of a quotient.</summary>
    public FormulaUnit Over(FormulaUnit other) => Of(Dimension / other.Dimension, () => (Symbol, other.Symbol) switch
    {
        (var left, "") => left,
        ("", var right) => $"1/{Bracketed(right)}",
        (var left, var right) => $"{left}/{Bracketed(right)}",
    });

    /// <summary>The unit of a power.</summary>
    /// <param name="power">The power; ½ for a square root.</param>
    public FormulaUnit ToPower(double power)
    {
        Dimension raised = Dimension.ToPower(power);
        return Of(raised, () => power switch
        {
            1 => Symbol,
            2 => $"{Bracketed(Symbol)}²",
            3 => $"{Bracketed(Symbol)}³",
            -1 => $"1/{Bracketed(Symbol)}",
            0.5 => $"√{Bracketed(Symbol)}",
            _ => raised.Symbol,
        });
    }

    // A unit with a name of its own is written by it, whatever it was made of.
    private static FormulaUnit Of(Dimension dimension, Func<string> product)
    {
        if (dimension.IsNone)
        {
            return None;
        }

        string symbol = dimension.Name ?? product();
        return new FormulaUnit(dimension, symbol.Length > LongestSymbol ? dimension.Symbol : symbol);
    }

    private static string Bracketed(string symbol) => symbol.IndexOfAny(['·', '/']) >= 0 ? $"({symbol})" : symbol;
}
