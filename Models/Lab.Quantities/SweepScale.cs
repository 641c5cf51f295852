using System.Globalization;

namespace Lab.Quantities;

/// <summary>The unit in which a sweep steps: linear in its own numbers, so that a dBm sweep steps in dB.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Prefix">The factor of its prefix.</param>
/// <param name="Symbol">Prefix and unit as they were written.</param>
/// <typeparam name="T">The quantity.</typeparam>
internal sealed record SweepScale<T>(Unit Unit, double Prefix, string Symbol)
    where T : struct, IQuantity<T>
{
    /// <summary>The digits of a number in a message.</summary>
    private const string MessageFormat = "G10";

    /// <summary>The scale of a unit as it is written.</summary>
    /// <exception cref="QuantityFormatException">It is no unit of the quantity.</exception>
    public static SweepScale<T> For(string symbol, string text)
    {
        if (symbol.Length == 0)
        {
            throw new QuantityFormatException(Quantity.MissingUnit(text, T.Definition));
        }

        return Quantity.TryFindUnit(T.Definition, symbol, out Unit? unit, out double prefix)
            ? new SweepScale<T>(unit, prefix, symbol)
            : throw new QuantityFormatException(Quantity.FaultOfNumber(text, symbol) ?? Quantity.WrongUnit(text, symbol, T.Definition));
    }

    /// <summary>The quantity at a number of this scale.</summary>
    /// <exception cref="QuantityFormatException">It is too large.</exception>
    public T ToQuantity(double number)
    {
        T quantity = T.FromSi(Unit.ToSi(number * Prefix));
        return double.IsFinite(quantity.SiValue)
            ? quantity
            : throw new QuantityFormatException($"The values of the sweep are too large for {T.Definition.Name}.");
    }

    /// <summary>A number of this scale with its unit.</summary>
    public string Format(double number) => $"{number.ToString(MessageFormat, CultureInfo.InvariantCulture)} {Symbol}";

    /// <summary>Reads a number that may carry its own unit, into this scale.</summary>
    /// <exception cref="QuantityFormatException">It is none, or has a unit of another quantity.</exception>
    public double Read(string part, string text)
    {
        if (!Quantity.TrySplit(part, out double number, out string unit))
        {
            throw new QuantityFormatException($"'{part.Trim()}' in '{text}' is not a number.");
        }

        return unit.Length == 0 ? number : Unit.FromSi(Quantity.Parse<T>(part).SiValue) / Prefix;
    }

    /// <summary>Reads a step: in this scale's unit, in another linear unit, or in dB for a level in dBm.</summary>
    /// <exception cref="QuantityFormatException">It is none, or the scale has no zero to step from.</exception>
    public double ReadStep(string part, string text)
    {
        if (Symbol == "dBm")
        {
            return Quantity.Parse<LevelRatio>(part).Decibels;
        }

        double origin = Unit.FromSi(0);
        return Unit.TakesPrefix || origin == 0
            ? Read(part, text)
            : throw new QuantityFormatException($"'{text}' steps on the scale {Symbol}, which has no zero; write it with 'in' and a count.");
    }
}
