using Lab.Instruments.Clocks;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.SourceMeters;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.ResistanceLoops;

/// <summary>The measurement of <see cref="ResistanceLoopProtocol"/>.</summary>
/// <param name="settings">The settings.</param>
/// <param name="pointAt">Gives the set-point of a point.</param>
/// <param name="clock">The bench's clock.</param>
/// <param name="meter">Measures the resistance of the junction.</param>
/// <param name="magnet">Sets the field.</param>
internal sealed class ResistanceLoopMeasurement(
    ResistanceLoopSettings settings, Func<int, (int Loop, bool IsUpward, MagneticField Field)> pointAt, TimeProvider clock,
    ISourceMeter meter, IElectromagnet magnet) : IMeasurement
{
    private int? present;

    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (int loop, bool isUpward, MagneticField field) = pointAt(point);
        await GoToLoopAsync(loop, cancellationToken).ConfigureAwait(false);
        SettledField there = await magnet.SetFieldAsync(field, cancellationToken).ConfigureAwait(false);
        await clock.WaitAsync(settings.Settle, cancellationToken).ConfigureAwait(false);
        (IReadOnlyList<SourceMeterReading> readings, there) = await FieldDuring
            .MeasureAsync(magnet, there, settings.Readings, meter.MeasureAsync, cancellationToken).ConfigureAwait(false);
        row.Set(ResistanceLoopExperiment.LoopColumn, loop);
        row.Set(ResistanceLoopExperiment.UpwardColumn, isUpward ? 1 : 0);
        row.Set(ResistanceLoopExperiment.WantedColumn, field.Tesla);
        row.Set(ResistanceLoopExperiment.FieldColumn, there.Field.Tesla);
        PreparedField.RecordUncertainty(row, there);
        row.Set(ResistanceLoopExperiment.ResistanceColumn, readings.Average(reading => reading.Resistance.Ohms));
    }

    // The torque of the current moves both switching fields one way, and that of the reversed one as far the other way. At the
    // end of a loop the field holds the state, whatever the current.
    private async ValueTask GoToLoopAsync(int loop, CancellationToken cancellationToken)
    {
        if (present != loop)
        {
            await meter.SetCurrentAsync(settings.CurrentOf(loop), cancellationToken).ConfigureAwait(false);
            present = loop;
        }
    }
}
