using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;

namespace Lab.Mocks.Oscilloscopes;

/// <summary>The front end and converter of an oscilloscope: what reaches an input becomes codes.</summary>
/// <param name="stage">The stage.</param>
/// <param name="noise">Its noise, drawn anew in each shot once there are shots.</param>
/// <param name="bits">Bits of its converter.</param>
/// <param name="bandwidthHertz">Its −3 dB bandwidth, Hz: a Gaussian roll-off.</param>
/// <param name="noiseVolts">Noise of its input, V rms in its bandwidth.</param>
/// <param name="relativeNoise">Noise that goes with the range, as a part of it.</param>
internal sealed class TraceRecorder(
    SampleStage stage, Func<RandomStream> noise, int bits, double bandwidthHertz, double noiseVolts, double relativeNoise)
{
    /// <summary>Codes fill 16 bits whatever the converter has.</summary>
    public const double CodesPerRange = 65536;

    private const double MatchedOhms = 50;

    private const int Chunk = 1024;
    private const double HighOhms = 1e6;

    private float[] volts = [];

    /// <summary>Records an input.</summary>
    /// <param name="terminal">The input.</param>
    /// <param name="moment">The trigger.</param>
    /// <param name="startSeconds">Time from the trigger to the first sample, s.</param>
    /// <param name="samplesPerSecond">The rate.</param>
    /// <param name="rangeVolts">The voltage of all codes together.</param>
    /// <param name="offsetVolts">The voltage of code 0.</param>
    /// <param name="isMatched">Whether the input is 50 Ω.</param>
    /// <param name="codes">Where the codes go, shape [sample].</param>
    public void Record(
        Terminal terminal, TriggerMoment moment, double startSeconds, double samplesPerSecond, double rangeVolts,
        double offsetVolts, bool isMatched, Span<short> codes)
    {
        Span<float> trace = Sense(
            terminal, new TraceWindow(moment, startSeconds, samplesPerSecond), isMatched, rangeVolts, codes.Length);
        Convert(trace, rangeVolts, offsetVolts, 1 << (16 - bits), codes);
    }

    /// <summary>The time of the first edge through a level, after the start of a search; <see langword="null"/> where there is
    /// none.</summary>
    /// <param name="terminal">The input.</param>
    /// <param name="from">The start of the search.</param>
    /// <param name="samplesPerSecond">The rate of the search.</param>
    /// <param name="count">The samples that are searched.</param>
    /// <param name="level">The level, V.</param>
    /// <param name="isFalling">Whether the edge goes down.</param>
    /// <param name="isMatched">Whether the input is 50 Ω.</param>
    public double? EdgeAfter(
        Terminal terminal, TriggerMoment from, double samplesPerSecond, int count, double level, bool isFalling, bool isMatched)
    {
        Span<float> trace = Sense(terminal, new TraceWindow(from, 0, samplesPerSecond), isMatched, 0, count);
        for (int i = 1; i < trace.Length; i++)
        {
            double before = (isFalling ? -1 : 1) * (trace[i - 1] - level);
            double after = (isFalling ? -1 : 1) * (trace[i] - level);
            if (before < 0 && after >= 0)
            {
                return (i - 1 + (before / (before - after))) / samplesPerSecond;
            }
        }

        return null;
    }

    // The rise time of the front end needs a few samples on either side.
    private Span<float> Sense(Terminal terminal, TraceWindow window, bool isMatched, double rangeVolts, int count)
    {
        float[] taps = Taps(window.SamplesPerSecond);
        int margin = taps.Length / 2;
        int length = count + (2 * margin);
        volts = volts.Length >= length ? volts : new float[length];
        Span<float> trace = volts.AsSpan(0, length);
        stage.Capture(terminal, window.Shifted(-margin / window.SamplesPerSecond), trace);
        float gain = isMatched ? 1 : (float)(2 * HighOhms / (HighOhms + MatchedOhms));
        float[] weights = [.. taps.Select(tap => gain * tap)];
        for (int from = 0; from < count; from += Chunk)
        {
            // What comes out of the filter is written where nothing of it looks any more.
            Filter(trace[from..], weights, trace.Slice(from, Math.Min(Chunk, count - from)));
        }

        double sigma = Math.Sqrt((noiseVolts * noiseVolts) + (relativeNoise * rangeVolts * relativeNoise * rangeVolts));
        if (sigma > 0 && rangeVolts > 0)
        {
            new WhiteNoise(noise().NextUInt64()).AddTo((float)sigma, trace[..count]);
        }

        return trace[..count];
    }

    private static void Filter(ReadOnlySpan<float> samples, float[] weights, Span<float> filtered)
    {
        Span<float> sums = stackalloc float[Chunk];
        sums.Clear();
        for (int k = 0; k < weights.Length; k++)
        {
            AddScaled(samples.Slice(k, filtered.Length), weights[k], sums);
        }

        sums[..filtered.Length].CopyTo(filtered);
    }

    private static void AddScaled(ReadOnlySpan<float> samples, float weight, Span<float> sums)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(samples);
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(sums);
        for (int i = 0; i < vectors.Length; i++)
        {
            to[i] += weight * vectors[i];
        }

        for (int i = vectors.Length * Vector<float>.Count; i < samples.Length; i++)
        {
            sums[i] += weight * samples[i];
        }
    }

    private float[] Taps(double samplesPerSecond)
    {
        double sigma = 0.1325 / bandwidthHertz * samplesPerSecond; // √(ln 2)/(2π) over the bandwidth, in samples
        int half = sigma < 0.2 ? 0 : (int)Math.Ceiling(4 * sigma);
        double[] weights = [.. Enumerable.Range(-half, (2 * half) + 1).Select(
            i => half == 0 ? 1 : Math.Exp(-i * i / (2 * sigma * sigma)))];
        return [.. weights.Select(weight => (float)(weight / weights.Sum()))];
    }

    private static void Convert(ReadOnlySpan<float> trace, double rangeVolts, double offsetVolts, int rest, Span<short> codes)
    {
        float factor = (float)(CodesPerRange / rangeVolts / rest);
        float offset = (float)offsetVolts;
        var largest = Vector512.Create((float)((CodesPerRange / 2 / rest) - 1));
        Vector512<float> least = -largest - Vector512<float>.One;
        int i = 0;
        ref float volt = ref MemoryMarshal.GetReference(trace);
        ref short code = ref MemoryMarshal.GetReference(codes);
        for (; i <= codes.Length - Vector512<short>.Count; i += Vector512<short>.Count)
        {
            Vector512.Narrow(Codes(ref volt, i), Codes(ref volt, i + Vector512<float>.Count)).StoreUnsafe(ref code, (nuint)i);
        }

        for (; i < codes.Length; i++)
        {
            codes[i] = (short)(rest * (int)Math.Clamp(MathF.Round((trace[i] - offset) * factor), least[0], largest[0]));
        }

        Vector512<int> Codes(ref float first, int at)
        {
            Vector512<float> value = (Vector512.LoadUnsafe(ref first, (nuint)at) - Vector512.Create(offset)) * factor;
            return rest * Vector512.ConvertToInt32(
                Vector512.Min(Vector512.Max(Vector512.Round(value), least), largest));
        }
    }
}
