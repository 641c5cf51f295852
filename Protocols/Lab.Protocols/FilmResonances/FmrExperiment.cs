using Lab.Instruments.Electromagnets;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.NetworkAnalysers;
using Lab.Models.Films;
using Lab.Protocols.SpinDiodes;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.FilmResonances;

/// <summary>The plan of <see cref="FmrProtocol"/>: line after line, each through ascending fields.</summary>
internal sealed class FmrExperiment(FmrSettings settings) : IExperiment
{
    private readonly FieldWindow window = new(
        new ThinFilm { GFactor = settings.ExpectedG, EffectiveMagnetisation = settings.ExpectedMagnetisation, Damping = 1 },
        settings.Geometry == FieldGeometry.InPlane,
        settings.HalfSpan,
        settings.FieldPoints);

    public IReadOnlyList<Column> Columns { get; } = LineMeasurement.ColumnsOf(settings.Detection);

    public int PointCount => settings.Frequencies.Count * settings.FieldPoints;

    public string Describe(int point) => $"{FrequencyOf(point)}, {FieldOf(point).ToString("Oe", formatProvider: null)}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        IElectromagnet magnet = context.Bench.Get<IElectromagnet>(BenchSetUp.MagnetRole);
        if (settings.Detection == LineDetection.Transmission)
        {
            INetworkAnalyser analyser = context.Bench.Get<INetworkAnalyser>(FmrProtocol.AnalyserRole);
            BenchSetUp driven = await BenchSetUp.PrepareAsync(
                context, analyser, field: null, FrequencyOf(0), settings.Power, cancellationToken).ConfigureAwait(false);
            return new Measurement(this, new LineMeasurement(driven, magnet, LineReader.Of(analyser)));
        }

        ILockInAmplifier lockIn = context.Bench.Get<ILockInAmplifier>(BenchSetUp.LockInRole);
        if (settings.Detection == LineDetection.Keyed)
        {
            await KeyedTone.StartAsync(context, settings.ModulationFrequency, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await lockIn.SetFrequencyAsync(settings.ModulationFrequency, cancellationToken).ConfigureAwait(false);
            await lockIn.SetSineCurrentAsync(settings.ModulationCurrent, cancellationToken).ConfigureAwait(false);
        }

        await lockIn.ConfigureAsync(
            lockIn.Settings with { Sensitivity = settings.Sensitivity, TimeConstant = settings.TimeConstant },
            cancellationToken).ConfigureAwait(false);
        BenchSetUp setUp = await BenchSetUp.PrepareAsync(
            context, field: null, FrequencyOf(0), settings.Power, cancellationToken).ConfigureAwait(false);
        return new Measurement(this, new LineMeasurement(setUp, magnet, LineReader.Of(lockIn)));
    }

    public Analysis Analyse(IRunData data) => new FmrAnalysis(settings, data).Conclude();

    private Frequency FrequencyOf(int point) => settings.Frequencies[point / settings.FieldPoints];

    private MagneticField FieldOf(int point) => window.At(FrequencyOf(point), point % settings.FieldPoints);

    private sealed class Measurement(FmrExperiment experiment, LineMeasurement line) : IMeasurement
    {
        public ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken) => line.MeasureAsync(
            experiment.FrequencyOf(point), experiment.Power, experiment.FieldOf(point), row, cancellationToken);
    }

    private Power Power => settings.Power;
}
