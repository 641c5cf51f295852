namespace Lab.Mocks.Scpi;

/// <summary>Numbers as instruments write them in scientific notation, with both signs: <c>+1.23456789E-06</c>.</summary>
public static class ScientificText
{
    /// <summary>Writes a number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Digits after the point.</param>
    public static string Of(double value, int digits)
    {
        string mantissa = $"0.{new string('0', digits)}E+00";

        // No instrument writes a negative zero; adding zero takes its sign away.
        return (value + 0.0).ToString($"+{mantissa};-{mantissa}");
    }
}
