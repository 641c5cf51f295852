using Lab.Instruments.Clocks;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Nanovoltmeters;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.WeightTuning;

/// <summary>The measurement of <see cref="WeightTuningProtocol"/>.</summary>
/// <param name="pointAt">Gives the set-point of a point.</param>
/// <param name="settle">Time between a change and the reading.</param>
/// <param name="setUp">Field and tone.</param>
/// <param name="line">Source of the field line.</param>
/// <param name="first">The current that it was prepared with.</param>
/// <param name="voltmeter">Reads the voltage of the junction.</param>
/// <param name="clock">The bench's clock.</param>
internal sealed class WeightTuningMeasurement(
    Func<int, (Current Current, Frequency Frequency, Power Power, bool IsSpectrum)> pointAt, Duration settle, BenchSetUp setUp,
    ICurrentSource line,
    Current first, INanovoltmeter voltmeter, TimeProvider clock) : IMeasurement
{
    private Current current = first;

    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (Current at, Frequency frequency, Power power, bool isSpectrum) = pointAt(point);
        if (current != at)
        {
            await line.SetCurrentAsync(at, cancellationToken).ConfigureAwait(false);
            current = at;
        }

        await setUp.SetToneAsync(frequency, power, cancellationToken).ConfigureAwait(false);
        await clock.WaitAsync(settle, cancellationToken).ConfigureAwait(false);
        Voltage voltage = await voltmeter.ReadAsync(cancellationToken).ConfigureAwait(false);
        row.Set(WeightTuningExperiment.CurrentColumn, at.Amperes);
        row.Set(WeightTuningExperiment.FrequencyColumn, frequency.Hertz);
        row.Set(WeightTuningExperiment.PowerColumn, power.Watts);
        row.Set(WeightTuningExperiment.VoltageColumn, voltage.Volts);
        row.Set(WeightTuningExperiment.PartColumn, isSpectrum ? 0 : 1);
        setUp.RecordPower(row);
        setUp.Field.Record(row);
    }
}
