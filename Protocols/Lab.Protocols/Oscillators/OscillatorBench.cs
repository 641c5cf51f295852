using System.Globalization;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Instruments.WaveformGenerators;
using Lab.Quantities;
using Lab.Runs.Protocols;

namespace Lab.Protocols.Oscillators;

/// <summary>
/// The instruments of an oscillator as they are wired: a generator whose one terminal drives the field line and whose other one
/// feeds the cancelling waveform to the combiner, an oscilloscope at the combiner's output, and the source of the bias current.
/// </summary>
/// <remarks>Each shot is loaded (<see cref="LoadAsync"/>) and taken as often as wanted (<see cref="RecordAsync"/>). Both
/// terminals always play, so that nothing in the cables changes from shot to shot; one that is to be quiet plays zeros.</remarks>
internal sealed class OscillatorBench
{
    /// <summary>The role of the generator.</summary>
    public const string GeneratorRole = "awg";

    /// <summary>The role of the oscilloscope.</summary>
    public const string ScopeRole = "scope";

    /// <summary>The role of the source of the bias current.</summary>
    public const string SourceRole = "source";

    private const string DrivePort = "oscillator-drive";
    private const string CancelPort = "oscillator-cancel";
    private const string OutputPort = "oscillator-output";

    private readonly IWaveformGenerator generator;
    private readonly IOscilloscope scope;
    private readonly ICurrentSource source;
    private readonly string drive;
    private readonly string cancel;
    private readonly string output;
    private Shot? shot;

    private OscillatorBench(
        IWaveformGenerator generator, IOscilloscope scope, ICurrentSource source, string drive, string cancel, string output,
        double samplesPerSecond)
    {
        (this.generator, this.scope, this.source) = (generator, scope, source);
        (this.drive, this.cancel, this.output) = (drive, cancel, output);
        SamplesPerSecond = samplesPerSecond;
    }

