using System.Numerics;
using Lab.Instruments.Shots;
using Lab.Models.Reservoirs;
using Lab.Protocols.Oscillators;
using Lab.Quantities;

namespace Lab.Protocols.Reservoirs;

/// <summary>Nodes of a device that a waveform drives and an oscilloscope records, all of a piece in one shot.</summary>
/// <param name="settings">The settings.</param>
/// <param name="terminals">The terminals.</param>
/// <param name="shot">Plays and records.</param>
internal sealed class ShotNodes(ReservoirBenchSettings settings, WaveformTerminals terminals, WaveformShot shot) : INodePlayer
{
    // The device follows its first level, and what the cables delay has come in.
    private const double SettleSeconds = 1e-6;

    /// <inheritdoc/>
    public int StatesOfNode => settings.State == NodeState.Quadratures ? 2 : 1;

    /// <summary>The phase from which phases count, rad; the others lie within half a turn of it where a node begins.</summary>
    public double MiddleRadians { get; set; }

    /// <inheritdoc/>
    public async ValueTask<double[]> PlayAsync(double[] lead, double[] inputs, CancellationToken cancellationToken)
    {
        NodeWaveform wave = await LoadAsync(lead, inputs, cancellationToken).ConfigureAwait(false);
        double[] states = new double[inputs.Length * StatesOfNode];
        for (int repeat = 0; repeat < settings.Shots; repeat++)
        {
            ShotTrace trace = await shot.RecordAsync(cancellationToken).ConfigureAwait(false);
            double[] read = settings.State == NodeState.Mean ? MeansOf(trace, wave) : Read(Demodulate(trace, wave), wave);
            for (int i = 0; i < states.Length; i++)
            {
                states[i] += read[i] / settings.Shots;
            }
        }

        return states;
    }

    /// <summary>The mean direction of the complex amplitudes of nodes, by which phases are counted later.</summary>
    /// <param name="inputs">The inputs of the nodes.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The phase, rad.</returns>
    public async ValueTask<double> FindMiddleAsync(double[] inputs, CancellationToken cancellationToken)
    {
        NodeWaveform wave = await LoadAsync([], inputs, cancellationToken).ConfigureAwait(false);
        Complex[] amplitudes = Demodulate(await shot.RecordAsync(cancellationToken).ConfigureAwait(false), wave);
        return amplitudes.Aggregate(Complex.Zero, (sum, each) => sum + each).Phase;
    }

    private async ValueTask<NodeWaveform> LoadAsync(double[] lead, double[] inputs, CancellationToken cancellationToken)
    {
        double node = settings.NodeTime.Seconds;
        int before = Math.Max(lead.Length, (int)Math.Ceiling(SettleSeconds / node));

        // The first level before, the last one after, which an oscilloscope's late trigger may see.
        double first = lead.Length > 0 ? lead[0] : inputs[0];
        double[] all = [.. Enumerable.Repeat(first, before - lead.Length), .. lead, .. inputs, inputs[^1], inputs[^1]];
        shot.RequireLength(
            all.Length * node, "Take a smaller 'block' or 'lead', a shorter 'node_time', or a lower 'generator_rate'.");
        NodeWaveform wave = NodeWaveform.Of(
            [.. all.Select(input => terminals.Offset + (terminals.Swing * input))], settings, shot,
            before..(before + inputs.Length));
        await shot.LoadAsync(
            [(terminals.Input.Name, wave.Volts)],
            new RecordWindow(
                wave.StartSeconds[0] + settings.Delay.Seconds, inputs.Length * node, settings.ScopeRate.Hertz, settings.Range),
            cancellationToken).ConfigureAwait(false);
        return wave;
    }

    private double[] MeansOf(ShotTrace trace, NodeWaveform wave)
    {
        ReadOnlySpan<double> samples = trace.Samples.Span;
        double[] means = new double[wave.StartSeconds.Length];
        for (int node = 0; node < means.Length; node++)
        {
            double start = wave.StartSeconds[node] + settings.Delay.Seconds - trace.StartSeconds;
            int from = (int)Math.Ceiling((start + (settings.ReadFrom * settings.NodeTime.Seconds)) * trace.SamplesPerSecond);
            int to = (int)Math.Ceiling((start + settings.NodeTime.Seconds) * trace.SamplesPerSecond);
            from = Math.Clamp(from, 0, samples.Length - 1);
            to = Math.Clamp(to, from + 1, samples.Length);
            double sum = 0;
            foreach (double volts in samples[from..to])
            {
                sum += volts;
            }

            means[node] = sum / (to - from);
        }

        return means;
    }

    private Complex[] Demodulate(ShotTrace trace, NodeWaveform wave) =>
        wave.Traces(settings.NodeTime, terminals.LowestHertz(settings)).Demodulate(
        trace.Samples.Span, trace.StartSeconds - settings.Delay.Seconds, trace.SamplesPerSecond);

    private double[] Read(Complex[] amplitudes, NodeWaveform wave)
    {
        NodeTraces traces = wave.Traces(settings.NodeTime, terminals.LowestHertz(settings));
        if (settings.State != NodeState.Quadratures)
        {
            double[][] features = traces.Read(
                amplitudes, new NodeReading(settings.ReadFrom, settings.ReadFrom, settings.ReadFrom), MiddleRadians);
            return features[(int)(settings.State switch
            {
                NodeState.Phase => NodeFeature.Phase,
                NodeState.Frequency => NodeFeature.Frequency,
                _ => NodeFeature.Amplitude,
            })];
        }

        double[] states = new double[2 * wave.StartSeconds.Length];
        int windows = traces.Windows;
        int from = Math.Clamp((int)Math.Ceiling((settings.ReadFrom * (windows + 1)) - 1), 0, windows - 1);
        for (int node = 0; node < wave.StartSeconds.Length; node++)
        {
            Complex sum = Complex.Zero;
            for (int window = from; window < windows; window++)
            {
                sum += amplitudes[(node * windows) + window];
            }

            (states[2 * node], states[(2 * node) + 1]) = (sum.Real / (windows - from), sum.Imaginary / (windows - from));
        }

        return states;
    }
}
