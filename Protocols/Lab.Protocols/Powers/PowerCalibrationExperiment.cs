using Lab.Benches;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Terminals;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.Powers;

/// <summary>At each frequency the voltage of the reference junction with the tone on less that with it off, in turns; or a line
/// of the power meter's table.</summary>
/// <param name="settings">The settings.</param>
/// <param name="known">Of the table: frequency in Hz, set and measured level in dBm. Of the reference: frequency in Hz, V/W, its
/// relative uncertainty.</param>
internal sealed class PowerCalibrationExperiment(PowerCalibrationSettings settings, NumberTable known) : IExperiment
{
    internal static readonly Column FrequencyColumn = new("frequency", "Hz", "Frequency of the tone.") { IsAxis = true };
    internal static readonly Column SetColumn = new("set_power", "W", "Power that the generator was set to.") { IsAxis = true };
    internal static readonly Column ArrivedColumn = new("arrived_power", "W", "Power at the chain.");
    internal static readonly Column ExpectedColumn = new(
        "expected_power", "W", "Power at the chain by the loss of the bench file.");
    internal static readonly Column UncertaintyColumn = new(
        "uncertainty", "", "Relative standard uncertainty of the power at the chain.");

    private readonly double[][] rows = [.. known.Rows.Select(row => row.Values)];

    public IReadOnlyList<Column> Columns { get; } =
        [
            FrequencyColumn,
            SetColumn,
            ArrivedColumn,
            ExpectedColumn,
            UncertaintyColumn,
            .. PreparedField.ColumnsFor(Field(settings))
        ];

    public int PointCount => rows.Length;

    public IReadOnlyList<ReadData> LookAtData() => [known.Data];

    private bool IsTable => settings.Table.Length > 0;

    // With a power meter's readings the bench is left alone.
    private static MagneticField? Field(PowerCalibrationSettings settings) => settings.Table.Length > 0 ? null : settings.Field;

    public string Describe(int point) => Frequency.FromHertz(rows[point][0]).ToString();

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        IRfGenerator generator = context.Bench.Get<IRfGenerator>(settings.Generator);
        if (generator.Name != settings.Generator)
        {
            throw new RunException(
                $"The bench has no generator '{settings.Generator}'; the calibration would hold for none. Set "
                    + $"generator={generator.Name}.");
        }

        // What is calibrated here is found anew, and not upon an earlier calibration.
        LevelRatio assumed = context.Bench.Definition.RfLossOf(generator.Name);
        RequireWithinReach(context.Bench.Definition.Instruments.Single(instrument => instrument.Name == generator.Name));
        if (IsTable)
        {
            // The power meter's readings are all there is; the bench is left alone.
            return new TableLines(settings, rows, assumed);
        }

