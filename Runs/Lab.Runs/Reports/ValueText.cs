using System.Globalization;
using System.Text;
using Lab.Quantities;
using Lab.Runs.Results;

namespace Lab.Runs.Reports;

/// <summary>Writes a value with its uncertainty as one prints it: <c>346.012 ± 0.034 MHz</c>.</summary>
/// <remarks>
/// The uncertainty has two significant digits and the value ends at the same decimal (GUM, 7.2.6). Both share an engineering
/// prefix where the unit takes one, and a power of ten where plain digits would be long. Of a product of units the first takes
/// the prefix, and an ampere below it is a milliampere: <c>1.9575 ± 0.0011 MHz/mA</c>.
/// </remarks>
public static class ValueText
{
    private const int DigitsWithoutUncertainty = 6;
    private const int DigitsOfUncertainty = 2;

    // A density of noise is known no better than that.
    private const int DigitsOfNoise = 2;

    // A double holds no more; what lies below would be noise of the conversion to decimal.
    private const int DigitsOfDouble = 15;

    // Plain digits are read at a glance from 0.001 to 999 999.
    private const int LowestPlainExponent = -3;
    private const int HighestPlainExponent = 5;
    private const int LeastOfAmperes = 3;

    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private static readonly Dictionary<string, int> PrefixExponents = new()
    {
        ["T"] = 12,
        ["G"] = 9,
        ["M"] = 6,
        ["k"] = 3,
        [""] = 0,
        ["m"] = -3,
        ["µ"] = -6,
        ["n"] = -9,
        ["p"] = -12,
        ["f"] = -15,
    };

    /// <summary>Writes a result. A parameter whose uncertainty exceeds its value is said to be not determined.</summary>
    public static string Format(ResultValue result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string text = result is { Uncertainty: null, Digits: { } digits }
            ? FormatDigits(result.Value, result.Unit, digits)
            : Format(result.Value, result.Unit, result.Uncertainty);
        return result.IsUndetermined ? $"{text}, not determined" : text;
    }

