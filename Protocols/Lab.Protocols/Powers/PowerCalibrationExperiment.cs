using Lab.Instruments.Clocks;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.RfGenerators;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.Powers;

/// <summary>At each frequency the voltage of the reference junction with the tone on less that with it off, in turns; or a line of the
/// power meter's table.</summary>
/// <param name="settings">The settings.</param>
/// <param name="rows">Of the table: frequency in Hz, set and measured level in dBm. Of the reference: frequency in Hz, V/W, its relative
/// uncertainty.</param>
internal sealed class PowerCalibrationExperiment(PowerCalibrationSettings settings, double[][] rows) : IExperiment
{
    private const double DecibelsPerRelative = 10 / 2.302585092994046;

    private static readonly Column FrequencyColumn = new("frequency", "Hz", "Frequency of the tone.");
    private static readonly Column SetColumn = new("set_power", "W", "Power that the generator was set to.");
    private static readonly Column ArrivedColumn = new("arrived_power", "W", "Power at the chain.");
    private static readonly Column UncertaintyColumn = new("uncertainty", "", "Relative standard uncertainty of the power at the chain.");

    private IRfGenerator? generator;
    private INanovoltmeter? voltmeter;
    private TimeProvider? clock;
    private LevelRatio assumed;
    private PreparedField? field;

    public IReadOnlyList<Column> Columns { get; } = [FrequencyColumn, SetColumn, ArrivedColumn, UncertaintyColumn, .. PreparedField.ColumnsFor(Field(settings))];

    public int PointCount => rows.Length;

    private bool IsTable => settings.Table.Length > 0;

    // With a power meter's readings the bench is left alone.
    private static MagneticField? Field(PowerCalibrationSettings settings) => settings.Table.Length > 0 ? null : settings.Field;

    public string Describe(int point) => Frequency.FromHertz(rows[point][0]).ToString();

    public async ValueTask PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        clock = context.Bench.Clock;
        generator = context.Bench.Get<IRfGenerator>(settings.Generator);
        if (IsTable)
        {
            return; // the power meter's readings are all there is; the bench is left alone
        }

        // What is calibrated here is found anew, and not upon an earlier calibration.
        assumed = context.Bench.Definition.RfLossOf(generator.Name);
        voltmeter = context.Bench.Get<INanovoltmeter>(BenchSetUp.VoltmeterRole);
        await voltmeter.ConfigureAsync(
            new NanovoltmeterSettings { Range = settings.Range, IntegrationCycles = settings.IntegrationCycles }, cancellationToken).ConfigureAwait(false);
        field = await PreparedField.SetAsync(context, Field(settings), cancellationToken).ConfigureAwait(false);
        await generator.SetOutputAsync(on: false, cancellationToken).ConfigureAwait(false);
        await generator.SetPowerAsync(settings.Power.Amplified(assumed), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        double[] known = rows[point];
        row.Set(FrequencyColumn, known[0]);
        if (IsTable)
        {
            row.Set(SetColumn, Power.FromDbm(known[1]).Watts);
            row.Set(ArrivedColumn, Power.FromDbm(known[2]).Watts);
            row.Set(UncertaintyColumn, 0);
            return;
        }

        await generator!.SetFrequencyAsync(Frequency.FromHertz(known[0]), cancellationToken).ConfigureAwait(false);
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
        double arrived = volts / known[1];
        if (!(arrived > 0))
        {
            throw new Lab.Runs.RunException(
                $"At {Describe(point)} the reference junction gave {Voltage.FromVolts(volts)} where its sign should be that of {known[1]} V/W: it is not this junction, not in this field, or no power arrives.");
        }

        double scatter = differences.StandardDeviation() / Math.Sqrt(differences.Length) / Math.Abs(volts);
        row.Set(SetColumn, settings.Power.Amplified(assumed).Watts);
        row.Set(ArrivedColumn, arrived);
        row.Set(UncertaintyColumn, double.Hypot(scatter, known[2]));
        field!.Record(row);
    }

    public Analysis Analyse(IRunData data)
    {
        double[] hertz = data.Numbers(FrequencyColumn.Name);
        double[] loss = [.. data.Numbers(SetColumn.Name).Zip(data.Numbers(ArrivedColumn.Name), (set, arrived) => 10 * Math.Log10(set / arrived))];
        double[] uncertainty = [.. data.Numbers(UncertaintyColumn.Name).Select(relative => relative * DecibelsPerRelative)];
        double mean = loss.Mean();
        double typical = Math.Sqrt(uncertainty.Average(u => u * u));
        return new Analysis
        {
            Results =
            [
                // In dB, which is what losses are given in; a pure number for the record.
                new("loss_db", mean, string.Empty, IsTable ? null : typical, "Mean loss from the generator to the chain, in dB."),
                new("least_loss_db", loss.Min(), string.Empty, Uncertainty: null, "The least loss, in dB."),
                new("largest_loss_db", loss.Max(), string.Empty, Uncertainty: null, "The largest loss, in dB."),
                .. new RecordedField(Field(settings), slope: null, data).Results,
            ],
            Calibrations =
            [
                new CalibrationRecord($"{settings.Generator}/loss", mean, "dB", IsTable ? null : typical, string.Empty)
                {
                    Curves = new Dictionary<string, double[]> { [RfLoss.FrequencyCurve] = hertz, [RfLoss.LossCurve] = loss },
                },
            ],
            Figures =
            [
                new Figure(
                    "Loss from the generator to the chain",
                    "frequency (MHz)",
                    [
                        new FigurePanel("loss (dB)",
                        [
                            new FigureSeries("loss", [.. hertz.Select(f => f / 1e6)], loss, SeriesStyle.Points, 0, IsTable ? null : uncertainty),
                            new FigureSeries("in force", [.. hertz.Select(f => f / 1e6)], loss, SeriesStyle.Line, 0),
                        ]),
                    ],
                    "Between the points set-points are corrected by the line, beyond its ends by the last point."),
            ],
        };
    }

    private async ValueTask<double> ReadAsync(bool on, CancellationToken cancellationToken)
    {
        await generator!.SetOutputAsync(on, cancellationToken).ConfigureAwait(false);
        await clock!.WaitAsync(settings.Settle, cancellationToken).ConfigureAwait(false);
        return (await voltmeter!.ReadAsync(cancellationToken).ConfigureAwait(false)).Volts;
    }
}