        INanovoltmeter voltmeter = context.Bench.Get<INanovoltmeter>(BenchSetUp.VoltmeterRole);
        await voltmeter.ConfigureAsync(
            new NanovoltmeterSettings { Range = settings.Range, IntegrationCycles = settings.IntegrationCycles },
            cancellationToken).ConfigureAwait(false);
        PreparedField field = await PreparedField.SetAsync(context, Field(settings), cancellationToken).ConfigureAwait(false);
        await generator.SetOutputAsync(on: false, cancellationToken).ConfigureAwait(false);
        await generator.SetPowerAsync(settings.Power.Amplified(assumed), cancellationToken).ConfigureAwait(false);
        return new ReferencePowers(settings, rows, assumed, generator, voltmeter, field, context.Bench.Clock);
    }

    public Analysis Analyse(IRunData data)
    {
        double[] hertz = data.Numbers(FrequencyColumn.Name);
        double[] arrived = data.Numbers(ArrivedColumn.Name);
        double[] loss = [.. data.Numbers(SetColumn.Name).Zip(arrived, (set, watts) => 10 * Math.Log10(set / watts))];
        double[] difference =
            [.. data.Numbers(ExpectedColumn.Name).Zip(arrived, (expected, watts) => 10 * Math.Log10(expected / watts))];
        double[] uncertainty =
            [.. data.Numbers(UncertaintyColumn.Name).Select(relative => relative / LevelUncertainty.RelativePerDecibel)];
        double mean = loss.Mean();
        double typical = Math.Sqrt(uncertainty.Average(u => u * u));
        string? doubt = FindFault(hertz, loss, difference);
        return new Analysis
        {
            Failure = doubt,
            Conclusion = new Conclusion(
                "The path from the generator to the chain loses {loss_db} dB, from {least_loss_db} to {largest_loss_db} over "
                    + "the frequencies. From the bench file's loss it differs by {difference_db} dB.",
                "`lab calibrations list` shows what is in force and until when. Measure the junction with `lab run "
                    + "spin-diode`: its sensitivity has the uncertainty of this loss from now on.")
            {
                Trust = doubt is null
                    ? "The calibration is kept, and set-points between its frequencies are corrected by it."
                    : "Nothing is put in force, for the reason above.",
            },
            Results =
            [
                // In dB, which is what losses are given in; a pure number for the record.
                new("loss_db", mean, string.Empty, typical, "Mean loss from the generator to the chain, in dB."),
                new("least_loss_db", loss.Min(), "dB", Uncertainty: null, "The least loss.") { Digits = 4 },
                new("largest_loss_db", loss.Max(), "dB", Uncertainty: null, "The largest loss.") { Digits = 4 },
                new("difference_db", difference.Mean(), string.Empty, typical, "Mean loss beyond that of the bench file, in dB."),
                .. new RecordedField(Field(settings), slope: null, data).Results,
            ],
            Calibrations = doubt is null ? [Calibration(hertz, loss, uncertainty, mean, typical)] : [],
            Figures = [Draw(hertz, loss, uncertainty)],
            Warnings = [.. Doubts(hertz, loss, difference)],
        };
    }

    private static Figure Draw(double[] hertz, double[] loss, double[] uncertainty) => new(
        "Loss from the generator to the chain",
        "frequency (MHz)",
        [
            new FigurePanel("loss (dB)",
            [
                new FigureSeries("loss", [.. hertz.Select(f => f / 1e6)], loss, SeriesStyle.Points, 0, uncertainty),
                new FigureSeries("between the points", [.. hertz.Select(f => f / 1e6)], loss, SeriesStyle.Line, 0),
            ]),
        ],
        "Between the points set-points are corrected by the line; beyond its ends there are none.");

    private static IEnumerable<string> Doubts(double[] hertz, double[] loss, double[] difference)
    {
        const double noteworthy = 1;
        if (Math.Abs(difference.Mean()) > noteworthy)
        {
            yield return $"The loss is {Math.Abs(difference.Mean()):0.0} dB {(difference.Mean() > 0 ? "more" : "less")} than "
                + "the bench file says: correct 'loss' in its section 'wiring', by which the limits of the sample count.";
        }

        for (int i = 1; i < loss.Length; i++)
        {
            if (Math.Abs(loss[i] - loss[i - 1]) > noteworthy)
            {
                yield return $"Between {Frequency.FromHertz(hertz[i - 1])} and {Frequency.FromHertz(hertz[i])} the loss changes "
                    + $"by {Math.Abs(loss[i] - loss[i - 1]):0.0} dB: measure at frequencies between them.";
            }
        }
    }

    private CalibrationRecord Calibration(double[] hertz, double[] loss, double[] uncertainty, double mean, double typical)
    {
        var curves = new Dictionary<string, double[]>
        {
            [RfLoss.FrequencyCurve] = hertz,
            [RfLoss.LossCurve] = loss,
            [RfLoss.UncertaintyCurve] = uncertainty
        };
        if (settings.LargestDifference > RfLoss.LargestDifference)
        {
            curves[RfLoss.AcceptedCurve] = [settings.LargestDifference.Decibels];
        }

        return new CalibrationRecord(RfLoss.NameFor(settings.Generator), mean, "dB", typical, string.Empty) { Curves = curves };
    }

    /// <summary>Why the loss is not put in force, in words; <see langword="null"/> where it is.</summary>
    private string? FindFault(double[] hertz, double[] loss, double[] difference)
    {
        int least = Array.IndexOf(loss, loss.Min());
        if (loss[least] < RfLoss.LeastPossible.Decibels)
        {
            return $"At {Frequency.FromHertz(hertz[least])} the loss is {loss[least]:0.##} dB, and a path has one of "
                + $"{RfLoss.LeastPossible} at least: "
                + "the reference is not this junction in this field, or an amplifier is on the way. Nothing is put in force.";
        }

        double furthest = difference.MaxBy(Math.Abs);
        int place = Array.IndexOf(difference, furthest);
        return Math.Abs(furthest) <= settings.LargestDifference.Decibels
            ? null
            : $"At {Frequency.FromHertz(hertz[place])} the loss is {loss[place]:0.0} dB, {Math.Abs(furthest):0.0} dB "
                + $"{(furthest > 0 ? "more" : "less")} than the bench file says, "
                + "and nothing is put in force. "
                + (IsTable ? "Check cables and table" : "Check that the reference is the junction on the bench, in its field")
                + "; where the new loss is right, correct 'loss' in the bench file's section 'wiring', or accept it with a "
                + "larger "
                + "'largest_difference'.";
    }

    /// <summary>Refuses frequencies that the bench file does not allow the generator.</summary>
    private void RequireWithinReach(InstrumentDefinition definition)
    {
        ChannelLimit? limit = definition.Limits.FirstOrDefault(each => each.Channel == Channels.Frequency);
        foreach (double hertz in rows.Select(row => row[0]))
        {
            if (hertz < limit?.Minimum || hertz > limit?.Maximum)
            {
                throw new RunException(
                    $"{Frequency.FromHertz(hertz)} in the "
                        + $"{(IsTable ? $"table {settings.Table}" : $"reference {settings.Reference}")} lies outside what the "
                        + $"bench file allows the frequency of '{definition.Name}': "
                    + "this is a table for another generator, or its frequencies are not in hertz.");
            }
        }
    }
}
