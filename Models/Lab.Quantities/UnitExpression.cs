using System.Diagnostics.CodeAnalysis;

namespace Lab.Quantities;

/// <summary>A unit as a product of powers: <c>V/W/A</c>, <c>nV/√Hz</c>, <c>mT</c>, <c>Hz/T²</c>, <c>A/(m·s)</c>.</summary>
/// <remarks>
/// Factors are the units of the quantities of this library, which are multiples of SI units, and the SI units without a quantity
/// here; each with a prefix where it takes one. Products are written with <c>·</c>, <c>*</c> or a blank, quotients with <c>/</c>,
/// from left to right; powers with superscripts or <c>^</c>, roots with <c>√</c>. Logarithmic and shifted units (dBm, °C) have no
/// such form. </remarks>
/// <param name="Text">The unit as it was written.</param>
/// <param name="SiSymbol">The same unit in SI units without prefix: <c>V/√Hz</c>; empty for a pure number.</param>
/// <param name="SiFactor">The value of one of the unit in <paramref name="SiSymbol"/>: 1e-9 for <c>nV/√Hz</c>.</param>
/// <param name="TakesPrefix">Whether an SI prefix before the text makes another unit: for <c>V/W/A</c>, not for <c>mT</c>,
/// <c>1/s</c>, <c>rad/s</c> or <c>m²</c>.</param>
public sealed record UnitExpression(string Text, string SiSymbol, double SiFactor, bool TakesPrefix)
{
    /// <summary>Its dimension.</summary>
    public Dimension Dimension { get; init; }

    /// <summary>Reads a unit.</summary>
    /// <param name="text">The unit; empty for a pure number.</param>
    /// <param name="unit">The unit, where it was read.</param>
    /// <returns>Whether it was read; other texts, such as <c>counts</c>, mean what their writer says.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out UnitExpression? unit)
    {
        ArgumentNullException.ThrowIfNull(text);
        unit = text.Length == 0
            ? new UnitExpression(string.Empty, string.Empty, 1, TakesPrefix: false)
            : new UnitReader(text).Read();
        return unit is not null;
    }
}
