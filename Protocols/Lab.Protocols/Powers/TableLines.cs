using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.Powers;

/// <summary>The measurement of <see cref="PowerCalibrationProtocol"/> from the table of a power meter:
/// a line of it a point.</summary>
/// <param name="settings">The settings.</param>
/// <param name="rows">Frequency in Hz, set and measured level in dBm of each line.</param>
/// <param name="assumed">The loss of the bench file.</param>
internal sealed class TableLines(PowerCalibrationSettings settings, double[][] rows, LevelRatio assumed) : IMeasurement
{
    public ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        double[] line = rows[point];
        row.Set(PowerCalibrationExperiment.FrequencyColumn, line[0]);
        row.Set(PowerCalibrationExperiment.SetColumn, Power.FromDbm(line[1]).Watts);
        row.Set(PowerCalibrationExperiment.ArrivedColumn, Power.FromDbm(line[2]).Watts);
        row.Set(PowerCalibrationExperiment.ExpectedColumn, Power.FromDbm(line[1]).Attenuated(assumed).Watts);
        row.Set(
            PowerCalibrationExperiment.UncertaintyColumn,
            settings.TableUncertainty.Decibels * LevelUncertainty.RelativePerDecibel);
        return ValueTask.CompletedTask;
    }
}
