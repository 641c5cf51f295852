using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Lab.Quantities;

/// <summary>Reads and writes quantities as people write them: <c>346 MHz</c>, <c>-12 dBm</c>, <c>2 uW</c>.</summary>
public static class Quantity
{
    private static readonly (char Symbol, double Factor)[] Prefixes =
    [
        ('f', 1e-15), ('p', 1e-12), ('n', 1e-9), ('u', 1e-6), ('\u00b5', 1e-6), ('\u03bc', 1e-6), ('m', 1e-3),
        ('k', 1e3), ('M', 1e6), ('G', 1e9), ('T', 1e12),
    ];

    private static readonly (string Symbol, double Factor)[] EngineeringPrefixes =
    [
        ("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3), ("", 1), ("m", 1e-3), ("µ", 1e-6), ("n", 1e-9), ("p", 1e-12),
        ("f", 1e-15),
    ];

    /// <summary>Reads a value with its unit. The unit is never optional, so a bare number is refused.</summary>
    /// <exception cref="QuantityFormatException">No number, no unit, or a unit of another quantity; the message names the
    /// expected quantity and its units.</exception>
    public static T Parse<T>(string text)
        where T : struct, IQuantity<T>
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryRead<T>(text, out T quantity, out string? fault) ? quantity : throw new QuantityFormatException(fault);
    }

    /// <summary>Reads a value with its unit; <see langword="false"/> where <see cref="Parse{T}"/> would throw.</summary>
    public static bool TryParse<T>([NotNullWhen(true)] string? text, out T quantity)
        where T : struct, IQuantity<T>
    {
        quantity = default;
        return text is not null && TryRead(text, out quantity, out _);
    }

    /// <summary>Reads a value of a quantity that is known at run time only, into its SI unit.</summary>
    /// <exception cref="QuantityFormatException">As <see cref="Parse{T}"/>.</exception>
    public static double ParseSi(string text, QuantityDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(definition);
        return TryRead(text, definition, out double siValue, out string? fault)
            ? siValue
            : throw new QuantityFormatException(fault);
    }

    /// <summary>Writes a value with an engineering prefix, so that one to three digits stand before the point.</summary>
    /// <param name="quantity">The value.</param>
    /// <param name="significantDigits">Digits kept, 1 to 17.</param>
    public static string Format<T>(T quantity, int significantDigits = 6)
        where T : struct, IQuantity<T> =>
        FormatSi(quantity.SiValue, T.Definition.Units[0], significantDigits);

    /// <summary>Writes a value in one unit, prefix included: <c>FormatIn(power, "dBm")</c> gives <c>-26.9897 dBm</c>.</summary>
    /// <exception cref="QuantityFormatException">The unit is not one of the quantity's.</exception>
    public static string FormatIn<T>(T quantity, string unit, int significantDigits = 6)
        where T : struct, IQuantity<T>
    {
        if (!TryFindUnit(T.Definition, unit, out Unit? found, out double prefix))
        {
            throw new QuantityFormatException(WrongUnit(unit, unit, T.Definition));
        }

        return $"{Number(found.FromSi(quantity.SiValue) / prefix, significantDigits)} {unit}";
    }

    /// <summary>Writes an SI number with an engineering prefix and a unit symbol,
    /// for results whose unit has no type of its own.</summary>
    public static string FormatSi(double siValue, string siUnit, int significantDigits = 6) =>
        FormatSi(siValue, Unit.Scaled(siUnit, 1, TakesPrefixByItself(siUnit)), significantDigits);

