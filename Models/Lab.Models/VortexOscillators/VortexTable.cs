using Lab.Quantities;

namespace Lab.Models.VortexOscillators;

/// <summary>Coefficients of a vortex core's orbit from simulations or measurements: a table of α, β and n against the current,
/// with straight lines between its rows.</summary>
/// <remarks>Immutable and safe to share between threads.</remarks>
public sealed class VortexTable : IVortexCoefficients
{
    private readonly double[] currents;
    private readonly VortexCoefficients[] coefficients;

    /// <summary>Makes the table.</summary>
    /// <param name="rows">Current densities in A/m², strictly ascending, with their coefficients; at least two. α changes its
    /// sign from minus to plus exactly once, β is negative and n positive.</param>
    /// <exception cref="ArgumentException">The rows are none of a vortex oscillator; the text says which and why.</exception>
    public VortexTable(IReadOnlyList<(double AmperesPerSquareMetre, VortexCoefficients Coefficients)> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        currents = [.. rows.Select(row => row.AmperesPerSquareMetre)];
        coefficients = [.. rows.Select(row => row.Coefficients)];
        if (rows.Count < 2)
        {
            throw new ArgumentException($"A table of coefficients has two rows or more; there are {rows.Count}.");
        }

        for (int i = 0; i < rows.Count; i++)
        {
            (double growth, double saturation, double exponent) = coefficients[i];
            if (!double.IsFinite(currents[i]) || !double.IsFinite(growth) || !(saturation < 0 && double.IsFinite(saturation))
                || !(exponent > 0 && double.IsFinite(exponent)))
            {
                throw new ArgumentException(
                    $"Row {i + 1}: J = {currents[i]}, α = {growth}, β = {saturation}, n = {exponent}. β has to be negative, n "
                        + "positive.");
            }

            if (i > 0 && !(currents[i] > currents[i - 1]))
            {
                throw new ArgumentException(
                    $"Row {i + 1}: J = {currents[i]} does not exceed the {currents[i - 1]} before it; the rows have to ascend.");
            }
        }

        FirstCritical = CurrentDensity.FromAmperesPerSquareMetre(CrossingOf(currents, coefficients));
    }

    /// <inheritdoc/>
    public CurrentDensity FirstCritical { get; }

    /// <inheritdoc/>
    public CurrentDensity Largest => CurrentDensity.FromAmperesPerSquareMetre(currents[^1]);

    /// <inheritdoc/>
    public CurrentDensity Smallest => CurrentDensity.FromAmperesPerSquareMetre(currents[0]);

    /// <inheritdoc/>
    public IReadOnlyList<double> KnotAmperesPerSquareMetre => currents;

    /// <inheritdoc/>
    public VortexCoefficients At(CurrentDensity current)
    {
        VortexRange.Require(this, current, "the last row of the table");
        double density = current.AmperesPerSquareMetre;
        int found = Array.BinarySearch(currents, density);
        if (found >= 0)
        {
            return coefficients[found];
        }

        int above = ~found;
        double share = (density - currents[above - 1]) / (currents[above] - currents[above - 1]);
        (VortexCoefficients low, VortexCoefficients high) = (coefficients[above - 1], coefficients[above]);
        return new VortexCoefficients(
            double.Lerp(low.GrowthPerSecond, high.GrowthPerSecond, share),
            double.Lerp(low.SaturationPerSecond, high.SaturationPerSecond, share),
            double.Lerp(low.Exponent, high.Exponent, share));
    }

    private static double CrossingOf(double[] currents, VortexCoefficients[] coefficients)
    {
        int[] changes = [.. Enumerable.Range(1, currents.Length - 1).Where(
            i => coefficients[i - 1].GrowthPerSecond <= 0 != coefficients[i].GrowthPerSecond <= 0)];
        if (changes is not [int above] || coefficients[above].GrowthPerSecond < 0)
        {
            throw new ArgumentException(
                $"α changes its sign {changes.Length} times in the table and should once, from minus to plus: the table has to "
                    + "hold currents below and above the first critical one.");
        }

        (double low, double high) = (coefficients[above - 1].GrowthPerSecond, coefficients[above].GrowthPerSecond);
        return double.Lerp(currents[above - 1], currents[above], -low / (high - low));
    }
}
