namespace Lab.Calibration.Resonances;

/// <summary>The two parts of a line against x, the distance from the resonance in half widths.</summary>
/// <remarks>1/(1 + x²) and x/(1 + x²); with a modulated field, their derivatives by x.</remarks>
public static class LineShape
{
    /// <summary>Values and derivatives of both parts.</summary>
    /// <param name="x">Distance from the resonance in half widths.</param>
    /// <param name="isDerivative">Whether the field was modulated.</param>
    /// <returns>Symmetric part, antisymmetric part, and their derivatives by x.</returns>
    public static (double Symmetric, double Antisymmetric, double SymmetricSlope, double AntisymmetricSlope) At(
        double x, bool isDerivative)
    {
        double one = 1 / (1 + (x * x));
        double two = one * one;
        return isDerivative
            ? (-2 * x * two, (1 - (x * x)) * two, ((6 * x * x) - 2) * two * one, ((2 * x * x) - 6) * x * two * one)
            : (one, x * one, -2 * x * two, (1 - (x * x)) * two);
    }
}
