using Lab.Instruments.Clocks;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.RfGenerators;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.Powers;

/// <summary>The measurement of <see cref="PowerCalibrationProtocol"/> by a reference junction: its voltage with the tone on less
/// that with it off, in turns.</summary>
/// <param name="settings">The settings.</param>
/// <param name="rows">Frequency in Hz, sensitivity in V/W and its relative uncertainty, of each point.</param>
/// <param name="assumed">The loss of the bench file.</param>
/// <param name="generator">Gives the tone.</param>
/// <param name="voltmeter">Reads the voltage of the junction.</param>
/// <param name="field">The field that the magnet settled at.</param>
/// <param name="clock">The bench's clock.</param>
internal sealed class ReferencePowers(
    PowerCalibrationSettings settings, double[][] rows, LevelRatio assumed, IRfGenerator generator, INanovoltmeter voltmeter,
    PreparedField field,
    TimeProvider clock) : IMeasurement
{
    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        double[] line = rows[point];
        var frequency = Frequency.FromHertz(line[0]);
        row.Set(PowerCalibrationExperiment.FrequencyColumn, line[0]);
        await generator.SetFrequencyAsync(frequency, cancellationToken).ConfigureAwait(false);
        double[] differences = new double[settings.Readings];
        for (int i = 0; i < differences.Length; i++)
        {
            // Off and on, then on and off: what drifts evenly falls out of the mean.
            bool onFirst = int.IsOddInteger(i);
            double first = await ReadAsync(onFirst, cancellationToken).ConfigureAwait(false);
            double second = await ReadAsync(!onFirst, cancellationToken).ConfigureAwait(false);
            differences[i] = onFirst ? first - second : second - first;
        }

        double volts = differences.Mean();
        double arrived = volts / line[1];
        if (!(arrived > 0))
        {
            throw new RunException(
                $"At {frequency} the reference junction gave {Quantity.FormatSi(volts, "V", 3)} where its sign should be that of "
                    + $"{line[1]} V/W: "
                + "it is not this junction, not in this field, or no power arrives.");
        }

        double scatter = differences.StandardDeviation() / Math.Sqrt(differences.Length) / Math.Abs(volts);
        row.Set(PowerCalibrationExperiment.SetColumn, settings.Power.Amplified(assumed).Watts);
        row.Set(PowerCalibrationExperiment.ArrivedColumn, arrived);
        row.Set(PowerCalibrationExperiment.ExpectedColumn, settings.Power.Watts);
        row.Set(PowerCalibrationExperiment.UncertaintyColumn, double.Hypot(scatter, line[2]));
        field.Record(row);
    }

    private async ValueTask<double> ReadAsync(bool on, CancellationToken cancellationToken)
    {
        await generator.SetOutputAsync(on, cancellationToken).ConfigureAwait(false);
        await clock.WaitAsync(settings.Settle, cancellationToken).ConfigureAwait(false);
        return (await voltmeter.ReadAsync(cancellationToken).ConfigureAwait(false)).Volts;
    }
}
