using Lab.Instruments.Electromagnets;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.RotationStages;
using Lab.Models.Films;
using Lab.Protocols.FilmResonances;
using Lab.Protocols.SpinDiodes;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.SpinTorques;

/// <summary>The plan of <see cref="StFmrProtocol"/>: angle after angle, each with ascending fields.</summary>
internal sealed class StFmrExperiment(StFmrSettings settings) : IExperiment
{
    internal static readonly Column AngleColumn = new("angle", "rad", "Angle of the rotation stage.") { IsAxis = true };

    private readonly FieldWindow window = new(
        new ThinFilm { GFactor = settings.GFactor, EffectiveMagnetisation = settings.ExpectedMagnetisation, Damping = 1 },
        IsInPlane: true,
        settings.HalfSpan,
        settings.FieldPoints);

    public IReadOnlyList<Column> Columns { get; } = [AngleColumn, .. LineMeasurement.ColumnsOf(LineDetection.Keyed)];

    public int PointCount => settings.Angles.Count * settings.FieldPoints;

    public string Describe(int point) =>
        $"{AngleOf(point).ToString("deg", formatProvider: null)}, {FieldOf(point).ToString("Oe", formatProvider: null)}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        ILockInAmplifier lockIn = context.Bench.Get<ILockInAmplifier>(BenchSetUp.LockInRole);
        await KeyedTone.StartAsync(context, settings.ModulationFrequency, cancellationToken).ConfigureAwait(false);
        await lockIn.ConfigureAsync(
            lockIn.Settings with { Sensitivity = settings.Sensitivity, TimeConstant = settings.TimeConstant },
            cancellationToken).ConfigureAwait(false);
        BenchSetUp setUp = await BenchSetUp.PrepareAsync(
            context, field: null, settings.Frequency, settings.Power, cancellationToken).ConfigureAwait(false);
        return new Measurement(
            this, context.Bench.Get<IRotationStage>(StFmrProtocol.StageRole),
            new LineMeasurement(setUp, context.Bench.Get<IElectromagnet>(BenchSetUp.MagnetRole), LineReader.Of(lockIn)));
    }

    public Analysis Analyse(IRunData data) => new StFmrAnalysis(settings, data).Conclude();

    private Angle AngleOf(int point) => settings.Angles[point / settings.FieldPoints];

    private MagneticField FieldOf(int point) => window.At(settings.Frequency, point % settings.FieldPoints);

    private sealed class Measurement(StFmrExperiment experiment, IRotationStage stage, LineMeasurement line) : IMeasurement
    {
        private Angle? there;

        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
        {
            Angle angle = experiment.AngleOf(point);
            if (there != angle)
            {
                await stage.SetAngleAsync(angle, cancellationToken).ConfigureAwait(false);
                there = angle;
            }

            row.Set(AngleColumn, angle.Radians);
            await line.MeasureAsync(
                experiment.Frequency, experiment.Power, experiment.FieldOf(point), row, cancellationToken).ConfigureAwait(false);
        }
    }

    private Frequency Frequency => settings.Frequency;

    private Power Power => settings.Power;
}
