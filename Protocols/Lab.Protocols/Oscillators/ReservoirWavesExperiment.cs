using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Studies.Reservoirs;

namespace Lab.Protocols.Oscillators;

/// <summary>The plan of <see cref="ReservoirWavesProtocol"/>: a centre frequency a point, with all its repeats.</summary>
/// <param name="settings">The settings.</param>
internal sealed class ReservoirWavesExperiment(WaveBenchSettings settings) : IExperiment
{
    internal static readonly Column MiddlePhaseColumn = new(
        "middle_phase", "rad", "Phase of the locked oscillator in the middle of the range, from which phases count.");

    internal static readonly Column BeforeColumn = new(
        "before_subtraction", "V", "Start of a record without the cancelling waveform; at the first point.", ColumnKind.Array);

    internal static readonly Column AfterColumn = new(
        "after_subtraction", "V", "The same with the cancelling waveform; at the first point.", ColumnKind.Array);

    internal static readonly Column SampleTimeColumn = new("sample_time", "s", "Time from sample to sample of both.");

    // A dozen periods; the record has the first nodes.
    private const double ShownSeconds = 50e-9;

    private readonly WavePlan plan = new(settings);

    public IReadOnlyList<Column> Columns { get; } =
    [
        .. WaveRecord.Columns, LeakSubtraction.RestResidualColumn, MiddlePhaseColumn, SampleTimeColumn, BeforeColumn, AfterColumn,
    ];

    public IReadOnlyList<CalibrationNeed> Calibrations => [LeakSubtraction.Need];

    public int PointCount => plan.Count;

    public string Describe(int point) => plan.Describe(point);

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        OscillatorBench bench = OscillatorBench.Of(context, settings.GeneratorRate, settings.Band.To);
        LeakSubtraction subtraction = await LeakSubtraction.PrepareAsync(
            context, bench, settings.Band, settings.TonePlan, settings.LargestResidual, cancellationToken).ConfigureAwait(false);
        await bench.SetCurrentAsync(settings.Current, cancellationToken).ConfigureAwait(false);
        var player = new WavePlayer(settings, bench, subtraction);
        double middle = await player.FindMiddleAsync(cancellationToken).ConfigureAwait(false);
        return new ReservoirWavesMeasurement(settings, plan, player, middle, subtraction.RestResidualVolts, context.Seed);
    }

    public Analysis Analyse(IRunData data)
    {
        Analysis waves = WaveAnalysis.Of(
            settings, data, settings.Averaging == WaveAveraging.States ? "the states" : "the traces");
        int first = Array.FindIndex(data.Arrays(BeforeColumn.Name), before => before.Length > 0);
        return first < 0
            ? waves
            : waves with { Figures = [waves.Figures[0], DrawSubtraction(data, first), .. waves.Figures.Skip(1)] };
    }

    private static Figure DrawSubtraction(IRunData data, int point)
    {
        double step = data.Numbers(SampleTimeColumn.Name)[point];
        FigurePanel Draw(string name, Column column)
        {
            double[] all = data.Arrays(column.Name)[point];
            double[] volts = all[..Math.Min(all.Length, (int)Math.Ceiling(ShownSeconds / step) + 1)];
            return new FigurePanel(
                $"{name} (mV)",
                [
                    new FigureSeries(
                        name, [.. volts.Select((_, i) => i * step * 1e9)], [.. volts.Select(volt => volt * 1e3)],
                        SeriesStyle.Line, 0),
                ]);
        }

        return new Figure(
            "Voltage before and after the subtraction",
            "time (ns)",
            [Draw("before", BeforeColumn), Draw("after", AfterColumn)],
            "The start of a record, some periods of it. The leak of the drive covers the oscillator until the second waveform "
                + "takes it away.");
    }
}
