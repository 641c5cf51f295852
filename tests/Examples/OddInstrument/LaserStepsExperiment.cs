using Lab.Calibration.Regression;
using Lab.Instruments.Clocks;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace OddInstrument;

/// <summary>One reading of the monitor diode at each power.</summary>
internal sealed class LaserStepsExperiment(LaserStepsSettings settings) : IExperiment
{
    private static readonly Column PowerColumn = new("power", "W", "Power that was set.");
    private static readonly Column MonitorColumn = new("monitor", "A", "Current of the monitor diode.");

    private readonly Sweep<Power> powers = settings.Powers;

    public IReadOnlyList<Column> Columns { get; } = [PowerColumn, MonitorColumn];

    public int PointCount => powers.Count;

    public string Describe(int point) => $"{powers[point]}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        ILaser laser = context.Bench.Get<ILaser>(LaserStepsProtocol.Role);
        await laser.SetPowerAsync(powers[0], cancellationToken).ConfigureAwait(false);
        await laser.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
        return new Measurement(settings, laser, context.Bench.Clock);
    }

    public Analysis Analyse(IRunData data)
    {
        LineFit line = LineFit.Of(data.Numbers(PowerColumn.Name), data.Numbers(MonitorColumn.Name));
        return new Analysis
        {
            Results =
            [
                new ResultValue(
                    "responsivity",
                    line.Slope.Value,
                    "A/W",
                    line.Slope.StandardUncertainty,
                    "Current of the monitor diode for each watt."),
            ],
            Calibrations =
            [
                new CalibrationRecord(
                    "laser/responsivity", line.Slope.Value, "A/W", line.Slope.StandardUncertainty, string.Empty),
            ],
        };
    }

    private sealed class Measurement(LaserStepsSettings settings, ILaser laser, TimeProvider clock) : IMeasurement
    {
        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
        {
            await laser.SetPowerAsync(settings.Powers[point], cancellationToken).ConfigureAwait(false);
            await clock.WaitAsync(settings.Settle, cancellationToken).ConfigureAwait(false);
            row.Set(PowerColumn, settings.Powers[point].Watts);
            row.Set(MonitorColumn, (await laser.ReadMonitorAsync(cancellationToken).ConfigureAwait(false)).Amperes);
        }
    }
}
