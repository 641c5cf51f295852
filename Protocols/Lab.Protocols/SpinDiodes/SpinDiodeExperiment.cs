using Lab.Instruments.Clocks;
using Lab.Instruments.Nanovoltmeters;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.SpinDiodes;

/// <summary>The plan, the preparation and the analysis of <see cref="SpinDiodeProtocol"/>.</summary>
internal sealed class SpinDiodeExperiment(SpinDiodeSettings settings) : IExperiment
{
    private static readonly Column FrequencyColumn = new("frequency", "Hz", "Frequency of the tone.") { IsAxis = true };
    private static readonly Column PowerColumn =
        new("power", "W", "Power of the tone at the junction, the loss on the way allowed for.") { IsAxis = true };
    private static readonly Column VoltageColumn = new("voltage", "V", "Voltage across the junction as read.");

    /// <summary>Fewer frequencies than the line has parameters, and some to judge it by, are not analysed.</summary>
    private const int FewestFrequencies = 12;

    public IReadOnlyList<Column> Columns { get; } =
    [
        FrequencyColumn,
        PowerColumn,
        VoltageColumn,
        RecordedPower.UncertaintyColumn,
        .. PreparedField.ColumnsFor(settings.Field)
    ];

    public int PointCount => settings.Powers.Count * settings.Frequencies.Count;

    public string Describe(int point) => $"{FrequencyOf(point)}, {PowerOf(point)}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        INanovoltmeter voltmeter = context.Bench.Get<INanovoltmeter>(BenchSetUp.VoltmeterRole);
        await voltmeter.ConfigureAsync(
            new NanovoltmeterSettings
            {
                Range = settings.Range,
                IntegrationCycles = settings.IntegrationCycles,
                AverageCount = settings.Averages
            },
            cancellationToken).ConfigureAwait(false);
        if (settings.LineCurrent is { } current)
        {
            await BenchSetUp.PrepareLineAsync(context, current, cancellationToken).ConfigureAwait(false);
        }

        BenchSetUp setUp = await BenchSetUp.PrepareAsync(
            context, settings.Field, FrequencyOf(0), PowerOf(0), cancellationToken).ConfigureAwait(false);
        return new Measurement(this, settings.Settle, setUp, voltmeter, context.Bench.Clock);
    }

    public Analysis Analyse(IRunData data) => new SpinDiodeAnalysis(
        settings, data, data.Numbers(FrequencyColumn.Name), data.Numbers(PowerColumn.Name), data.Numbers(VoltageColumn.Name))
        .Conclude();

    // All powers at the frequencies that were reached are an experiment with fewer frequencies.
    public IExperiment? FindCompletePart(int points) => (points / settings.Powers.Count) is >= FewestFrequencies and var places
        ? new SpinDiodeExperiment(settings with
        {
            Frequencies = Sweep<Frequency>.Of(
                [.. Enumerable.Range(0, places).Select(place => FrequencyOf(place * settings.Powers.Count))
                    .OrderBy(frequency => frequency.Hertz)]),
        })
        : null;

    private Frequency FrequencyOf(int point) =>
        settings.Frequencies[SpectrumOrder.Frequency(point, settings.Frequencies.Count, settings.Powers.Count)];

    private Power PowerOf(int point) => settings.Powers[SpectrumOrder.Power(point, settings.Powers.Count)];

    private sealed class Measurement(
        SpinDiodeExperiment experiment, Duration settle, BenchSetUp setUp, INanovoltmeter voltmeter,
        TimeProvider clock) : IMeasurement
    {
        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
        {
            Frequency frequency = experiment.FrequencyOf(point);
            Power power = experiment.PowerOf(point);
            await setUp.SetToneAsync(frequency, power, cancellationToken).ConfigureAwait(false);
            await clock.WaitAsync(settle, cancellationToken).ConfigureAwait(false);
            Voltage voltage = await voltmeter.ReadAsync(cancellationToken).ConfigureAwait(false);
            row.Set(FrequencyColumn, frequency.Hertz);
            row.Set(PowerColumn, power.Watts);
            row.Set(VoltageColumn, voltage.Volts);
            setUp.RecordPower(row);
            setUp.Field.Record(row);
        }
    }
}
