using System.Globalization;

namespace Lab.Mocks.Scpi;

/// <summary>Numbers as instruments write them in scientific notation, with both signs: <c>+1.23456789E-06</c>.</summary>
/// <remarks>The binary number is rounded as it is, as in C, so that of what looks like half of the last digit some goes up and
/// some down. Means of the steps of a converter end in such halves often; all of them upwards would make readings too
/// large.</remarks>
public static class ScientificText
{
    private const int ExponentDigits = 2;

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Digits after the point.</param>
    public static string Of(double value, int digits)
    {
        // No instrument writes a negative zero; adding zero takes its sign away.
        string text = (value + 0.0).ToString($"E{digits}", CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            return text;
        }

        int mark = text.IndexOf('E', StringComparison.Ordinal);
        string sign = value < 0 ? string.Empty : "+";
        string exponent = text[(mark + 2)..].TrimStart('0').PadLeft(ExponentDigits, '0');
        return $"{sign}{text[..(mark + 2)]}{exponent}";
    }
}
