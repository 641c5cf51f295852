using System.Globalization;
using Lab.Quantities;

namespace Lab.Instruments.Described;

/// <summary>The unit in which an instrument takes and writes a number, and the quantity that it is a unit of.</summary>
/// <param name="Symbol">The unit as the description writes it, prefix included; empty for a plain number.</param>
/// <param name="Quantity">The quantity.</param>
/// <param name="Unit">Converts numbers in this unit to SI and back.</param>
public sealed record DescribedUnit(string Symbol, QuantityDefinition Quantity, Unit Unit)
{
    /// <summary>The word for a number without a unit.</summary>
    public const string None = "none";

    /// <summary>Whether numbers in this unit are multiples of SI numbers; dBm and °C are not.</summary>
    public bool IsLinear => Unit.ToSi(0) == 0 && Unit.ToSi(2) == 2 * Unit.ToSi(1);

    /// <summary>Whether it is dBm, whose widths are ratios in dB.</summary>
    public bool IsLevel => Symbol == "dBm";

    /// <summary>A unit that Lab knows: one of its quantities, a product of units such as <c>K/min</c>, or <c>none</c>.</summary>
    /// <returns><see langword="null"/> where the text is no such unit.</returns>
    public static DescribedUnit? Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == None)
        {
            return new DescribedUnit(
                string.Empty, new QuantityDefinition("a number", "1", Unit.Scaled(string.Empty, 1)),
                Unit.Scaled(string.Empty, 1));
        }

        if (QuantityDefinition.OfUnit(text) is var (quantity, unit))
        {
            return new DescribedUnit(text, quantity, unit);
        }

        return text.Length > 0 && UnitExpression.TryParse(text, out UnitExpression? product)
            ? new DescribedUnit(
                text,
                new QuantityDefinition(
                    $"a value in {text}", $"1 {text}", Unit.Scaled(product.SiSymbol, 1), Unit.Scaled(text, product.SiFactor)),
                Unit.Scaled(text, product.SiFactor))
            : null;
    }

    /// <summary>A unit that means what its writer says: its numbers are kept as they are.</summary>
    /// <param name="text">The unit, such as <c>counts</c>.</param>
    public static DescribedUnit Plain(string text)
    {
        var unit = Unit.Scaled(text, 1);
        return new DescribedUnit(text, new QuantityDefinition($"a value in {text}", $"1 {text}", unit), unit);
    }

    /// <summary>An SI number in this unit, for people.</summary>
    public string Show(double si) =>
        $"{double.Round(Unit.FromSi(si), 12).ToString("G7", CultureInfo.InvariantCulture)} {Symbol}".TrimEnd();
}
