using System.Globalization;
using Lab.Calibration;
using Lab.Calibration.Fields;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Fields;

/// <summary>The field in the points of a run, and what it adds to the uncertainty of resonances.</summary>
public sealed class RecordedField
{
    private const double TeslaPerOersted = 1e-4;

    private readonly MagneticField? wanted;
    private readonly FrequencyPerField? slope;
    private readonly double[] fields;
    private readonly double[] uncertainties;
    private readonly FieldUncertainty? whole;

    /// <summary>Reads the field of a run.</summary>
    /// <param name="wanted">The field of the settings; <see langword="null"/> where the magnet was left alone.</param>
    /// <param name="slope">Shift of the resonance per field; <see langword="null"/> where none is given.</param>
    /// <param name="data">The points.</param>
    public RecordedField(MagneticField? wanted, FrequencyPerField? slope, IRunData data)
    {
        this.wanted = wanted;
        this.slope = slope;
        fields = Numbers(PreparedField.FieldColumn);
        uncertainties = Numbers(PreparedField.UncertaintyColumn);
        whole = Of([.. Enumerable.Range(0, fields.Length)]);

        // Records of earlier versions have no such columns.
        double[] Numbers(Column column) =>
            wanted is not null && data.Columns.Any(recorded => recorded.Name == column.Name) ? data.Numbers(column.Name) : [];
    }

    /// <summary>The result <c>field</c>; none where the field was not set, or not recorded.</summary>
    public IEnumerable<ResultValue> Results => whole is null
        ? []
        : [new ResultValue(PreparedField.FieldColumn.Name, whole.ThereTesla, "T", whole.UncertaintyTesla, Describe(whole))];

    /// <summary>The contributions that the uncertainties of resonances leave out.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            if (wanted is not null && whole is null)
            {
                yield return "The record does not tell the field that was there: the uncertainties leave the field out.";
            }
            else if (whole is not null && slope is null)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"With field_slope=none the uncertainties leave the field out: what depends on the resonance holds at "
                        + $"{whole.ThereTesla / TeslaPerOersted:0.00} ± {whole.UncertaintyTesla / TeslaPerOersted:0.00} "
                        + $"Oe only.");
            }
        }
    }

    /// <summary>The estimate of a resonance, Hz, with what the field adds.</summary>
    public Estimate Widen(Estimate resonance) => Widen(resonance, perHertz: 1);

    /// <summary>An estimate that moves with the resonance, with what the field adds.</summary>
    /// <param name="estimate">The estimate.</param>
    /// <param name="perHertz">Its change per hertz of the resonance.</param>
    public Estimate Widen(Estimate estimate, double perHertz) =>
        estimate with { StandardUncertainty = double.Hypot(estimate.StandardUncertainty, HertzOf(whole) * perHertz) };

    /// <summary>Standard uncertainty that the field gives the resonance in some of the points, Hz;
    /// 0 where field or slope is not known.</summary>
    /// <param name="points">The points.</param>
    public double HertzIn(int[] points) => HertzOf(Of(points));

    /// <summary>How far the resonance in some of the points lies off that in all of them, since a resumed run settled at another
    /// field, Hz.</summary>
    /// <param name="points">The points.</param>
    public double HertzBeside(int[] points) => Of(points) is { } part && whole is { } all && slope is { } shift
        ? Math.Abs(shift.HertzPerTesla * (part.ThereTesla - all.ThereTesla))
        : 0;

    private static string Describe(FieldUncertainty there)
    {
        double miss = there.MissTesla / TeslaPerOersted;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Field that was there, {Math.Abs(miss):0.00} Oe {(miss < 0 ? "below" : "above")} the wanted "
                + $"{there.Wanted.ToString("Oe", formatProvider: null)}.");
    }

    private double HertzOf(FieldUncertainty? there) => there is not null && slope is { } shift ? there.HertzAt(shift) : 0;

    private FieldUncertainty? Of(int[] points) => wanted is { } target && fields.Length > 0 && points.Length > 0
        ? FieldUncertainty.Of(target, [.. points.Select(i => fields[i])], [.. points.Select(i => uncertainties[i])])
        : null;
}
