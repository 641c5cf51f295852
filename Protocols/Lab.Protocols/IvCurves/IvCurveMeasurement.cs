using Lab.Instruments.Electromagnets;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.IvCurves;

/// <summary>The measurement of <see cref="IvCurveProtocol"/>.</summary>
/// <param name="settings">The settings.</param>
/// <param name="pointAt">Gives the set-point of a point.</param>
/// <param name="meter">Drives the current and measures the voltage.</param>
/// <param name="magnet">Holds the state.</param>
/// <param name="watch">Sees the barrier break down.</param>
internal sealed class IvCurveMeasurement(
    IvCurveSettings settings, Func<int, (bool IsParallel, Current Current)> pointAt, IBiasMeter meter, IElectromagnet magnet,
    BreakdownWatch watch) : IMeasurement
{
    private SettledField there;
    private (bool IsParallel, bool IsPositive)? branch;

    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (bool isParallel, Current current) = pointAt(point);
        watch.Begin(isParallel, current.Amperes > 0);
        WatchFinding finding = watch.Before(meter.LargestAmperesAt(Math.Abs(current.Amperes)));
        await GoToBranchAsync(isParallel, current.Amperes > 0, cancellationToken).ConfigureAwait(false);
        row.Set(IvCurveExperiment.ParallelColumn, isParallel ? 1 : 0);
        row.Set(IvCurveExperiment.WantedColumn, current.Amperes);
        row.Set(IvCurveExperiment.FieldColumn, there.Field.Tesla);
        PreparedField.RecordUncertainty(row, there);
        BiasReading? reading = null;
        if (finding == WatchFinding.Measured)
        {
            reading = await meter.ReadAsync(current, cancellationToken).ConfigureAwait(false);
            finding = reading is { } read
                ? watch.Look(read.Volts, read.Amperes, read.VoltScatter)
                : WatchFinding.Compliance;
        }

        double? after = finding switch
        {
            WatchFinding.ResistanceDrop or WatchFinding.NoiseStep or WatchFinding.Compliance =>
                await LookAfterAsync(current, cancellationToken).ConfigureAwait(false),
            _ => null,
        };
        if (finding != WatchFinding.Measured)
        {
            await meter.RestAsync(cancellationToken).ConfigureAwait(false);
        }

        watch.Note(finding, reading?.Volts ?? 0, reading?.Amperes ?? 0, reading?.VoltScatter ?? 0);
        Record(row, reading, finding, after);
    }

    private static void Record(Row row, BiasReading? reading, WatchFinding finding, double? after)
    {
        row.Set(IvCurveExperiment.WatchColumn, (int)finding);
        foreach ((Column column, double? value) in ((Column, double?)[])
            [
                (IvCurveExperiment.VoltageColumn, reading?.Volts),
                (IvCurveExperiment.CurrentColumn, reading?.Amperes),
                (IvCurveExperiment.VoltageScatterColumn, reading?.VoltScatter),
                (IvCurveExperiment.CurrentScatterColumn, reading?.AmpereScatter),
                (IvCurveExperiment.ChangeColumn, reading?.ChangeAmperes),
                (IvCurveExperiment.DifferentialColumn, reading?.DifferentialOhms),
                (IvCurveExperiment.DifferentialScatterColumn, reading?.DifferentialScatter),
                (IvCurveExperiment.AfterColumn, after),
            ])
        {
            if (value is { } number)
            {
                row.Set(column, number);
            }
            else
            {
                row.SetMissing(column);
            }
        }
    }

    // Nothing flows while the field moves: a junction that switches under bias would see another voltage.
    private async ValueTask GoToBranchAsync(bool isParallel, bool isPositive, CancellationToken cancellationToken)
    {
        if (branch == (isParallel, isPositive))
        {
            return;
        }

        if (branch?.IsParallel != isParallel)
        {
            await meter.RestAsync(cancellationToken).ConfigureAwait(false);
            MagneticField field = isParallel ? settings.ParallelField : settings.AntiparallelField!.Value;
            there = await magnet.SetFieldAsync(field, cancellationToken).ConfigureAwait(false);
        }

        branch = (isParallel, isPositive);
    }

    // A junction that does not even bear the first current is broken: its fault ends the run.
    private ValueTask<double> LookAfterAsync(Current current, CancellationToken cancellationToken)
    {
        Current first = settings.Currents[0];
        return meter.ReadOhmsAsync(current.Amperes > 0 ? first : -first, cancellationToken);
    }
}
