using System.Numerics;
using Lab.Instruments.Shots;
using Lab.Models.Reservoirs;
using Lab.Quantities;
using Lab.Runs;

namespace Lab.Protocols.Oscillators;

/// <summary>Plays nodes to an oscillator, each at a frequency of its own, and records its voltage without the leak.</summary>
/// <param name="settings">The settings.</param>
/// <param name="bench">The bench, with the current on.</param>
/// <param name="subtraction">The cancelling waveform.</param>
internal sealed class WavePlayer(WaveBenchSettings settings, OscillatorBench bench, LeakSubtraction subtraction)
{
    /// <summary>How long a tone is played to find the phase in the middle.</summary>
    private const double MiddleSeconds = 20e-6;

    /// <summary>The length of the resultant of the nodes' phases below which nothing is locked.</summary>
    private const double LeastLocking = 0.5;

    /// <summary>Time before the first node in which the oscillator follows its frequency, and the leak and what cancels it have
    /// both come in.</summary>
    private const double LeadSeconds = 1e-6;

    /// <summary>Nodes that are shown before and after the subtraction.</summary>
    private const int ShownNodes = 20;

    private NodeTraces? loaded;

    /// <summary>Loads nodes.</summary>
    /// <param name="frequencies">Their frequencies, Hz.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask LoadAsync(double[] frequencies, CancellationToken cancellationToken)
    {
        SteppedTones tones = TonesOf(frequencies);
        Range proper = Lead..(Lead + frequencies.Length);
        loaded = new NodeTraces(
            tones.StartSeconds[proper], tones.StartRadians[proper], frequencies, settings.NodeTime.Seconds);
        await bench.LoadAsync(
            tones.Volts, subtraction.WaveformFor(tones.Volts, bench.SamplesPerSecond),
            WindowOf(tones.StartSeconds[Lead], frequencies.Length, settings.Range), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a shot of what is loaded.</summary>
    /// <param name="cancellationToken">Gives it up.</param>
    public ValueTask<ShotTrace> TakeAsync(CancellationToken cancellationToken) => bench.RecordAsync(cancellationToken);

    /// <summary>The complex amplitudes against the drive in a record.</summary>
    /// <param name="trace">The record.</param>
    public Complex[] Demodulate(ShotTrace trace) =>
        Nodes.Demodulate(trace.Samples.Span, trace.StartSeconds, trace.SamplesPerSecond);

    /// <summary>The states of the nodes.</summary>
    /// <param name="amplitudes">The amplitudes.</param>
    /// <param name="middleRadians">The phase in the middle of the range.</param>
    /// <returns>Phases in rad, frequencies in units of the oscillator's own, amplitudes in V, shape [feature][node].</returns>
    public double[][] Read(ReadOnlySpan<Complex> amplitudes, double middleRadians)
    {
        double[][] states = Nodes.Read(amplitudes, settings.Reading, middleRadians);
        double[] frequencies = states[(int)NodeFeature.Frequency];
        for (int i = 0; i < frequencies.Length; i++)
        {
            frequencies[i] /= settings.Frequency.Hertz;
        }

        return states;
    }

    /// <summary>The phase against the drive in the middle of the range, cables and all.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RunException">The oscillator is not locked there.</exception>
    public async ValueTask<double> FindMiddleAsync(CancellationToken cancellationToken)
    {
        int count = Math.Max(ShownNodes, (int)Math.Ceiling(MiddleSeconds / settings.NodeTime.Seconds));
        await LoadAsync([.. Enumerable.Repeat(settings.Frequency.Hertz, count)], cancellationToken).ConfigureAwait(false);
        Complex[] amplitudes = Demodulate(await TakeAsync(cancellationToken).ConfigureAwait(false));

        // The first tenth may still be on its way.
        Complex[] directions = [.. amplitudes[(amplitudes.Length / 10)..].Select(each => each / each.Magnitude)];
        Complex mean = directions.Aggregate(Complex.Zero, (sum, each) => sum + each) / directions.Length;
        return mean.Magnitude >= LeastLocking
            ? mean.Phase
            : throw new RunException(
                $"The oscillator is not locked by the drive at {settings.Frequency}, where the middle of the locking range "
                    + $"should be: its phase wanders (resultant {mean.Magnitude:0.00}; locked it is above {LeastLocking}). Look "
                    + "where it oscillates at this current and where it locks ('lab run injection-locking'), and set 'frequency' "
                    + "and 'centres' to it, or drive it harder.");
    }

    /// <summary>The first nodes without the cancelling waveform, V.</summary>
    /// <param name="frequencies">The frequencies of all nodes, Hz.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<double[]> TakeUncancelledAsync(double[] frequencies, CancellationToken cancellationToken)
    {
        double[] first = [.. frequencies.Take(ShownNodes)];
        SteppedTones tones = TonesOf(first);
        await bench.LoadAsync(
            tones.Volts, cancelVolts: null, WindowOf(tones.StartSeconds[Lead], first.Length, settings.LeakRange),
            cancellationToken)
            .ConfigureAwait(false);
        return ShownOf(await TakeAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The part of a record that is shown, V.</summary>
    /// <param name="trace">The record.</param>
    public double[] ShownOf(ShotTrace trace) =>
        trace.Samples[..Math.Min(
            trace.Samples.Length, (int)(ShownNodes * settings.NodeTime.Seconds * trace.SamplesPerSecond))].ToArray();

    private NodeTraces Nodes => loaded ?? throw new InvalidOperationException("Nodes are loaded before they are read.");

    private int Lead => (int)Math.Ceiling(LeadSeconds / settings.NodeTime.Seconds);

    // The first frequency before, the last one after.
    private SteppedTones TonesOf(double[] frequencies)
    {
        double[] all = [.. Enumerable.Repeat(frequencies[0], Lead), .. frequencies, frequencies[^1]];
        bench.RequireLength(
            all.Length * settings.NodeTime.Seconds, "Take fewer nodes or a shorter 'node_time', or lower 'generator_rate'.");
        return SteppedTones.Of(
            all, settings.NodeTime.Seconds, bench.SamplesPerSecond,
            tone => settings.Drive.Volts / bench.ToneResponse(Frequency.FromHertz(tone)));
    }

    private RecordWindow WindowOf(double startSeconds, int count, Voltage range) =>
        new(startSeconds, count * settings.NodeTime.Seconds, settings.ScopeRate.Hertz, range);
}