    /// <summary>The instruments that protocols with a driven oscillator need.</summary>
    public static IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(GeneratorRole, IWaveformGenerator.Kind, "drives the field line and cancels the leak"),
        new(ScopeRole, IOscilloscope.Kind, "records the oscillator's voltage"),
        new(SourceRole, InstrumentKind.CurrentSource, "sends the bias current"),
    ];

    /// <summary>The generator's rate, samples per second.</summary>
    public double SamplesPerSecond { get; }

    /// <summary>Finds the instruments and their terminals.</summary>
    /// <param name="context">The run's context.</param>
    /// <param name="generatorRate">The rate of the waveforms, samples per second written as a frequency.</param>
    /// <param name="highest">The highest frequency of the drive.</param>
    /// <exception cref="BenchException">An instrument or its wiring is missing.</exception>
    /// <exception cref="InstrumentException">The generator's rate is too low for the drive, or its bandwidth too
    /// small.</exception>
    public static OscillatorBench Of(ExperimentContext context, Frequency generatorRate, Frequency highest)
    {
        ArgumentNullException.ThrowIfNull(context);
        IWaveformGenerator generator = context.Bench.Get<IWaveformGenerator>(GeneratorRole);
        IOscilloscope scope = context.Bench.Get<IOscilloscope>(ScopeRole);
        generator.Capability.RequireTone(highest, generatorRate.Hertz, generator.Name);
        return new OscillatorBench(
            generator, scope, context.Bench.Get<ICurrentSource>(SourceRole),
            TerminalAt(context.Bench.Definition, generator, DrivePort),
            TerminalAt(context.Bench.Definition, generator, CancelPort),
            TerminalAt(context.Bench.Definition, scope, OutputPort), generatorRate.Hertz);
    }

    /// <summary>The part of a tone's amplitude in the samples that comes out of the generator; samples are divided by
    /// it.</summary>
    /// <param name="tone">The tone's frequency.</param>
    public double ToneResponse(Frequency tone) => generator.Capability.ToneResponse(tone, SamplesPerSecond);

    /// <summary>Refuses a waveform that the generator's memory does not hold, before it is computed.</summary>
    /// <param name="seconds">How long it is.</param>
    /// <param name="remedy">What makes it shorter.</param>
    /// <exception cref="InstrumentException">It is too long (<see cref="InstrumentFault.Limit"/>).</exception>
    public void RequireLength(double seconds, string remedy)
    {
        double samples = Math.Ceiling(seconds * SamplesPerSecond);
        if (!(samples <= Math.Min(generator.Capability.Memory, Array.MaxLength)))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A waveform of {Duration.FromSeconds(seconds)} at {Frequency.FromHertz(SamplesPerSecond)} has {samples:N0} ")
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $"samples, and the memory of the {generator.Capability.Model} holds {generator.Capability.Memory:N0}"),
                generator.Name, $"Nothing was sent. {remedy}");
        }
    }

    /// <summary>Sets the bias current and switches its source on.</summary>
    /// <param name="current">The current; zero leaves the oscillator at rest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask SetCurrentAsync(Current current, CancellationToken cancellationToken)
    {
        await source.SetCurrentAsync(current, cancellationToken).ConfigureAwait(false);
        await source.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Loads a shot: both waveforms begin at the trigger.</summary>
    /// <param name="driveVolts">The samples of the drive, V, shape [sample].</param>
    /// <param name="cancelVolts">Those of the cancelling waveform, V, as many; <see langword="null"/> for silence.</param>
    /// <param name="window">What the oscilloscope records.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    /// <exception cref="InstrumentException">A limit forbids a waveform, the generator's or the oscilloscope's memory is too
    /// small, or an instrument does not answer.</exception>
    public async ValueTask LoadAsync(
        double[] driveVolts, double[]? cancelVolts, RecordWindow window, CancellationToken cancellationToken)
    {
        shot = null;
        await SetRangeAsync(window, cancellationToken).ConfigureAwait(false);
        if (window.SampleCount > Array.MaxLength)
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A record has {window.SampleCount:N0} samples, and {Array.MaxLength:N0} fit into one"),
                scope.Name, "Record for a shorter time, or lower 'scope_rate'.");
        }

        var loaded = new Shot(
            generator,
            (generator,
                [Play(drive, driveVolts), Play(cancel, cancelVolts ?? new double[driveVolts.Length])]),
            (scope, [new CaptureTask(output, window.StartSeconds, (int)window.SampleCount, window.LeastRate)]));
        await loaded.PrepareAsync(cancellationToken).ConfigureAwait(false);
        await generator.SetOutputAsync(cancel, on: true, cancellationToken).ConfigureAwait(false);
        await generator.SetOutputAsync(drive, on: true, cancellationToken).ConfigureAwait(false);
        shot = loaded;
    }

    /// <summary>Takes the shot that was loaded.</summary>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The oscillator's output; its times count from the trigger.</returns>
    /// <exception cref="InstrumentException">No trigger came, the signal is beyond the screen, or an instrument does not
    /// answer.</exception>
    public async ValueTask<ShotTrace> RecordAsync(CancellationToken cancellationToken)
    {
        Shot loaded = shot ?? throw new InvalidOperationException("A shot is loaded before it is taken.");
        return (await loaded.TakeAsync(cancellationToken).ConfigureAwait(false))[0];
    }

    private static string TerminalAt(BenchDefinition bench, IInstrument instrument, string port) =>
        bench.Wiring.FirstOrDefault(
            wiring => wiring.Port.Name == port && wiring.Terminal.Instrument == instrument.Name) is { } found
            ? found.Terminal.Name
            : throw new BenchException(
                $"No terminal of '{instrument.Name}' is wired to the port '{port}'. Say in the section 'wiring' of the bench "
                    + $"file which one is, such as '{instrument.Name}.1: {{ port: {port}, part: sto }}'.");

    private PlayTask Play(string terminal, double[] volts) => new(terminal, 0, Channels.Voltage, volts, SamplesPerSecond);

    // A shot keeps the ranges that the inputs have.
    private async ValueTask SetRangeAsync(RecordWindow window, CancellationToken cancellationToken)
    {
        OscilloscopeChannel before = scope.Settings.Channels.FirstOrDefault(channel => channel.Terminal == output)
            ?? scope.Settings.Channels[0] with { Terminal = output };
        if (scope.Settings.Channels is [{ } only] && only == before && before.Range == window.Range)
        {
            return;
        }

        await scope.ConfigureAsync(
            scope.Settings with
            {
                Channels = [before with { Range = window.Range, Offset = default }],
                Duration = Duration.FromSeconds(window.SampleCount / window.LeastRate),
                LeastRate = window.LeastRate,
                Start = Duration.FromSeconds(window.StartSeconds),
                Averages = 1,
                Segments = 1,
            },
            cancellationToken).ConfigureAwait(false);
    }
}
