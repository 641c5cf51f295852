using Lab.Benches.Safety;
using Lab.Instruments.Blocks;
using Lab.Instruments.Terminals;
using Lab.Instruments.WaveformGenerators;

namespace Lab.Instruments.Drivers.WaveformGenerators;

/// <summary>A waveform as a generator takes it: codes that fill its converter, and the voltages of their ends.</summary>
public sealed class PreparedWaveform
{
    private PreparedWaveform(string terminal, IReadOnlyList<PreparedSegment> segments, WaveformEnvelope envelope, double least,
        double largest)
    {
        Terminal = terminal;
        Segments = segments;
        Envelope = envelope;
        Least = least;
        Largest = largest;
    }

    /// <summary>The terminal's name at the instrument.</summary>
    public string Terminal { get; }

    /// <summary>Its pieces.</summary>
    public IReadOnlyList<PreparedSegment> Segments { get; }

    /// <summary>The envelope for the gate.</summary>
    public WaveformEnvelope Envelope { get; }

    /// <summary>The voltage of the smallest code, V.</summary>
    public double Least { get; }

    /// <summary>The voltage of the largest code, V.</summary>
    public double Largest { get; }

    /// <summary>The voltage from end to end, V.</summary>
    public double PeakToPeak => Largest - Least;

    /// <summary>The voltage in the middle, V.</summary>
    public double Offset => (Largest + Least) / 2;

    /// <summary>Prepares a waveform: its delay becomes samples before the first, its voltages become codes.</summary>
    /// <param name="waveform">The waveform.</param>
    /// <param name="samplesPerSecond">The rate.</param>
    /// <param name="granularity">The samples of a segment are a multiple of this.</param>
    /// <param name="largestCode">The largest code; the smallest is its negative.</param>
    /// <param name="leastPeakToPeak">The smallest voltage from end to end that the instrument can be set to, V.</param>
    /// <param name="overshoot">By how much the instrument's filter may go beyond the samples, as a part of the largest change
    /// from one to the next.</param>
    public static PreparedWaveform Of(
        ChannelWaveform waveform, double samplesPerSecond, int granularity, short largestCode, double leastPeakToPeak,
        double overshoot)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        ReadOnlyMemory<double>[] volts = [.. waveform.Segments.Select(segment => segment.Volts)];
        if (waveform.DelaySeconds > 0)
        {
            volts[0] = Delayed(volts[0].Span, waveform.DelaySeconds * samplesPerSecond, granularity);
        }

        WaveformEnvelope envelope = Envelop(waveform.Terminal, volts, samplesPerSecond);
        double half = Math.Max(envelope.Largest - envelope.Least, leastPeakToPeak) / 2;
        double middle = (envelope.Largest + envelope.Least) / 2;
        envelope = envelope with
        {
            Least = Math.Min(envelope.Least - (overshoot * envelope.Step), middle - half),
            Largest = Math.Max(envelope.Largest + (overshoot * envelope.Step), middle + half),
        };
        return new PreparedWaveform(
            waveform.Terminal,
            [.. waveform.Segments.Select((segment, i) =>
                new PreparedSegment(Code(volts[i], middle, half / largestCode, largestCode), segment))],
            envelope, middle - half, middle + half);
    }

    // Samples that are not numbers make the envelope so, and the gate refuses it before a code is used.
    private static ReadOnlyMemory<short> Code(ReadOnlyMemory<double> volts, double middle, double step, short largestCode)
    {
        short[] codes = BlockMemory.New<short>(volts.Length);
        SampleScaling.ToCodes(volts.Span, middle, step, largestCode, codes);
        return codes;
    }

    private static double[] Delayed(ReadOnlySpan<double> volts, double samples, int granularity)
    {
        // A product such as 1 µs times 1 GSa/s is off by its rounding.
        samples = Math.Abs(samples - Math.Round(samples)) < 1e-6 ? Math.Round(samples) : samples;
        int whole = (int)Math.Floor(samples);
        int length = (whole + volts.Length + granularity - 1) / granularity * granularity;
        double[] delayed = new double[length];
        delayed.AsSpan(0, whole).Fill(volts[0]);
        delayed.AsSpan(whole + volts.Length).Fill(volts[^1]);
        double fraction = samples - whole;
        if (fraction > 0)
        {
            FractionalDelay.Apply(volts, fraction, delayed.AsSpan(whole, volts.Length));
        }
        else
        {
            volts.CopyTo(delayed.AsSpan(whole));
        }

        return delayed;
    }

    // Its end may be followed by its start at any time, until another waveform takes its place.
    private static WaveformEnvelope Envelop(string terminal, ReadOnlyMemory<double>[] segments, double samplesPerSecond)
    {
        var all = WaveformEnvelope.Of(Channels.Voltage, segments[0].Span, samplesPerSecond, count: null);
        foreach (ReadOnlyMemory<double> segment in segments[1..])
        {
            var next = WaveformEnvelope.Of(Channels.Voltage, segment.Span, samplesPerSecond, count: null);
            all = all with
            {
                Last = next.Last,
                Least = Math.Min(all.Least, next.Least),
                Largest = Math.Max(all.Largest, next.Largest),
                Step = Math.Max(Math.Max(all.Step, next.Step), Math.Abs(next.First - all.Last)),
            };
        }

        return all with { Terminal = terminal };
    }
}
