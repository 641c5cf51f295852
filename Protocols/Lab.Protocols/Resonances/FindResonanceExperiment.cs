using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Terminals;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Resonances;

/// <summary>The plan, the preparation and the analysis of <see cref="FindResonanceProtocol"/>.</summary>
internal sealed class FindResonanceExperiment(FindResonanceSettings settings) : IExperiment
{
    private static readonly Column FrequencyColumn = new("frequency", "Hz", "Frequency of the tone.") { IsAxis = true };
    private static readonly Column PowerColumn =
        new("power", "W", "Power of the tone at the junction, the loss on the way allowed for.") { IsAxis = true };
    private static readonly Column VoltageColumn = new("voltage", "V", "Voltage across the junction as read.");
    private static readonly Column StageColumn = new("stage", string.Empty,
        "0 coarse search; 1 and 2 the closer and the fine look at the first line, and so on.")
    { IsAxis = true };

    private readonly ResonanceHunt empty = NewHunt(settings);

    public IReadOnlyList<Column> Columns { get; } =
        [FrequencyColumn, PowerColumn, VoltageColumn, StageColumn, .. PreparedField.ColumnsFor(settings.Field)];

    public int PointCount => empty.PointCount;

    public string Describe(int point) => empty.StageColumnOf(point) switch
    {
        0 => $"coarse search, reading {point + 1}",
        var stage => $"{(stage % 2 == 1 ? "closer" : "fine")} look at line {(stage + 1) / 2}",
    };

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        IRfGenerator generator = context.Bench.Get<IRfGenerator>(BenchSetUp.RfRole);
        (double Low, double High) range = RangeOf(context.Bench.Definition, generator.Name);
        INanovoltmeter voltmeter = context.Bench.Get<INanovoltmeter>(BenchSetUp.VoltmeterRole);
        await voltmeter.ConfigureAsync(
            new NanovoltmeterSettings
            {
                Range = settings.Range,
                IntegrationCycles = settings.IntegrationCycles,
                AverageCount = 1
            },
            cancellationToken).ConfigureAwait(false);
        BenchSetUp setUp = await BenchSetUp.PrepareAsync(
            context, settings.Field, Frequency.FromHertz(range.Low), settings.Power, cancellationToken).ConfigureAwait(false);
        return new Measurement(
            settings, context.Learned(data => HuntOf(data, range)), range, setUp, voltmeter, context.Bench.Clock);
    }

    public Analysis Analyse(IRunData data)
    {
        double[] frequency = data.Numbers(FrequencyColumn.Name);
        ResonanceHunt hunt = HuntOf(
            data, data.Count == 0 ? default : (frequency[0], frequency[Math.Min(settings.Points, data.Count) - 1]));
        return new FindResonanceAnalysis(settings, hunt, new RecordedField(settings.Field, settings.FieldSlope, data)).Conclude(
            frequency, data.Numbers(VoltageColumn.Name), data.Numbers(StageColumn.Name), data.BenchSeconds);
    }

    private static ResonanceHunt NewHunt(FindResonanceSettings settings) =>
        new(settings.Points, settings.Lines, settings.Power.Watts);

    private ResonanceHunt HuntOf(IRunData? data, (double Low, double High) range)
    {
        ResonanceHunt hunt = NewHunt(settings);
        double[] frequency = data?.Numbers(FrequencyColumn.Name) ?? [];
        double[] voltage = data?.Numbers(VoltageColumn.Name) ?? [];
        for (int i = 0; i < frequency.Length; i++)
        {
            hunt.Add((int)data!.Points[i], frequency[i], voltage[i]);
        }

        // The windows of the stages that were begun follow from the readings before them.
        for (int point = settings.Points; point < frequency.Length; point++)
        {
            hunt.FrequencyOf(point, range.Low, range.High);
        }

        return hunt;
    }

    private (double Low, double High) RangeOf(BenchDefinition bench, string generator)
    {
        ChannelLimit? limit = bench.Instruments.Single(each => each.Name == generator).Limits.FirstOrDefault(
            each => each.Channel == Channels.Frequency);
        double low = settings.From?.Hertz ?? limit?.Minimum ?? throw Missing("from", "min");
        double high = settings.To?.Hertz ?? limit?.Maximum ?? throw Missing("to", "max");
        return low > 0 && low < high
            ? (low, high)
            : throw new RunException(
                $"The search would go from {Quantity.FormatSi(low, "Hz")} to {Quantity.FormatSi(high, "Hz")}; set 'from' and "
                    + "'to', the lower first.");

        RunException Missing(string setting, string bound) => new(
            $"The setting '{setting}' is none, and the bench file has no limit frequency.{bound} for '{generator}' to take in "
                + $"its place. Set '{setting}'.");
    }

    private sealed class Measurement(
        FindResonanceSettings settings, ResonanceHunt hunt, (double Low, double High) range, BenchSetUp setUp,
        INanovoltmeter voltmeter, TimeProvider clock) : IMeasurement
    {
        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
        {
            var frequency = Frequency.FromHertz(hunt.FrequencyOf(point, range.Low, range.High));
            await setUp.SetToneAsync(frequency, settings.Power, cancellationToken).ConfigureAwait(false);
            await clock.WaitAsync(settings.Settle, cancellationToken).ConfigureAwait(false);
            Voltage voltage = await voltmeter.ReadAsync(cancellationToken).ConfigureAwait(false);
            hunt.Add(point, frequency.Hertz, voltage.Volts);
            row.Set(FrequencyColumn, frequency.Hertz);
            row.Set(PowerColumn, settings.Power.Watts);
            row.Set(VoltageColumn, voltage.Volts);
            row.Set(StageColumn, hunt.StageColumnOf(point));
            setUp.Field.Record(row);
        }
    }
}
