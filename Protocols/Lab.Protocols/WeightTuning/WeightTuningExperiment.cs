using Lab.Calibration.WeightTunings;
using Lab.Instruments.Clocks;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Nanovoltmeters;
using Lab.Protocols.Fields;
using Lab.Protocols.SpinDiodes;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.WeightTuning;

/// <summary>The plan and the preparation of <see cref="WeightTuningProtocol"/>: at each current a spectrum,
/// then V(P) at the tone.</summary>
internal sealed class WeightTuningExperiment(WeightTuningSettings settings) : IExperiment
{
    internal static readonly Column CurrentColumn = new("line_current", "A", "Current in the field line.") { IsAxis = true };
    internal static readonly Column FrequencyColumn = new("frequency", "Hz", "Frequency of the tone.") { IsAxis = true };
    internal static readonly Column PowerColumn =
        new("power", "W", "Power of the tone at the junction, the loss on the way allowed for.") { IsAxis = true };
    internal static readonly Column VoltageColumn = new("voltage", "V", "Voltage across the junction as read.");
    internal static readonly Column PartColumn =
        new("part", "", "0 for a point of a spectrum, 1 for one of V(P) at the fixed tone.") { IsAxis = true };

    private readonly Current[] visits = VisitOrder.Of(settings.Currents);

    public IReadOnlyList<Column> Columns { get; } =
        [
            CurrentColumn,
            FrequencyColumn,
            PowerColumn,
            VoltageColumn,
            PartColumn,
            RecordedPower.UncertaintyColumn,
            .. PreparedField.ColumnsFor(settings.Field)
        ];

    public int PointCount => settings.Currents.Count * PointsPerCurrent(settings);

    /// <summary>All readings of a run, in the order of measurement. A current may be visited twice, on the way up and on the way
    /// down; its points are then those of two visits. The record tells the order of the visits.</summary>
    internal static TunedReadings Readings(WeightTuningSettings settings, IRunData data)
    {
        int[] visit = [.. data.Points.Select(point => (int)(point / PointsPerCurrent(settings)))];
        double[] amperes = data.Numbers(CurrentColumn.Name);
        return new TunedReadings(
            data.Numbers(FrequencyColumn.Name),
            data.Numbers(PowerColumn.Name),
            data.Numbers(VoltageColumn.Name),
            data.BenchSeconds,
            visit,
            [.. data.Numbers(PartColumn.Name).Select(part => part == 1)],
            [.. Enumerable.Range(0, visit.Max() + 1).Select(each => amperes[Array.IndexOf(visit, each)])]);
    }

    internal static int PointsPerCurrent(WeightTuningSettings settings) =>
        settings.Frequencies.Count + (settings.Powers.Count * settings.Repeats);

    public string Describe(int point)
    {
        (Current at, Frequency frequency, Power power, _) = PointAt(point);
        return $"{at}, {frequency}, {power}";
    }

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        (Current at, Frequency frequency, Power power, _) = PointAt(0);
        INanovoltmeter voltmeter = context.Bench.Get<INanovoltmeter>(BenchSetUp.VoltmeterRole);
        await voltmeter.ConfigureAsync(
            new NanovoltmeterSettings { Range = settings.Range, IntegrationCycles = settings.IntegrationCycles },
            cancellationToken).ConfigureAwait(false);
        ICurrentSource line = await BenchSetUp.PrepareLineAsync(context, at, cancellationToken).ConfigureAwait(false);
        BenchSetUp setUp = await BenchSetUp.PrepareAsync(
            context, settings.Field, frequency, power, cancellationToken).ConfigureAwait(false);
        return new WeightTuningMeasurement(PointAt, settings.Settle, setUp, line, at, voltmeter, context.Bench.Clock);
    }

    public Analysis Analyse(IRunData data) => new WeightTuningAnalysis(settings, data).Conclude();

    // Spectrum and V(P) at the first currents are an experiment with fewer currents.
    public IExperiment? FindCompletePart(int points) => (points / PointsPerCurrent(settings)) is > 0 and var complete
        ? new WeightTuningExperiment(settings with { Currents = Sweep<Current>.Of([.. visits.Take(complete)]) })
        : null;

    private (Current Current, Frequency Frequency, Power Power, bool IsSpectrum) PointAt(int point)
    {
        Current at = visits[point / PointsPerCurrent(settings)];
        int within = point % PointsPerCurrent(settings);
        return within < settings.Frequencies.Count
            ? (
                at,
                settings.Frequencies[SpectrumOrder.Frequency(within, settings.Frequencies.Count, 1)],
                settings.SpectrumPower,
                true)
            : (at, settings.Tone, settings.Powers[(within - settings.Frequencies.Count) % settings.Powers.Count], false);
    }
}
