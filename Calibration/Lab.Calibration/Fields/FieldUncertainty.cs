using Lab.Quantities;

namespace Lab.Calibration.Fields;

/// <summary>How far the field in which points were measured may be from the wanted one,
/// and by how much that moves a resonance.</summary>
/// <remarks>
/// A resonance is measured in the field that is there and stated for the wanted field. Between the two lie the difference that
/// the gaussmeter shows and what the gaussmeter does not know. Both are common to all points of a run: they widen the place of a
/// resonance and leave differences between resonances of one run alone.
/// </remarks>
/// <param name="Wanted">The field that was asked for.</param>
/// <param name="ThereTesla">The measured field, T, the mean of the points.</param>
/// <param name="UncertaintyTesla">Its standard uncertainty, T: that of the points, and their scatter where a resumed run settled
/// at another field.</param>
public sealed record FieldUncertainty(MagneticField Wanted, double ThereTesla, double UncertaintyTesla)
{
    /// <summary>The measured field less the wanted one, T.</summary>
    public double MissTesla => ThereTesla - Wanted.Tesla;

    /// <summary>Standard uncertainty of the wanted field at the sample, T: the root of the sum of the squares of what is missed
    /// and of what is not known.</summary>
    public double TotalTesla => double.Hypot(MissTesla, UncertaintyTesla);

    /// <summary>Takes the field of points together.</summary>
    /// <param name="wanted">The field that was asked for.</param>
    /// <param name="fieldTesla">Measured field, T, shape [point]; at least one.</param>
    /// <param name="uncertaintyTesla">Its standard uncertainty, T, shape [point].</param>
    /// <exception cref="ArgumentException">No points, or another number of uncertainties.</exception>
    public static FieldUncertainty Of(
        MagneticField wanted, IReadOnlyList<double> fieldTesla, IReadOnlyList<double> uncertaintyTesla)
    {
        ArgumentNullException.ThrowIfNull(fieldTesla);
        ArgumentNullException.ThrowIfNull(uncertaintyTesla);
        if (fieldTesla.Count == 0 || fieldTesla.Count != uncertaintyTesla.Count)
        {
            throw new ArgumentException(
                $"{fieldTesla.Count} fields have {uncertaintyTesla.Count} uncertainties; each of at least one point has one.",
                nameof(fieldTesla));
        }

        // Taken from the first point, so that equal fields have exactly their own value as mean.
        double first = fieldTesla[0];
        double mean = first + fieldTesla.Average(field => field - first);
        double scatter = fieldTesla.Average(field => (field - mean) * (field - mean));
        double known = uncertaintyTesla.Average(uncertainty => uncertainty * uncertainty);
        return new FieldUncertainty(wanted, mean, Math.Sqrt(known + scatter));
    }

    /// <summary>Standard uncertainty that the field gives the place of a resonance, Hz.</summary>
    /// <param name="slope">Shift of the resonance per field, or an upper bound of it.</param>
    public double HertzAt(FrequencyPerField slope) => Math.Abs(slope.HertzPerTesla) * TotalTesla;
}
