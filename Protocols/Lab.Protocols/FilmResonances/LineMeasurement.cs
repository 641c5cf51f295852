using Lab.Instruments.Electromagnets;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.FilmResonances;

/// <summary>Measures lines of a film: a tone, a field, a reading.</summary>
/// <param name="setUp">Sets the tone.</param>
/// <param name="magnet">Sets the field.</param>
/// <param name="reader">Reads.</param>
internal sealed class LineMeasurement(BenchSetUp setUp, IElectromagnet magnet, LineReader reader)
{
    internal static readonly Column FrequencyColumn = new("frequency", "Hz", "Frequency of the tone.") { IsAxis = true };
    internal static readonly Column WantedColumn = new(
        "wanted_field", "T", "Field that the magnet was set to.")
    { IsAxis = true };
    internal static readonly Column FieldColumn = new("field", "T", "Field of the magnet as measured.");

    /// <summary>The columns that it fills.</summary>
    /// <param name="detection">What is detected.</param>
    public static IReadOnlyList<Column> ColumnsOf(LineDetection detection)
    {
        (Column x, Column y) = LineReader.ColumnsOf(detection);
        return
        [
            FrequencyColumn, WantedColumn, FieldColumn, PreparedField.UncertaintyColumn, PreparedField.ScaleUncertaintyColumn,
            x, y,
        ];
    }

    /// <summary>Measures a point.</summary>
    /// <param name="frequency">Frequency of the tone.</param>
    /// <param name="power">Its power at the film.</param>
    /// <param name="field">The field.</param>
    /// <param name="row">Takes the point.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async ValueTask MeasureAsync(
        Frequency frequency, Power power, MagneticField field, Row row, CancellationToken cancellationToken)
    {
        await setUp.SetToneAsync(frequency, power, cancellationToken).ConfigureAwait(false);
        SettledField there = await magnet.SetFieldAsync(field, cancellationToken).ConfigureAwait(false);
        (IReadOnlyList<(double X, double Y)> readings, there) = await FieldDuring
            .MeasureAsync(magnet, there, 1, reader.ReadAsync, cancellationToken).ConfigureAwait(false);
        row.Set(FrequencyColumn, frequency.Hertz);
        row.Set(WantedColumn, field.Tesla);
        row.Set(FieldColumn, there.Field.Tesla);
        PreparedField.RecordUncertainty(row, there);
        row.Set(reader.X, readings[0].X);
        row.Set(reader.Y, readings[0].Y);
    }
}
