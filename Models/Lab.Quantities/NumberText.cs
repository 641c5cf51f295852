using System.Globalization;

namespace Lab.Quantities;

/// <summary>Reads plain numbers as people write them: <c>0.05</c>, <c>5 %</c>, <c>2.0</c> for a whole two.</summary>
public static class NumberText
{
    /// <summary>Reads a number without a unit; <c>%</c> after it is a hundredth.</summary>
    /// <exception cref="QuantityFormatException">It is none, is not finite, or has a comma that could be a decimal
    /// comma.</exception>
    public static double Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string plain = TypedText.Plain(text);
        if (TypedText.FaultOf(plain) is { } fault)
        {
            throw new QuantityFormatException(fault);
        }

        if (TypedText.HasDoubtfulComma(plain))
        {
            throw new QuantityFormatException(TypedText.OneValueWithComma(plain));
        }

        bool isPercent = plain.EndsWith('%');
        string digits = isPercent ? plain[..^1] : plain;
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number)
            ? isPercent ? number / 100 : number
            : throw new QuantityFormatException($"'{plain}' is not a number.");
    }

    /// <summary>Reads a number as <see cref="Parse"/> does; <see langword="false"/> where that would throw.</summary>
    public static bool TryParse(string text, out double number)
    {
        try
        {
            number = Parse(text);
            return true;
        }
        catch (QuantityFormatException)
        {
            number = double.NaN;
            return false;
        }
    }

    /// <summary>Splits a list of numbers at its commas.</summary>
    /// <exception cref="QuantityFormatException">A comma could be a decimal comma,
    /// for digits stand on both sides without a blank.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string plain = TypedText.Plain(text);
        return TypedText.FaultOf(plain) is { } fault ? throw new QuantityFormatException(fault)
            : TypedText.HasDoubtfulComma(plain) ? throw new QuantityFormatException(TypedText.ValuesWithComma(plain))
            : plain.Split(',', StringSplitOptions.TrimEntries);
    }

    /// <summary>Reads a whole number, which may be written <c>2.0</c> or <c>1e3</c>.</summary>
    /// <exception cref="QuantityFormatException">It is none, or beyond two thousand million.</exception>
    public static int ParseWhole(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('%'))
        {
            throw new QuantityFormatException($"'{text.Trim()}' is not a whole number.");
        }

        double number;
        try
        {
            number = Parse(text);
        }
        catch (QuantityFormatException error) when (error.Message.EndsWith(" is not a number.", StringComparison.Ordinal))
        {
            throw new QuantityFormatException($"'{TypedText.Plain(text)}' is not a whole number.");
        }

        return number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue
            ? (int)number
            : throw new QuantityFormatException(
                $"'{TypedText.Plain(text)}' is not a whole "
                    + $"number{(Math.Abs(number) > int.MaxValue ? " of at most ten digits" : string.Empty)}.");
    }

    /// <summary>Reads <c>on</c> or <c>off</c>, <c>yes</c> or <c>no</c>, <c>true</c> or <c>false</c>, in any case.</summary>
    /// <exception cref="QuantityFormatException">It is none of these.</exception>
    public static bool ParseSwitch(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim().ToLowerInvariant() switch
        {
            "on" or "true" or "yes" => true,
            "off" or "false" or "no" => false,
            _ => throw new QuantityFormatException($"'{text.Trim()}' is neither on nor off."),
        };
    }
}
