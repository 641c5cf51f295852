using System.Globalization;

namespace Lab.Quantities;

/// <summary>The unit in which a sweep steps: linear in its own numbers, so that a dBm sweep steps in dB.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Prefix">The factor of its prefix.</param>
/// <param name="Symbol">Prefix and unit as they were written.</param>
/// <param name="Definition">The quantity.</param>
internal sealed record SweepScale(Unit Unit, double Prefix, string Symbol, QuantityDefinition Definition)
{
    /// <summary>The digits of a number in a message.</summary>
    private const string MessageFormat = "G10";

    /// <summary>The scale of a unit as it is written.</summary>
    /// <exception cref="QuantityFormatException">It is no unit of the quantity.</exception>
    public static SweepScale For(string symbol, string text, QuantityDefinition definition)
    {
        if (symbol.Length == 0)
        {
            throw new QuantityFormatException(Quantity.MissingUnit(text, definition));
        }

        return Quantity.TryFindUnit(definition, symbol, out Unit? unit, out double prefix)
            ? new SweepScale(unit, prefix, symbol, definition)
            : throw new QuantityFormatException(
                Quantity.FaultOfNumber(text, symbol) ?? Quantity.WrongUnit(text, symbol, definition));
    }

    /// <summary>The SI value of a number of this scale.</summary>
    /// <exception cref="QuantityFormatException">It is too large.</exception>
    public double ToSi(double number) => Unit.ToSi(number * Prefix) is var value && double.IsFinite(value)
        ? value
        : throw new QuantityFormatException($"The values of the sweep are too large for {Definition.Name}.");

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

        return unit.Length == 0 ? number : Unit.FromSi(Quantity.ParseSi(part, Definition)) / Prefix;
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
            : throw new QuantityFormatException(
                $"'{text}' steps on the scale {Symbol}, which has no zero; write it with 'in' and a count.");
    }
}
