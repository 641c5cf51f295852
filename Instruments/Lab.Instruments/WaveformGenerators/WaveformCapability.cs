using Lab.Instruments.Blocks;
using Lab.Quantities;

namespace Lab.Instruments.WaveformGenerators;

/// <summary>The bounds of a generator's waveforms, and the errors for those that it cannot give.</summary>
/// <param name="Model">The model, for the errors.</param>
/// <param name="LeastRate">The lowest rate, samples per second.</param>
/// <param name="LargestRate">The highest rate.</param>
/// <param name="Memory">The most samples of one terminal.</param>
/// <param name="ShortestSegment">The fewest samples of a segment.</param>
/// <param name="Granularity">A segment has a multiple of so many samples.</param>
/// <param name="Bits">Bits of its converters.</param>
/// <param name="Bandwidth">The −3 dB bandwidth of its outputs.</param>
public sealed record WaveformCapability(
    string Model, double LeastRate, double LargestRate, long Memory, int ShortestSegment, int Granularity, int Bits,
    Frequency Bandwidth)
{
    /// <summary>A tone needs more than two samples a period; closer to that its image is as strong as itself.</summary>
    private const double SamplesPerPeriod = 2.5;

    /// <summary>Whether a sample is held until the next, so that a tone loses by the stairs; otherwise a filter runs smoothly
    /// through the samples.</summary>
    public bool HoldsSamples { get; init; } = true;

    /// <summary>The part of a tone's amplitude in the samples that comes out: stairs, sin(x)/x with x = πf/rate, and the
    /// bandwidth as a Gaussian low-pass [assumption].</summary>
    /// <param name="tone">The tone's frequency.</param>
    /// <param name="samplesPerSecond">The rate. Positive.</param>
    public double ToneResponse(Frequency tone, double samplesPerSecond)
    {
        double x = Math.PI * tone.Hertz / samplesPerSecond;
        double reduced = tone / Bandwidth;
        return (HoldsSamples && x > 0 ? Math.Sin(x) / x : 1) * Math.Pow(2, -0.5 * reduced * reduced);
    }

    /// <summary>Refuses a program that the generator cannot hold or clock.</summary>
    /// <param name="program">The program.</param>
    /// <param name="instrument">The instrument's name, for the error.</param>
    /// <exception cref="InstrumentException">Rate, length, delay or memory are out of bounds
    /// (<see cref="InstrumentFault.Limit"/>).</exception>
    public void Require(WaveformProgram program, string instrument)
    {
        ArgumentNullException.ThrowIfNull(program);
        double rate = program.SamplesPerSecond;
        if (!(rate >= LeastRate && rate <= LargestRate))
        {
            throw Refusal(
                $"A rate of {Text(rate)} is asked for, and the {Model} has {Text(LeastRate)} to {Text(LargestRate)}",
                instrument,
                rate > LargestRate
                    ? "Compute the waveform at a rate within, or bind a faster generator."
                    : "Compute the waveform at a rate within.");
        }

        if (program.Channels.Count == 0 || program.Channels.DistinctBy(each => each.Terminal).Count() != program.Channels.Count)
        {
            throw Refusal(
                $"{program.Channels.Count} waveforms do not go to as many different terminals", instrument,
                "Give each terminal one waveform.");
        }

        if (program is { Start: WaveformStart.Endless } && program.Channels.Any(channel => channel.DelaySeconds != 0))
        {
            throw Refusal(
                "A waveform without end has no trigger from which a delay could count", instrument,
                "Move its samples round instead, or start it at a trigger.");
        }

        foreach (ChannelWaveform channel in program.Channels)
        {
            Require(channel, rate, $"{instrument}.{channel.Terminal}");
        }
    }

    /// <summary>Refuses a tone that the generator cannot give at a rate.</summary>
    /// <param name="tone">The highest frequency of the waveform.</param>
    /// <param name="samplesPerSecond">The rate.</param>
    /// <param name="instrument">The instrument's name, for the error.</param>
    /// <exception cref="InstrumentException">The rate is too low for it, or it is beyond the bandwidth
    /// (<see cref="InstrumentFault.Limit"/>).</exception>
    public void RequireTone(Frequency tone, double samplesPerSecond, string instrument)
    {
        if (!(tone <= Bandwidth))
        {
            throw Refusal(
                $"A tone of {tone} is beyond the {Bandwidth} of the {Model}", instrument, "Bind a generator of more bandwidth.");
        }

        double needed = SamplesPerPeriod * tone.Hertz;
        if (!(samplesPerSecond >= needed))
        {
            throw Refusal(
                $"A rate of {Text(samplesPerSecond)} is too low for a tone of {tone}, which needs {Text(needed)}", instrument,
                needed <= LargestRate
                    ? $"Raise the rate; the {Model} has up to {Text(LargestRate)}."
                    : $"The {Model} has {Text(LargestRate)} at most; bind a faster generator.");
        }
    }

    private void Require(ChannelWaveform channel, double rate, string where)
    {
        if (!(channel.DelaySeconds >= 0 && double.IsFinite(channel.DelaySeconds)))
        {
            throw Refusal(
                $"A delay of {channel.DelaySeconds} s lies before the trigger", where,
                "Give a delay of zero or more; what has to come first gets the shortest.");
        }

        long count = (long)Math.Ceiling(channel.DelaySeconds * rate) + channel.SampleCount;
        if (count > Memory)
        {
            throw Refusal(
                $"The waveform has {count:N0} samples, its delay included, and the memory of a terminal of the {Model} holds "
                    + $"{Memory:N0}",
                where,
                "Lower the rate, let segments repeat, or bind a generator with more memory; where the instrument has a memory "
                    + "option, state it in the bench file.");
        }

        foreach (WaveformSegment segment in channel.Segments)
        {
            if (segment.Volts.Length < ShortestSegment || segment.Volts.Length % Granularity != 0)
            {
                throw Refusal(
                    $"A segment has {segment.Volts.Length:N0} samples; those of the {Model} have {ShortestSegment:N0} or more"
                        + (Granularity > 1 ? $", in multiples of {Granularity}" : string.Empty),
                    where,
                    "Fill it up with samples that repeat or with its idle level.");
            }

            if (segment.Count < 1 || segment.MarkerLength < 0 || segment.MarkerLength > segment.Volts.Length)
            {
                throw Refusal(
                    $"A segment of {segment.Volts.Length:N0} samples is given out {segment.Count} times with a marker of "
                        + $"{segment.MarkerLength} samples",
                    where,
                    "Give a count of one or more and a marker no longer than the segment.");
            }
        }

        if (channel.Segments.Count == 0)
        {
            throw Refusal("The waveform has no segment", where, "Give it at least one.");
        }
    }

    private static InstrumentException Refusal(string what, string where, string remedy) =>
        new(InstrumentFault.Limit, what, where, $"Nothing was sent. {remedy}");

    private static string Text(double samplesPerSecond) => SampleRate.Show(samplesPerSecond);
}
