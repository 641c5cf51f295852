using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lab.Instruments.Terminals;

namespace Lab.Benches.Safety;

/// <summary>All that limits have to know of a waveform, however long it is: its ends, its extremes, its largest change, its
/// duration.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="First">The first value, in the channel's SI unit.</param>
/// <param name="Last">The last value.</param>
/// <param name="Least">The smallest value.</param>
/// <param name="Largest">The largest value.</param>
/// <param name="Step">The largest change from one sample to the next.</param>
/// <param name="SampleSeconds">Time from one sample to the next, s.</param>
/// <param name="DurationSeconds">Time for which it is given out, repetitions included, s; infinite for a waveform that goes on
/// until it is stopped.</param>
public readonly record struct WaveformEnvelope(
    string Channel, double First, double Last, double Least, double Largest, double Step, double SampleSeconds,
    double DurationSeconds)
{
    /// <summary>The terminal's name at the instrument; empty for the only one.</summary>
    public string Terminal { get; init; } = string.Empty;

    /// <summary>Whether its start switches the output on.</summary>
    public bool SwitchesOn { get; init; }

    /// <summary>Whether it is given out more than once, so that its end is followed by its start.</summary>
    public bool Repeats { get; init; }

    /// <summary>The envelope of samples, in one pass over them.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="samples">The samples in the channel's SI unit; at least one. NaN and infinite ones make the envelope so, and
    /// the gate refuses it.</param>
    /// <param name="samplesPerSecond">The rate. Positive and finite.</param>
    /// <param name="count">How often it is given out; <see langword="null"/> until it is stopped.</param>
    /// <exception cref="ArgumentException">There is no sample, the rate is no rate, or the count is below 1.</exception>
    public static WaveformEnvelope Of(string channel, ReadOnlySpan<double> samples, double samplesPerSecond, long? count = 1)
    {
        if (samples.IsEmpty || !(samplesPerSecond > 0 && double.IsFinite(samplesPerSecond)) || count < 1)
        {
            throw new ArgumentException(
                $"{samples.Length} samples at {samplesPerSecond} per second, {count} times, are no waveform.", nameof(samples));
        }

        (double least, double largest, double step) = Extremes(samples);
        return new WaveformEnvelope(
            channel, samples[0], samples[^1], least, largest, step, 1 / samplesPerSecond,
            count is { } times ? samples.Length / samplesPerSecond * times : double.PositiveInfinity)
        {
            Repeats = count is not 1,
        };
    }

    // Vectors of as many neighbours as the machine takes at once; the minimum and maximum of a NaN is NaN.
    private static (double Least, double Largest, double Step) Extremes(ReadOnlySpan<double> samples)
    {
        (double least, double largest, double step) = (samples[0], samples[0], 0);
        int i = 1;
        if (samples.Length > 2 * Vector512<double>.Count)
        {
            ref double first = ref MemoryMarshal.GetReference(samples);
            (var low, var high, Vector512<double> change) =
                (Vector512.Create(least), Vector512.Create(largest), Vector512<double>.Zero);
            for (; i <= samples.Length - Vector512<double>.Count; i += Vector512<double>.Count)
            {
                var here = Vector512.LoadUnsafe(ref first, (nuint)i);
                low = Vector512.Min(low, here);
                high = Vector512.Max(high, here);
                change = Vector512.Max(change, Vector512.Abs(here - Vector512.LoadUnsafe(ref first, (nuint)(i - 1))));
            }

            for (int lane = 0; lane < Vector512<double>.Count; lane++)
            {
                least = Math.Min(least, low[lane]);
                largest = Math.Max(largest, high[lane]);
                step = Math.Max(step, change[lane]);
            }
        }

        for (; i < samples.Length; i++)
        {
            least = Math.Min(least, samples[i]);
            largest = Math.Max(largest, samples[i]);
            step = Math.Max(step, Math.Abs(samples[i] - samples[i - 1]));
        }

        return (least, largest, step);
    }
}
