using System.Globalization;
using Lab.Quantities;

namespace Lab.Mocks.Scpi;

/// <summary>Reads SCPI numbers with their units, whose case does not matter: <c>6.2GHz</c>, <c>-10 dBm</c>, <c>40 ns</c>, <c>#HFF</c>.</summary>
internal static class ScpiSuffix
{
    private static readonly (string Symbol, double Factor)[] Prefixes =
        [("G", 1e9), ("MA", 1e6), ("K", 1e3), ("M", 1e-3), ("U", 1e-6), ("N", 1e-9), ("P", 1e-12)];

    /// <summary>Reads a number; a unit must be one of the quantity's, and none means the parameter's own.</summary>
    /// <param name="text">The parameter.</param>
    /// <param name="unit">The parameter's own unit, such as <c>Hz</c> or <c>dBm</c>; empty where it takes none.</param>
    /// <exception cref="ScpiErrorException">-104, -120, -121, -131.</exception>
    public static double Read(string text, string unit)
    {
        if (text.StartsWith('#'))
        {
            return ReadRadix(text);
        }

        int end = NumberLength(text);
        if (!double.TryParse(text.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            throw ScpiErrorException.DataTypeError();
        }

        string suffix = text[end..].Trim().ToUpperInvariant();
        string own = unit.ToUpperInvariant();
        if (suffix.Length == 0 || suffix == own)
        {
            return number;
        }

        if (own == "DBM")
        {
            return Power.FromWatts(number * FactorOf(suffix, "W")).Dbm;
        }

        return number * FactorOf(suffix, own);
    }

    private static double FactorOf(string suffix, string unit)
    {
        if (suffix == unit)
        {
            return 1;
        }

        if (unit.Length > 0 && suffix.EndsWith(unit, StringComparison.Ordinal))
        {
            string prefix = suffix[..^unit.Length];

            // SCPI-99, volume 1, 7.1: M is mega before HZ and OHM, and milli everywhere else.
            return prefix == "M" && (unit is "HZ" or "OHM") ? 1e6 : Lookup(prefix);
        }

        throw ScpiErrorException.InvalidSuffix();
    }

    private static double Lookup(string prefix)
    {
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
        int radix = text.Length > 1 ? char.ToUpperInvariant(text[1]) switch { 'H' => 16, 'Q' => 8, 'B' => 2, _ => 0 } : 0;
        long value = 0;
        if (radix == 0 || text.Length is < 3 or > 14)
        {
            throw new ScpiErrorException(-120, "Numeric data error");
        }

        foreach (char c in text.AsSpan(2))
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
            {
                throw new ScpiErrorException(-121, "Invalid character in number");
            }

            value = (value * radix) + digit;
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
