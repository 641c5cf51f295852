namespace Lab.Calibration.Regression;

/// <summary>Checks that pairs of numbers can be fitted, with messages for the experimenter.</summary>
internal static class RegressionData
{
    /// <summary>Refuses unequal lengths, too few points, numbers that are not finite, and too few distinct x.</summary>
    /// <param name="what">The fitted function, with its article: <c>a straight line</c>.</param>
    /// <param name="x">Abscissas, shape [point].</param>
    /// <param name="y">Ordinates, shape [point].</param>
    /// <param name="minimumCount">The fewest points.</param>
    /// <param name="minimumDistinct">The fewest distinct x.</param>
    public static void Require(string what, ReadOnlySpan<double> x, ReadOnlySpan<double> y, int minimumCount, int minimumDistinct)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException(
                $"{x.Length} values of x and {y.Length} of y do not make points; pass spans of one length.");
        }

        if (x.Length < minimumCount)
        {
            throw new ArgumentException(
                $"The fit of {what} needs at least {minimumCount} points for its uncertainty; got {x.Length}.");
        }

        for (int i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(x[i]) || !double.IsFinite(y[i]))
            {
                throw new ArgumentException($"Point {i} of the fit is ({x[i]}, {y[i]}); leave it out or measure it again.");
            }
        }

        int distinct = x.ToArray().Distinct().Count();
        if (distinct < minimumDistinct)
        {
            throw new ArgumentException(
                $"The fit of {what} needs at least {minimumDistinct} distinct x; the points have {distinct}.");
        }
    }
}