    /// <summary>Writes a value with its unit.</summary>
    /// <param name="value">The value; NaN and infinity are written as words.</param>
    /// <param name="unit">The unit without prefix; empty for a pure number.</param>
    /// <param name="uncertainty">
    /// The standard uncertainty in the same unit, <see langword="null"/> where none is stated, and NaN or infinity where the fit
    /// could not tell, which the text says.
    /// </param>
    public static string Format(double value, string unit, double? uncertainty)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "not a number" : value > 0 ? "infinite" : "minus infinity";
        }

        return uncertainty switch
        {
            null => Alone(value, unit, unit.Contains('√') ? DigitsOfNoise : DigitsWithoutUncertainty),
            0 => Join(Alone(value, unit, DigitsOfDouble), "± 0"),
            > 0 and < double.PositiveInfinity => WithUncertainty(value, unit, uncertainty.Value),
            _ => $"{Alone(value, unit, DigitsWithoutUncertainty)} (uncertainty unknown)",
        };
    }

    /// <summary>Writes a value with a number of significant digits.</summary>
    /// <param name="value">The value; NaN and infinity are written as words.</param>
    /// <param name="unit">The unit without prefix; empty for a pure number.</param>
    /// <param name="digits">The digits, 1 to 15.</param>
    public static string FormatDigits(double value, string unit, int digits)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return double.IsFinite(value) ? Alone(value, unit, digits) : Format(value, unit, uncertainty: null);
    }

    /// <summary>The unit in which values are drawn on an axis: with the prefix that their size asks for.</summary>
    /// <param name="size">The size of the values in the unit, above zero.</param>
    /// <param name="unit">The unit without prefix.</param>
    /// <returns>What one of the new unit is in the old one, and its symbol; <see langword="null"/> where no prefix
    /// helps.</returns>
    internal static (double Factor, string Symbol)? AxisUnit(double size, string unit) =>
        Scale(size, unit, DigitsOfUncertainty) is { IsPower: false } scale && scale.Symbol != unit
            ? (Math.Pow(10, scale.Exponent), scale.Symbol)
            : null;

    private static string Alone(double value, string unit, int digits)
    {
        // Counts are exact: 363000 points are not 3.63e5.
        if (unit.Length == 0 && Math.Abs(value) < 1e15 && value == Math.Truncate(value))
        {
            return value.ToString("0", CultureInfo.InvariantCulture);
        }

        (int exponent, string symbol, bool isPower) = Scale(value, unit, digits);
        string number = InFull(value / Math.Pow(10, exponent), digits);
        return Join(isPower ? $"{number} × 10{Superscript(exponent)}" : number, symbol);
    }

    // The format G3 would write 52800 as 5.28E+04; the rounded number in full is 52800.
    private static string InFull(double value, int digits)
    {
        string rounded = value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture);
        return double.Parse(rounded, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
    }

    private static string WithUncertainty(double value, string unit, double uncertainty)
    {
        // The larger one decides the scale: 0.1 ± 20 MHz, and never 100 ± 20000 kHz.
        (int exponent, string symbol, bool isPower) = Scale(Math.Max(Math.Abs(value), uncertainty), unit, DigitsOfUncertainty);

        // Where the uncertainty's second digit stands, after rounding: 0.0997 becomes 0.10.
        int last = ExponentOf(uncertainty, DigitsOfUncertainty) - (DigitsOfUncertainty - 1);
        if (value != 0 && ExponentOf(value, DigitsOfDouble) - last >= DigitsOfDouble)
        {
            return $"{Alone(value, unit, DigitsOfDouble)} ± {Alone(uncertainty, unit, DigitsOfUncertainty)}";
        }

        string text = $"{Rounded(value, exponent, last)} ± {Rounded(uncertainty, exponent, last)}";
        return Join(isPower ? $"({text}) × 10{Superscript(exponent)}" : text, symbol);
    }

    /// <summary>The value in units of ten to the exponent, rounded at the decimal place <paramref name="last"/>.</summary>
    private static string Rounded(double value, int exponent, int last)
    {
        double scaled = value / Math.Pow(10, exponent);
        int decimals = exponent - last;
        if (decimals < 0)
        {
            double step = Math.Pow(10, -decimals);
            scaled = Math.Round(scaled / step, MidpointRounding.AwayFromZero) * step;
        }

        string text = scaled.ToString($"F{Math.Max(decimals, 0)}", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text.TrimStart('-') : text;
    }

    /// <summary>The power of ten to write a value in, and the unit's symbol, which may have taken the power as its
    /// prefix.</summary>
    private static (int Exponent, string Symbol, bool IsPower) Scale(double value, string unit, int digits)
    {
        if (value == 0)
        {
            return (0, unit, false);
        }

        int exponent = ExponentOf(value, digits);

        // A prefix before a logarithmic unit makes sense to nobody, and a second one before mT is none.
        if (UnitExpression.TryParse(unit, out UnitExpression? read) && read.SiSymbol == unit)
        {
            string text = Quantity.FormatSi(value, unit, digits);
            string symbol = text[(text.IndexOf(' ') + 1)..];
            if (unit.Length > 0 && symbol.Length > unit.Length
                && PrefixExponents.TryGetValue(symbol[..^unit.Length], out int prefix)
                && exponent - prefix is >= LowestPlainExponent and <= HighestPlainExponent)
            {
                return (prefix, symbol, false);
            }
        }

        // Hz/A from kilohertz on is read in Hz/mA, so that an error stands in the unit of its value.
        bool isPlain = exponent is >= LowestPlainExponent and <= HighestPlainExponent
            && !(exponent >= LeastOfAmperes && IsPerAmpere(unit));
        return isPlain ? (0, unit, false)
            : (read is { TakesPrefix: true } ? ProductScale(value, unit, digits, exponent) : null) ?? (exponent, unit, true);
    }

    // The first factor takes the prefix.
    private static (int Exponent, string Symbol, bool IsPower)? ProductScale(double value, string unit, int digits, int exponent)
    {
        string first = string.Concat(unit.TakeWhile(char.IsLetter));
        bool isPerAmpere = IsPerAmpere(unit);
        string text = Quantity.FormatSi(isPerAmpere ? value * 1e-3 : value, first, digits);
        string symbol = text[(text.IndexOf(' ') + 1)..];
        return first.Length < unit.Length && PrefixExponents.TryGetValue(symbol[..^first.Length], out int prefix)
            && exponent - (isPerAmpere ? prefix + 3 : prefix) is >= LowestPlainExponent and <= HighestPlainExponent
            ? (isPerAmpere ? prefix + 3 : prefix, $"{symbol}{(isPerAmpere ? "/mA" : unit[first.Length..])}", false)
            : null;
    }

    private static bool IsPerAmpere(string unit) =>
        unit.EndsWith("/A", StringComparison.Ordinal) && unit[..^2].All(char.IsLetter);

    /// <summary>The decimal exponent of a number other than zero, after rounding it to some digits.</summary>
    private static int ExponentOf(double value, int digits)
    {
        string text = value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture);
        return int.Parse(text.AsSpan(text.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    private static string Superscript(int exponent)
    {
        var text = new StringBuilder(exponent < 0 ? "⁻" : string.Empty);
        foreach (char digit in Math.Abs(exponent).ToString(CultureInfo.InvariantCulture))
        {
            text.Append(Superscripts[digit - '0']);
        }

        return text.ToString();
    }

    private static string Join(string number, string unit) => unit.Length == 0 ? number : $"{number} {unit}";
}
