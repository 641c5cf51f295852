using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Terminals;
using Lab.Instruments.WaveformGenerators;
using Lab.Models.VortexOscillators;
using Lab.Protocols.Oscillators;
using Lab.Protocols.Reservoirs;
using Lab.Protocols.Terminals;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Settings;

namespace Lab.Protocols.VortexOscillators;

/// <summary>The plan of <see cref="ReservoirImagesProtocol"/>: a block of test images a point.</summary>
internal sealed class ReservoirImagesExperiment : IExperiment
{
    internal static readonly Column FirstColumn = new("first_image", "", "The first test image, from 0.") { IsAxis = true };
    internal static readonly Column LabelColumn = new("label", "", "The class of each image.", ColumnKind.Array);
    internal static readonly Column AnswerColumn = new(
        "answer", "", "The class that the states of the device are taken for.", ColumnKind.Array);

    internal static readonly Column ModelColumn = new(
        "model_answer", "", "The class that the states of the model with its own heat are taken for.", ColumnKind.Array);

    internal static readonly Column StatesColumn = new(
        "states", "", "Amplitudes of the device, image after image, in units of the radius.", ColumnKind.Array)
    { Form = new ArrayForm(ElementType.Float32) };

    internal static readonly Column DeviceScatterColumn = new(
        "device_scatter", "", "Deviation of the device's amplitudes from the mean of the model, rms.");

    internal static readonly Column ModelScatterColumn = new(
        "model_scatter", "", "Deviation of the amplitudes of the model from their mean, rms.");

    internal static readonly Column OffsetColumn = new("scale_offset", "", "Amplitude at no voltage.");
    internal static readonly Column SlopeColumn = new("scale_slope", "A/V", "Amplitude over voltage over current.");
    internal static readonly Column TimeColumn = new("shot_time", "s", "Time of the bench for the images, transfers and all.");

    private readonly BenchImagesSettings settings;
    private readonly BenchDefinition bench;
    private readonly VortexOscillator oscillator;
    private readonly ReservoirBenchSettings played;
    private readonly WaveformTerminals terminals;
    private readonly OperatingSetPoint source;
    private readonly OutputPlan outputs;
    private readonly VortexTrainer trainer;

    /// <summary>Makes the plan of settings for a bench.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="bench">The bench.</param>
    /// <param name="oscillator">The oscillator of the model.</param>
    /// <exception cref="SettingsException">They name what the bench does not have.</exception>
    public ReservoirImagesExperiment(BenchImagesSettings settings, BenchDefinition bench, VortexOscillator oscillator)
    {
        (this.settings, this.bench, this.oscillator) = (settings, bench, oscillator);
        Current direct = settings.CriticalCurrent * settings.OfModel.MeanCurrent;
        played = new ReservoirBenchSettings
        {
            Input = settings.Input,
            Output = settings.Output,
            OperatingPoint = false,
            Hold = string.Create(CultureInfo.InvariantCulture, $"{settings.Source} {direct.Amperes:R} A"),
            Encoding = NodeEncoding.Level,
            State = NodeState.Amplitude,
            Offset = "0 V",
            Swing = "1 V",
            Carrier = settings.Carrier,
            NodeTime = settings.NodeTime,
            ReadFrom = settings.ReadFrom,
            Shots = settings.Repeats,
            GeneratorRate = settings.GeneratorRate,
            ScopeRate = settings.ScopeRate,
            Range = settings.Range,
        };
        var names = new BenchTerminals(bench.Instruments);
        terminals = ReservoirTerminals.FindWaveform(played, bench)
            ?? throw new SettingsException(
                $"The setting 'input' is {settings.Input}, which is no terminal of a waveform generator of the bench.");
        source = HeldChannels.Read("source", played.Hold, bench, names, isAtOperatingPoint: false, []).All[0];
        var columns = new TerminalColumns();
        outputs = OutputPlan.Of([source.Channel], names, columns);
        trainer = new VortexTrainer(settings, oscillator);
        Columns =
        [
            FirstColumn, LabelColumn, AnswerColumn, ModelColumn, StatesColumn, DeviceScatterColumn, ModelScatterColumn,
            OffsetColumn, SlopeColumn, TimeColumn, .. columns.All,
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Column> Columns { get; }

    /// <inheritdoc/>
    public int PointCount => (settings.TestImages + settings.Block - 1) / settings.Block;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => [$"{source} is held.", .. outputs.Notes];

    /// <inheritdoc/>
    public string Describe(int point) =>
        $"test images {point * settings.Block} to {Math.Min((point + 1) * settings.Block, settings.TestImages) - 1}";

    /// <inheritdoc/>
    public IReadOnlyList<ReadData> LookAtData() => [trainer.Data.Describe()];

    /// <inheritdoc/>
    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        if (settings.TestImages > trainer.Images.Test.Count || settings.CalibrationImages > trainer.Images.Training.Count)
        {
            throw new RunException(
                $"The settings 'test_images' and 'calibration_images' are {settings.TestImages} and "
                    + $"{settings.CalibrationImages}; '{settings.Data}' has {trainer.Images.Test.Count} to test and "
                    + $"{trainer.Images.Training.Count} to train with.");
        }

        var shot = new WaveformShot(
            (IWaveformGenerator)context.Bench.GetByName(terminals.Input.Instrument),
            (IOscilloscope)context.Bench.GetByName(terminals.Output.Instrument), terminals.Output.Name,
            settings.GeneratorRate.Hertz);
        // Training takes minutes: the device carries no current meanwhile.
        trainer.ReadoutOf(context.Seed, cancellationToken);
        OutputMeasurement found = await OutputMeasurement.PrepareAsync(
            outputs, [source], context.Bench, cancellationToken).ConfigureAwait(false);
        var player = new StaircasePlayer(settings, new ShotNodes(played, terminals, shot));
        var measurement = new ReservoirImagesMeasurement(
            settings, trainer, player, found, context.Bench.Clock, context.Seed, cancellationToken);
        await measurement.CalibrateAsync(context.Learned(ScaleOf), cancellationToken).ConfigureAwait(false);
        return measurement;
    }

    /// <inheritdoc/>
    public Analysis Analyse(IRunData data) => ReservoirImagesAnalysis.Of(settings, data);

    /// <inheritdoc/>
    public IExperiment? FindCompletePart(int points) => points > 0
        ? new ReservoirImagesExperiment(settings with { TestImages = points * settings.Block }, bench, oscillator)
        : null;

    // Of the points on record, where there are some.
    private static ScaleBox ScaleOf(IRunData? data) => new()
    {
        Scale = data is { Count: > 0 }
            ? new AmplitudeScale(data.Numbers(OffsetColumn.Name)[0], data.Numbers(SlopeColumn.Name)[0], Scatter: 0)
            : null,
    };
}
