using Lab.Instruments.CurrentSources;
using Lab.Instruments.SpectrumAnalysers;
using Lab.Models.SignalAnalysis;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Oscillators;

/// <summary>The plan of <see cref="OscillatorSpectrumProtocol"/>: each point is the spectrum at one current.</summary>
internal sealed class OscillatorSpectrumExperiment(OscillatorSpectrumSettings settings, double[] amperes) : IExperiment
{
    internal static readonly Column CurrentColumn = new("current", "A", "Current through the oscillator.") { IsAxis = true };
    internal static readonly Column FrequencyColumn = new(
        "frequency", "Hz", "Frequencies of the spectrum.", ColumnKind.Array);
    internal static readonly Column DensityColumn = new(
        "density", "V²/Hz", "Power density at the instrument, into 50 Ω.", ColumnKind.Array);

    public IReadOnlyList<Column> Columns { get; } = [CurrentColumn, FrequencyColumn, DensityColumn];

    public int PointCount => amperes.Length;

    public string Describe(int point) => $"spectrum at {Current.FromAmperes(amperes[point])}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        ICurrentSource source = context.Bench.Get<ICurrentSource>(OscillatorBench.SourceRole);
        await source.SetCurrentAsync(default, cancellationToken).ConfigureAwait(false);
        await source.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
        ISpectrumReader reader = settings.Detection == SpectrumDetection.Analyser
            ? await AnalyserReader.PrepareAsync(
                context.Bench.Get<ISpectrumAnalyser>(OscillatorSpectrumProtocol.AnalyserRole), settings, cancellationToken)
                .ConfigureAwait(false)
            : await WelchReader.PrepareAsync(
                OscillatorBench.Of(context, settings.GeneratorRate, settings.From), settings, cancellationToken)
                .ConfigureAwait(false);
        return new Measurement(settings, amperes, source, reader);
    }

    public Analysis Analyse(IRunData data) => new OscillatorSpectrumAnalysis(settings, data).Conclude();

    private sealed class Measurement(
        OscillatorSpectrumSettings settings, double[] amperes, ICurrentSource source, ISpectrumReader reader) : IMeasurement
    {
        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
        {
            await source.SetCurrentAsync(Current.FromAmperes(amperes[point]), cancellationToken).ConfigureAwait(false);
            PowerSpectrum sum = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            for (int i = 1; i < settings.Averages; i++)
            {
                PowerSpectrum next = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                sum = sum with { Densities = [.. sum.Densities.Zip(next.Densities, (one, other) => one + other)] };
            }

            row.Set(CurrentColumn, amperes[point]);
            row.Set(FrequencyColumn, [.. sum.Hertz]);
            row.Set(DensityColumn, [.. sum.Densities.Select(density => density / settings.Averages)]);
        }
    }
}