    internal static bool TryFindUnit(
        QuantityDefinition definition, string symbol, [NotNullWhen(true)] out Unit? unit, out double prefixFactor)
    {
        prefixFactor = 1;
        symbol = PlainSymbol(symbol);
        unit = definition.Units.FirstOrDefault(candidate => candidate.IsWritten(symbol));
        if (unit is not null)
        {
            return true;
        }

        foreach ((char prefix, double factor) in Prefixes)
        {
            if (symbol.Length > 1 && symbol[0] == prefix)
            {
                string rest = symbol[1..];
                unit = definition.Units.FirstOrDefault(candidate => candidate.TakesPrefix && candidate.IsWritten(rest));
                if (unit is not null)
                {
                    prefixFactor = factor;
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Splits <c>346 MHz</c> into its number and its unit; the unit is empty for a bare number.</summary>
    internal static bool TrySplit(string text, out double number, out string unit)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        int end = 0;
        while (end < trimmed.Length && IsPartOfNumber(trimmed, end))
        {
            end++;
        }

        unit = trimmed[end..].Trim().ToString();
        return double.TryParse(trimmed[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number);
    }

    internal static string WrongUnit(string text, string unit, QuantityDefinition expected)
    {
        QuantityDefinition? other = QuantityDefinition.All.FirstOrDefault(d => d != expected
            && TryFindUnit(d, unit, out _, out _));
        string found = other is null ? $"'{unit}' is not a unit of {expected.Name}" : $"{text.Trim()} is {other.Name}";
        string[] meant = other is null
            ? [.. SymbolsOf(expected).Where(symbol => symbol.Equals(
                PlainSymbol(unit), StringComparison.OrdinalIgnoreCase)).Distinct()]
            : [];
        return meant.Length > 0
            ? $"{found}; did you mean {string.Join(" or ", meant)}?"
            : $"{found}; {expected.Name} is expected here, in {UnitList(expected)}, for example '{expected.Example}'.";
    }

    internal static string MissingUnit(string text, QuantityDefinition expected) =>
        $"'{text.Trim()}' has no unit; {expected.Name} is written in {UnitList(expected)}, for example '{expected.Example}'.";

    /// <summary>The fault of a text after a number, where a unit should stand, if the text is no unit but more of the
    /// number.</summary>
    internal static string? FaultOfNumber(string text, string unit) => unit.Length > 0 && char.IsAsciiDigit(unit[0])
        ? $"'{text}' has a blank within its number; write it without."
        : null;

    // The ohm sign, the sign of degrees Celsius and the ordinal sign are other characters than Ω, °C and °; A/m² and A/m^2 are
    // A/m2.
    private static string PlainSymbol(string symbol)
    {
        string plain = symbol.Replace('\u2126', 'Ω').Replace("\u2103", "°C", StringComparison.Ordinal).Replace('\u00ba', '°')
            .Replace('\u02da', '°')
            .Replace("^2", "2", StringComparison.Ordinal).Replace('²', '2');
        return plain.Contains('/') ? plain.Replace(" ", string.Empty, StringComparison.Ordinal) : plain;
    }

    private static IEnumerable<string> SymbolsOf(QuantityDefinition definition) =>
        definition.Units.SelectMany(unit => unit.AlsoWritten.Prepend(unit.Symbol).SelectMany(
            symbol => unit.TakesPrefix ? Prefixes.Select(prefix => $"{prefix.Symbol}{symbol}").Prepend(symbol) : [symbol]));

    private static bool TryRead<T>(string text, out T quantity, [NotNullWhen(false)] out string? fault)
        where T : struct, IQuantity<T>
    {
        bool isRead = TryRead(text, T.Definition, out double siValue, out fault);
        quantity = isRead ? T.FromSi(siValue) : default;
        return isRead;
    }

    private static bool TryRead(
        string text, QuantityDefinition definition, out double siValue, [NotNullWhen(false)] out string? fault)
    {
        siValue = 0;
        text = TypedText.Plain(text);
        fault = TypedText.FaultOf(text) ?? (TypedText.HasDoubtfulComma(text) ? TypedText.OneValueWithComma(text) : null);
        if (fault is not null)
        {
            return false;
        }

        if (!TrySplit(text, out double number, out string unit))
        {
            fault = $"'{text}' is not {definition.Name}; write a number and a unit, for example '{definition.Example}'.";
            return false;
        }

        if (unit.Length == 0 && !definition.Units.Any(each => each.Symbol.Length == 0))
        {
            fault = MissingUnit(text, definition);
            return false;
        }

        if (!TryFindUnit(definition, unit, out Unit? found, out double prefix))
        {
            fault = FaultOfNumber(text, unit) ?? WrongUnit(text, unit, definition);
            return false;
        }

        // A finite number can still overflow in its unit: 1e300 THz, or 4000 dBm.
        siValue = found.ToSi(number * prefix);
        fault = double.IsFinite(siValue) ? null : $"'{text.Trim()}' is too large for {definition.Name}.";
        return fault is null;
    }

    private static bool IsPartOfNumber(ReadOnlySpan<char> text, int index)
    {
        char c = text[index];
        if (char.IsAsciiDigit(c) || c == '.')
        {
            return true;
        }

        if (c is '+' or '-')
        {
            return index == 0 || text[index - 1] is 'e' or 'E';
        }

        // An exponent only where a digit or a signed digit follows, so that '3 eV' keeps its unit.
        return c is 'e' or 'E' && index > 0 && index + 1 < text.Length
            && (char.IsAsciiDigit(text[index + 1])
                || (text[index + 1] is '+' or '-' && index + 2 < text.Length && char.IsAsciiDigit(text[index + 2])));
    }

    private static string FormatSi(double siValue, Unit unit, int significantDigits)
    {
        if (!unit.TakesPrefix || siValue == 0 || !double.IsFinite(siValue))
        {
            return $"{Number(unit.FromSi(siValue), significantDigits)} {unit.Symbol}".TrimEnd();
        }

        // The rounded magnitude decides the prefix, so that 999.9999 MHz is written 1 GHz and never 1000 MHz.
        double rounded = Math.Abs(Rounded(siValue, significantDigits));
        (string prefix, double factor) = EngineeringPrefixes.FirstOrDefault(
            p => rounded >= p.Factor * (1 - 1e-12), EngineeringPrefixes[^1]);
        return $"{Number(siValue / factor, significantDigits)} {prefix}{unit.Symbol}";
    }

    // The format G2 would write 250 as 2.5E+02; the rounded number written in full is 250.
    private static string Number(double value, int significantDigits) =>
        Rounded(value, significantDigits).ToString("R", CultureInfo.InvariantCulture);

    private static double Rounded(double value, int significantDigits) =>
        double.Parse(value.ToString($"E{significantDigits - 1}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    // '1/s', 'V/W' and the like read badly with a prefix; a plain symbol reads well with one.
    private static bool TakesPrefixByItself(string siUnit) => siUnit.Length > 0 && siUnit.All(char.IsLetter);

    private static string UnitList(QuantityDefinition definition) =>
        string.Join(", ", definition.Units.Select(unit => unit.TakesPrefix ? $"{unit.Symbol} (prefixes f to T)" : unit.Symbol));
}
