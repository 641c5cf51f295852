using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Shots;
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

    private readonly WaveformShot shot;
    private readonly ICurrentSource source;
    private readonly string drive;
    private readonly string cancel;

    private OscillatorBench(WaveformShot shot, ICurrentSource source, string drive, string cancel)
    {
        (this.shot, this.source, this.drive, this.cancel) = (shot, source, drive, cancel);
    }

    /// <summary>The instruments that protocols with a driven oscillator need.</summary>
    public static IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(GeneratorRole, IWaveformGenerator.Kind, "drives the field line and cancels the leak"),
        new(ScopeRole, IOscilloscope.Kind, "records the oscillator's voltage"),
        new(SourceRole, InstrumentKind.CurrentSource, "sends the bias current"),
    ];

    /// <summary>The generator's rate, samples per second.</summary>
    public double SamplesPerSecond => shot.SamplesPerSecond;

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
            new WaveformShot(generator, scope, TerminalAt(context.Bench.Definition, scope, OutputPort), generatorRate.Hertz),
            context.Bench.Get<ICurrentSource>(SourceRole),
            TerminalAt(context.Bench.Definition, generator, DrivePort),
            TerminalAt(context.Bench.Definition, generator, CancelPort));
    }

    /// <summary>The part of a tone's amplitude in the samples that comes out of the generator; samples are divided by
    /// it.</summary>
    /// <param name="tone">The tone's frequency.</param>
    public double ToneResponse(Frequency tone) => shot.ToneResponse(tone);

    /// <summary>Refuses a waveform that the generator's memory does not hold, before it is computed.</summary>
    /// <param name="seconds">How long it is.</param>
    /// <param name="remedy">What makes it shorter.</param>
    /// <exception cref="InstrumentException">It is too long (<see cref="InstrumentFault.Limit"/>).</exception>
    public void RequireLength(double seconds, string remedy) => shot.RequireLength(seconds, remedy);

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
    public ValueTask LoadAsync(
        double[] driveVolts, double[]? cancelVolts, RecordWindow window, CancellationToken cancellationToken) => shot.LoadAsync(
            [(cancel, cancelVolts ?? new double[driveVolts.Length]), (drive, driveVolts)], window, cancellationToken);

    /// <summary>Takes the shot that was loaded.</summary>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The oscillator's output; its times count from the trigger.</returns>
    /// <exception cref="InstrumentException">No trigger came, the signal is beyond the screen, or an instrument does not
    /// answer.</exception>
    public ValueTask<ShotTrace> RecordAsync(CancellationToken cancellationToken) => shot.RecordAsync(cancellationToken);

    private static string TerminalAt(BenchDefinition bench, IInstrument instrument, string port) =>
        bench.Wiring.FirstOrDefault(
            wiring => wiring.Port.Name == port && wiring.Terminal.Instrument == instrument.Name) is { } found
            ? found.Terminal.Name
            : throw new BenchException(
                $"No terminal of '{instrument.Name}' is wired to the port '{port}'. Say in the section 'wiring' of the bench "
                    + $"file which one is, such as '{instrument.Name}.1: {{ port: {port}, part: sto }}'.");
}
