using Lab.Instruments.Clocks;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.SourceMeters;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.FieldLines;

/// <summary>The measurement of <see cref="FieldLineCalibrationProtocol"/>.</summary>
/// <param name="settings">The settings.</param>
/// <param name="pointAt">Gives the swept part, the direction and the index of a point.</param>
/// <param name="clock">The bench's clock.</param>
/// <param name="meter">Measures the resistance of the junction.</param>
/// <param name="magnet">Sets the field.</param>
/// <param name="line">Source of the line over the junction.</param>
/// <param name="otherLine">Source of the line whose leakage is measured; not used where none is.</param>
internal sealed class FieldLineMeasurement(
    FieldLineCalibrationSettings settings, Func<int, (SweptPart Swept, bool Upward, int Index)> pointAt, TimeProvider clock,
    ISourceMeter meter,
    IElectromagnet magnet, ICurrentSource line, ICurrentSource otherLine) : IMeasurement
{
    private SettledField there;
    private SweptPart? part;

    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (SweptPart swept, bool upward, int index) = pointAt(point);
        Current current = swept == SweptPart.Field ? default : settings.Currents[index];
        if (swept != part)
        {
            await BeginPartAsync(swept, cancellationToken).ConfigureAwait(false);
        }

        switch (swept)
        {
            case SweptPart.Field:
                there = await magnet.SetFieldAsync(settings.Fields[index], cancellationToken).ConfigureAwait(false);
                break;
            case SweptPart.Line:
                await line.SetCurrentAsync(current, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await otherLine.SetCurrentAsync(current, cancellationToken).ConfigureAwait(false);
                break;
        }

        await clock.WaitAsync(settings.Settle, cancellationToken).ConfigureAwait(false);
        (double ohms, SettledField during) = await MeasureOhmsAsync(swept, cancellationToken).ConfigureAwait(false);
        row.Set(FieldLineCalibrationExperiment.PartColumn, (int)swept);
        row.Set(FieldLineCalibrationExperiment.UpwardColumn, upward ? 1 : 0);
        row.Set(FieldLineCalibrationExperiment.FieldColumn, during.Field.Tesla);
        PreparedField.RecordUncertainty(row, during);
        row.Set(FieldLineCalibrationExperiment.CurrentColumn, current.Amperes);
        row.Set(FieldLineCalibrationExperiment.ResistanceColumn, ohms);
    }

    /// <summary>Ends the part before: the magnet stays where it is closest to no field, lines go back to no current.</summary>
    private async ValueTask BeginPartAsync(SweptPart swept, CancellationToken cancellationToken)
    {
        if (swept != SweptPart.Field)
        {
            there = await magnet.SetFieldAsync(default, cancellationToken).ConfigureAwait(false);
        }

        await line.SetCurrentAsync(default, cancellationToken).ConfigureAwait(false);
        part = swept;
    }

    /// <summary>Measures the resistance and, while the magnet is swept, the field that belongs to it.</summary>
    private async ValueTask<(double Ohms, SettledField Field)> MeasureOhmsAsync(
        SweptPart swept, CancellationToken cancellationToken)
    {
        if (swept == SweptPart.Field)
        {
            (IReadOnlyList<SourceMeterReading> readings, SettledField field) = await FieldDuring
                .MeasureAsync(magnet, there, settings.Readings, meter.MeasureAsync, cancellationToken).ConfigureAwait(false);
            return (readings.Average(reading => reading.Resistance.Ohms), field);
        }

        double sum = 0;
        for (int i = 0; i < settings.Readings; i++)
        {
            sum += (await meter.MeasureAsync(cancellationToken).ConfigureAwait(false)).Resistance.Ohms;
        }

        return (sum / settings.Readings, there);
    }
}
