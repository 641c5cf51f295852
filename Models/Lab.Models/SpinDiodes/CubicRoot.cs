namespace Lab.Models.SpinDiodes;

/// <summary>
/// The analytic root of a driven nonlinear resonator: the smallest positive <c>x</c> with
/// <c>cubic·x³ + quadratic·x² + linear·x = constant</c>.
/// </summary>
/// <remarks>
/// The equation of a resonator has the form x·[(a + a·Q·x)² + (D − b·x)²] = F², whose coefficients obey
/// quadratic² ≤ 4·cubic·linear. Under that condition a positive root always exists.
/// </remarks>
public static class CubicRoot
{
    /// <summary>Solves <c>cubic·x³ + quadratic·x² + linear·x = constant</c> for its smallest positive root.</summary>
    /// <param name="cubic">Coefficient of x³, zero or positive.</param>
    /// <param name="quadratic">Coefficient of x², with quadratic² ≤ 4·cubic·linear.</param>
    /// <param name="linear">Coefficient of x, positive.</param>
    /// <param name="constant">Right-hand side, zero or positive.</param>
    /// <returns>The root, with a relative error of a few roundings away from the fold where two roots meet. Arguments outside
    /// their ranges are not checked, because the kernels that call this have checked them; NaN gives NaN.</returns>
    public static double LowestPositive(double cubic, double quadratic, double linear, double constant)
    {
        // In units of the linear answer, and for the reciprocal y of the root, the equation is monic: y³ − y² − B·y − A = 0.
        // A and B vanish in the linear limit, where Cardano's formula for the root itself would divide by almost zero.
        // The smallest positive root is the largest y.
        double linearRoot = constant / linear;
        double b = quadratic * linearRoot / linear;
        double a = cubic * linearRoot / linear * linearRoot;
        return linearRoot / Polished(LargestReciprocal(a, b), a, b);
    }

    private static double LargestReciprocal(double a, double b)
    {
        // With y = z + 1/3 the equation becomes z³ − 3·r2·z − 2·s = 0.
        double r2 = (1.0 / 9) + (b / 3);
        double s = (1.0 / 27) + (b / 6) + (a / 2);
        double discriminant = (s * s) - (r2 * r2 * r2);
        if (discriminant < 0)
        {
            double r = Math.Sqrt(r2);
            return (1.0 / 3) + (2 * r * Math.Cos(Math.Acos(Math.Clamp(s / (r2 * r), -1, 1)) / 3));
        }

        // One real root. The larger of the two cube roots is taken and the other follows from their product, so nothing cancels.
        double u = Math.Cbrt(s + Math.CopySign(Math.Sqrt(discriminant), s));
        return (1.0 / 3) + u + (u == 0 ? 0 : r2 / u);
    }

    /// <summary>Two Newton steps remove what the cosine and the cube root lost; near a fold they are left out, for there the
    /// slope vanishes and a step would leave the branch.</summary>
    private static double Polished(double y, double a, double b)
    {
        for (int i = 0; i < 2; i++)
        {
            double slope = (((3 * y) - 2) * y) - b;
            double step = ((((((y - 1) * y) - b) * y) - a)) / slope;
            if (slope > 0 && Math.Abs(step) < 1e-6 * y)
            {
                y -= step;
            }
        }

        return y;
    }
}
