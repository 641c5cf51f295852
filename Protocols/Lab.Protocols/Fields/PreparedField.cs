using Lab.Instruments.Electromagnets;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.Fields;

/// <summary>The field that the magnet settled at when a run was prepared. Each point carries it, so that a run that was resumed,
/// or prepared again, tells the field of each of its parts.</summary>
public sealed class PreparedField
{
    /// <summary>The measured field.</summary>
    public static readonly Column FieldColumn = new(
        "field", "T", "Field that the magnet settled at, as measured before this part of the run.");

    /// <summary>How well it is known.</summary>
    public static readonly Column UncertaintyColumn = new("field_uncertainty", "T", "Standard uncertainty of the field.");

    /// <summary>The part of it that is a relative error of the scale, for runs in several fields.</summary>
    public static readonly Column ScaleUncertaintyColumn = new(
        "field_scale_uncertainty", string.Empty, "Relative standard uncertainty of the field's scale, common to all points.");

    private readonly SettledField? settled;

    private PreparedField(SettledField? settled) => this.settled = settled;

    /// <summary>The columns of the field; none where it is not set, since nothing then measures it.</summary>
    /// <param name="wanted">The field, or <see langword="null"/> where the magnet is left alone.</param>
    public static IReadOnlyList<Column> ColumnsFor(MagneticField? wanted) =>
        wanted is null ? [] : [FieldColumn, UncertaintyColumn];

    /// <summary>The relative uncertainty of the scale of the fields of a run; 0 in records of earlier versions.</summary>
    /// <param name="data">The points.</param>
    public static double ScaleUncertaintyIn(IRunData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Columns.Any(column => column.Name == ScaleUncertaintyColumn.Name)
            ? data.Numbers(ScaleUncertaintyColumn.Name).DefaultIfEmpty().Max()
            : 0;
    }

    /// <summary>Writes the field of a point of a sweep.</summary>
    /// <param name="row">Takes the point.</param>
    /// <param name="there">The field.</param>
    public static void RecordUncertainty(Row row, SettledField there)
    {
        ArgumentNullException.ThrowIfNull(row);
        row.Set(UncertaintyColumn, there.Uncertainty.Tesla);
        row.Set(ScaleUncertaintyColumn, there.ScaleUncertainty);
    }

    /// <summary>Brings the magnet to a field.</summary>
    /// <param name="context">The run's context.</param>
    /// <param name="wanted">The field, or <see langword="null"/> to leave the magnet alone.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="RunException">A field is wanted and the bench has no magnet.</exception>
    public static async ValueTask<PreparedField> SetAsync(
        ExperimentContext context, MagneticField? wanted, CancellationToken cancellationToken)
    {
        if (wanted is not { } field)
        {
            return new PreparedField(settled: null);
        }

        IElectromagnet magnet = context.Bench.Find<IElectromagnet>(BenchSetUp.MagnetRole)
            ?? throw new RunException(
                $"The setting 'field' is {field.ToString("Oe", formatProvider: null)}, and the bench has no instrument "
                    + $"'{BenchSetUp.MagnetRole}' that could set it. Add one to the bench file, or set field=none.");
        return new PreparedField(await magnet.SetFieldAsync(field, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Writes the field into a point.</summary>
    public void Record(Row row)
    {
        if (settled is { } there)
        {
            row.Set(FieldColumn, there.Field.Tesla);
            row.Set(UncertaintyColumn, there.Uncertainty.Tesla);
        }
    }
}
