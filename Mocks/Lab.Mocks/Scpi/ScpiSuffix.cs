using System.Globalization;
using Lab.Quantities;

namespace Lab.Mocks.Scpi;

/// <summary>Reads SCPI numbers with their units, whose case does not matter: <c>6.2GHz</c>, <c>-10 dBm</c>, <c>40 ns</c>,
/// <c>#HFF</c>.</summary>
internal static class ScpiSuffix
{
    // IEEE 488.2, 7.7.2.4: longer mantissas and larger exponents are errors of their own.
    private const int LongestNumber = 255;
    private const int LargestExponent = 32000;
    private const double LargestExactInteger = 1L << 53;

    private static readonly (string Symbol, double Factor)[] Prefixes =
        [("T", 1e12), ("G", 1e9), ("MA", 1e6), ("K", 1e3), ("M", 1e-3), ("U", 1e-6), ("N", 1e-9), ("P", 1e-12), ("F", 1e-15)];

    /// <summary>Units besides the parameter's own and its multiples that instruments take for it.</summary>
    private static readonly (string Own, string Other, double Factor)[] Relatives =
    [
        ("DEG", "RAD", 180 / Math.PI), ("RAD", "DEG", Math.PI / 180), ("%", "PCT", 1), ("PCT", "%", 1),
        ("VP", "V", 1), ("VP", "MV", 1e-3),
    ];

    /// <summary>Reads a number; a unit must be one of the quantity's, and none means the parameter's own.</summary>
    /// <param name="text">The parameter.</param>
    /// <param name="unit">The parameter's own unit, such as <c>Hz</c> or <c>dBm</c>; empty where it takes none.</param>
    /// <returns>A finite number; <c>INF</c>, <c>NINF</c> and <c>NAN</c> are 9.9E37, -9.9E37 and 9.91E37 (SCPI-99, volume 1,
    /// 7.2.1.4 and 7.2.1.5).</returns>
    /// <exception cref="ScpiErrorException">-104, -120, -121, -123, -124, -131, -138, -222.</exception>
    public static double Read(string text, string unit)
    {
        double value = text.StartsWith('#') ? ReadRadix(text) : ReadSpecial(text) ?? ReadDecimal(text, unit.ToUpperInvariant());
        return double.IsFinite(value) ? value : throw ScpiErrorException.OutOfRange();
    }

    private static double? ReadSpecial(string text) => text.ToUpperInvariant() switch
    {
        "INF" or "INFINITY" => 9.9e37,
        "NINF" or "NINFINITY" => -9.9e37,
        "NAN" => 9.91e37,
        _ => null,
    };

    private static double ReadDecimal(string text, string unit)
    {
        int end = NumberLength(text);
        RequireSize(text.AsSpan(0, end));
        if (!double.TryParse(text.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            throw ScpiErrorException.DataTypeError();
        }

        string suffix = text[end..].Trim().ToUpperInvariant();
        if (suffix.Length == 0 || suffix == unit)
        {
            return number;
        }

        return unit == "DBM" ? Power.FromWatts(number * FactorOf(suffix, "W")).Dbm : number * FactorOf(suffix, unit);
    }

    private static void RequireSize(ReadOnlySpan<char> number)
    {
        if (number.Length > LongestNumber)
        {
            throw new ScpiErrorException(-124, "Too many digits");
        }

        int exponent = number.IndexOfAny('e', 'E');
        if (exponent >= 0
            && double.TryParse(
                number[(exponent + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double value)
            && Math.Abs(value) > LargestExponent)
        {
            throw new ScpiErrorException(-123, "Exponent too large");
        }
    }

    private static double FactorOf(string suffix, string unit)
    {
        if (unit.Length == 0)
        {
            throw ScpiErrorException.SuffixNotAllowed();
        }

        foreach ((string own, string other, double factor) in Relatives)
        {
            if (own == unit && other == suffix)
            {
                return factor;
            }
        }

        if (!suffix.EndsWith(unit, StringComparison.Ordinal))
        {
            throw ScpiErrorException.InvalidSuffix();
        }

        // SCPI-99, volume 1, 7.1: M is mega before HZ and OHM, and milli everywhere else.
        string prefix = suffix[..^unit.Length];
        return prefix == "M" && (unit is "HZ" or "OHM") ? 1e6 : Lookup(prefix);
    }

    private static double Lookup(string prefix)
    {
        if (prefix.Length == 0)
        {
            return 1;
        }

        foreach ((string symbol, double factor) in Prefixes)
        {
            if (symbol == prefix)
            {
                return factor;
            }
        }

        throw ScpiErrorException.InvalidSuffix();
    }

    private static double ReadRadix(string text)
    {
        int radix = text.Length > 2 ? char.ToUpperInvariant(text[1]) switch { 'H' => 16, 'Q' => 8, 'B' => 2, _ => 0 } : 0;
        if (radix == 0)
        {
            throw new ScpiErrorException(-120, "Numeric data error");
        }

        double value = 0;
        foreach (char c in text.AsSpan(2))
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
            {
                throw new ScpiErrorException(-121, "Invalid character in number");
            }

            value = (value * radix) + digit;
            if (value > LargestExactInteger)
            {
                throw ScpiErrorException.OutOfRange();
            }
        }

        return value;
    }

    private static int NumberLength(string text)
    {
        int i = 0;
        while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] is '.' or '+' or '-'
            || (text[i] is 'e' or 'E' && i + 1 < text.Length && (char.IsAsciiDigit(text[i + 1]) || text[i + 1] is '+' or '-'))))
        {
            i++;
        }

        return i;
    }
}
