namespace Lab.Models.Randomness;

/// <summary>The natural logarithm from exactly rounded operations only, so that its last bit is the same on every
/// platform.</summary>
internal static class StableLogarithm
{
    /// <summary>ln x for a positive, normal x, within two units in the last place of the result or of 1,
    /// whichever is larger.</summary>
    public static double Of(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // ln m = 2·artanh s with s = (m − 1)/(m + 1), |s| < 0.172: the first term left out, 2·s²³/23, is below 1e-18.
        double s = (mantissa - 1) / (mantissa + 1);
        double square = s * s;
        double series = 0;
        for (int n = 21; n >= 1; n -= 2)
        {
            series = (series * square) + (1.0 / n);
        }

        return (exponent * 0.6931471805599453) + (2 * s * series);
    }
}
