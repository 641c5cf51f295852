using System.Globalization;
using Lab.Instruments;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Instruments.WaveformGenerators;
using Lab.Quantities;

namespace Lab.Protocols.Oscillators;

/// <summary>Waveforms of a generator on one trigger with a record of an oscilloscope: loaded once (<see cref="LoadAsync"/>) and
/// taken as often as wanted (<see cref="RecordAsync"/>).</summary>
/// <param name="generator">The generator.</param>
/// <param name="scope">The oscilloscope.</param>
/// <param name="output">The oscilloscope's input that records.</param>
/// <param name="samplesPerSecond">The generator's rate.</param>
internal sealed class WaveformShot(
    IWaveformGenerator generator, IOscilloscope scope, string output, double samplesPerSecond)
{
    private Shot? shot;

    /// <summary>The generator's rate, samples per second.</summary>
    public double SamplesPerSecond => samplesPerSecond;

    /// <summary>The part of a tone's amplitude in the samples that comes out of the generator; samples are divided by
    /// it.</summary>
    /// <param name="tone">The tone's frequency.</param>
    public double ToneResponse(Frequency tone) => generator.Capability.ToneResponse(tone, samplesPerSecond);

    /// <summary>Refuses a waveform that the generator's memory does not hold, before it is computed.</summary>
    /// <param name="seconds">How long it is.</param>
    /// <param name="remedy">What makes it shorter.</param>
    /// <exception cref="InstrumentException">It is too long (<see cref="InstrumentFault.Limit"/>).</exception>
    public void RequireLength(double seconds, string remedy)
    {
        double samples = Math.Ceiling(seconds * samplesPerSecond);
        if (!(samples <= Math.Min(generator.Capability.Memory, Array.MaxLength)))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A waveform of {Duration.FromSeconds(seconds)} at {Frequency.FromHertz(samplesPerSecond)} has {samples:N0} ")
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $"samples, and the memory of the {generator.Capability.Model} holds {generator.Capability.Memory:N0}"),
                generator.Name, $"Nothing was sent. {remedy}");
        }
    }

    /// <summary>Loads a shot: all waveforms begin at the trigger.</summary>
    /// <param name="waveforms">The samples of each terminal, V, shape [sample]; outputs are switched on in this order.</param>
    /// <param name="window">What the oscilloscope records.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    /// <exception cref="InstrumentException">A limit forbids a waveform, the generator's or the oscilloscope's memory is too
    /// small, or an instrument does not answer.</exception>
    public async ValueTask LoadAsync(
        IReadOnlyList<(string Terminal, double[] Volts)> waveforms, RecordWindow window, CancellationToken cancellationToken)
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
                [
                    .. waveforms.Select(waveform =>
                        new PlayTask(waveform.Terminal, 0, Channels.Voltage, waveform.Volts, samplesPerSecond)),
                ]),
            (scope, [new CaptureTask(output, window.StartSeconds, (int)window.SampleCount, window.LeastRate)]));
        await loaded.PrepareAsync(cancellationToken).ConfigureAwait(false);
        foreach ((string terminal, _) in waveforms)
        {
            await generator.SetOutputAsync(terminal, on: true, cancellationToken).ConfigureAwait(false);
        }

        shot = loaded;
    }

    /// <summary>Takes the shot that was loaded.</summary>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The record; its times count from the trigger.</returns>
    /// <exception cref="InstrumentException">No trigger came, the signal is beyond the screen, or an instrument does not
    /// answer.</exception>
    public async ValueTask<ShotTrace> RecordAsync(CancellationToken cancellationToken)
    {
        Shot loaded = shot ?? throw new InvalidOperationException("A shot is loaded before it is taken.");
        return (await loaded.TakeAsync(cancellationToken).ConfigureAwait(false))[0];
    }

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
