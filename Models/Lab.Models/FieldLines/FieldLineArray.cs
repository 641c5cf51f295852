using Lab.Quantities;

namespace Lab.Models.FieldLines;

/// <summary>
/// Several field lines on one sample holder, through which a little of each line's current leaks into the others
/// (Leroux thesis, section 5.3.2.2).
/// </summary>
/// <remarks>Line k makes the field c_k(I_k + Σ_j L_kj·I_j). The currents are those that the sources deliver; that a leak does not
/// weaken the line it comes from is an assumption, right where c_k was calibrated against the source. Immutable and safe to share
/// between threads.</remarks>
public sealed class FieldLineArray
{
    private readonly double[] teslaPerAmpere;

    /// <summary>Joins field lines.</summary>
    /// <param name="lines">The lines, at least one.</param>
    /// <param name="leakage">Row k and column j: the fraction of the current of line j that flows in line k too. Square, of one
    /// row per line, zero on the diagonal, each entry between -1 and 1.</param>
    /// <exception cref="ArgumentException">There is no line, or the leakage is not such a matrix.</exception>
    public FieldLineArray(IReadOnlyList<FieldLine> lines, IReadOnlyList<IReadOnlyList<double>> leakage)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(leakage);
        RequireMatrix(lines.Count, leakage);
        Lines = [.. lines];
        teslaPerAmpere = new double[lines.Count * lines.Count];
        for (int k = 0; k < lines.Count; k++)
        {
            for (int j = 0; j < lines.Count; j++)
            {
                teslaPerAmpere[(k * lines.Count) + j] = lines[k].Conversion.TeslaPerAmpere * (j == k ? 1 : leakage[k][j]);
            }
        }
    }

    /// <summary>The lines.</summary>
    public IReadOnlyList<FieldLine> Lines { get; }

    /// <summary>The field of every line under all currents, without allocation.</summary>
    /// <param name="currentAmperes">Currents of the sources in amperes, shape [line].</param>
    /// <param name="fieldTesla">Receives the in-plane fields in tesla, shape [line].</param>
    /// <exception cref="ArgumentException">A length is not the number of lines.</exception>
    public void FieldsInto(ReadOnlySpan<double> currentAmperes, Span<double> fieldTesla)
    {
        int count = Lines.Count;
        if (currentAmperes.Length != count || fieldTesla.Length != count)
        {
            throw new ArgumentException(
                $"{count} field lines take {count} currents and give {count} fields; got spans of {currentAmperes.Length} and "
                    + $"{fieldTesla.Length}.");
        }

        for (int k = 0; k < count; k++)
        {
            double sum = 0;
            for (int j = 0; j < count; j++)
            {
                sum += teslaPerAmpere[(k * count) + j] * currentAmperes[j];
            }

            fieldTesla[k] = sum;
        }
    }

    private static void RequireMatrix(int count, IReadOnlyList<IReadOnlyList<double>> leakage)
    {
        if (count == 0)
        {
            throw new ArgumentException("An array needs at least one field line.", nameof(leakage));
        }

        if (leakage.Count != count || leakage.Any(row => row.Count != count))
        {
            throw new ArgumentException(
                $"The leakage between {count} field lines is a matrix of {count} rows of {count} fractions.", nameof(leakage));
        }

        for (int k = 0; k < count; k++)
        {
            for (int j = 0; j < count; j++)
            {
                double fraction = leakage[k][j];
                if (!(Math.Abs(fraction) <= 1) || (j == k && fraction != 0))
                {
                    throw new ArgumentException(
                        j == k
                            ? $"The leakage of field line {k} into itself must be 0; {fraction} is not."
                            : $"The leakage of field line {j} into line {k} must be a fraction between -1 and 1; {fraction} "
                                + "is not.",
                        nameof(leakage));
                }
            }
        }
    }
}
