using Lab.Models.Reservoirs;
using Lab.Protocols.Oscillators;
using Lab.Quantities;

namespace Lab.Protocols.Reservoirs;

/// <summary>The waveform of nodes, and the tone against which those that are read are looked at.</summary>
/// <param name="Volts">The samples, V, shape [sample].</param>
/// <param name="StartSeconds">Times at which the nodes that are read begin, s, shape [node].</param>
/// <param name="StartRadians">Phases of the tone at these times, rad, shape [node].</param>
/// <param name="Hertz">Frequencies of the tone, shape [node].</param>
internal sealed record NodeWaveform(double[] Volts, double[] StartSeconds, double[] StartRadians, double[] Hertz)
{
    /// <summary>Computes it.</summary>
    /// <param name="levels">Levels in V, or frequencies or amplitudes of the tone, shape [node].</param>
    /// <param name="settings">The encoding, the time of a node and the tone.</param>
    /// <param name="shot">The generator.</param>
    /// <param name="read">The nodes that are read.</param>
    public static NodeWaveform Of(double[] levels, ReservoirBenchSettings settings, WaveformShot shot, Range read)
    {
        double rate = shot.SamplesPerSecond;
        double node = settings.NodeTime.Seconds;
        if (settings.Encoding == NodeEncoding.Level)
        {
            return Staircase(levels, settings, rate, read);
        }

        bool isFrequency = settings.Encoding == NodeEncoding.Frequency;
        double[] hertz = isFrequency ? levels : [.. levels.Select(_ => settings.Carrier.Hertz)];
        double amplitude = settings.Drive.Volts;
        SteppedTones tones = SteppedTones.Of(
            hertz, node, rate,
            (tone, index) => (isFrequency ? amplitude : levels[index]) / shot.ToneResponse(Frequency.FromHertz(tone)));
        return new NodeWaveform(tones.Volts, tones.StartSeconds[read], tones.StartRadians[read], hertz[read]);
    }

    /// <summary>Reads records of these nodes.</summary>
    /// <param name="nodeTime">The time of a node.</param>
    /// <param name="lowestHertz">The lowest frequency that the tone has in the run, Hz: all records have the same
    /// windows.</param>
    public NodeTraces Traces(Duration nodeTime, double lowestHertz) =>
        new(StartSeconds, StartRadians, Hertz, nodeTime.Seconds, lowestHertz);

    // Each level over so many whole samples as are nearest to its end.
    private static NodeWaveform Staircase(double[] levels, ReservoirBenchSettings settings, double rate, Range read)
    {
        double node = settings.NodeTime.Seconds;
        double[] volts = new double[(int)Math.Round(levels.Length * node * rate)];
        double[] starts = new double[levels.Length];
        for (int i = 0; i < levels.Length; i++)
        {
            int first = (int)Math.Round(i * node * rate);
            starts[i] = first / rate;
            volts.AsSpan(first..(int)Math.Round((i + 1) * node * rate)).Fill(levels[i]);
        }

        double carrier = settings.Carrier.Hertz;
        return new NodeWaveform(
            volts, starts[read], [.. starts[read].Select(start => Math.Tau * Math.IEEERemainder(carrier * start, 1))],
            [.. starts[read].Select(_ => carrier)]);
    }
}
