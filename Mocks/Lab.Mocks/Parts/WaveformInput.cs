using Lab.Benches;
using Lab.Instruments.Blocks;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.SignalAnalysis;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>An input of a part that generators drive with waveforms; several add up, each behind the loss of its
/// wiring.</summary>
internal sealed class WaveformInput
{
    /// <summary>Samples in a period of the carrier at which waveforms are looked at.</summary>
    private const double SamplesPerPeriod = 8;

    /// <summary>Periods of the carrier that the filter about it needs on either side.</summary>
    private const double MarginPeriods = 3;

    private readonly Dictionary<Terminal, (PlayedWaveform Waveform, double Factor)> drives = [];
    private (CarrierEnvelope Envelope, Played[] Played)? kept;

    /// <summary>Whether no generator plays into it.</summary>
    public bool IsQuiet => drives.Count == 0;

    /// <summary>The largest magnitude that all generators together can reach, V.</summary>
    public double PeakVolts => drives.Values.Sum(drive => drive.Waveform.PeakVolts * drive.Factor);

    /// <summary>Takes up what a terminal drives; anything but a waveform ends that of before.</summary>
    /// <param name="at">The terminal with its port.</param>
    /// <param name="signal">The signal.</param>
    /// <returns>Whether it is a waveform.</returns>
    public bool Take(WiringDefinition at, Signal signal)
    {
        if (signal is not PlayedWaveform waveform)
        {
            drives.Remove(at.Terminal);
            return false;
        }

        drives[at.Terminal] = (waveform, Math.Sqrt(Power.FromWatts(1).Attenuated(at.Loss).Watts));
        return true;
    }

    /// <summary>Writes the voltage at the input against time.</summary>
    /// <param name="window">The times.</param>
    /// <param name="volts">Where it goes, V, shape [sample].</param>
    public void WriteTo(TraceWindow window, Span<float> volts)
    {
        volts.Clear();
        foreach ((PlayedWaveform waveform, double factor) in drives.Values)
        {
            waveform.AddTo(window, factor, volts);
        }
    }

    /// <summary>The part of the voltage about a carrier, for any time in a window; computed once for what is played again and
    /// again.</summary>
    /// <param name="window">The window.</param>
    /// <param name="seconds">Its length, s.</param>
    /// <param name="carrierHertz">The carrier.</param>
    /// <returns>The envelope; <see langword="null"/> where no generator plays.</returns>
    public PlacedEnvelope? About(TraceWindow window, double seconds, double carrierHertz)
    {
        if (IsQuiet)
        {
            return null;
        }

        TriggerMoment at = drives.Values.First().Waveform.At;
        double origin = at.Since(window.At.EpochSeconds);
        double from = window.At.OffsetSeconds + window.StartSeconds - origin;
        if (kept is not { } known || !known.Envelope.Covers(from, from + seconds) || !IsPlaying(known.Played, at))
        {
            double rate = SamplesPerPeriod * carrierHertz;
            double margin = MarginPeriods / carrierHertz;
            float[] volts = BlockMemory.New<float>((int)Math.Ceiling((seconds + (2 * margin)) * rate) + 1);
            WriteTo(new TraceWindow(at, from - margin, rate), volts);
            var waveform = new BandLimitedWaveform(
                Array.ConvertAll(volts, volt => (double)volt), from - margin, rate, carrierHertz);
            known = (
                CarrierEnvelope.Of(waveform, EnvelopePlaces.Over(from, from + seconds), carrierHertz),
                [.. drives.Values.Select(drive => Played.Of(drive.Waveform, drive.Factor, at))]);
            kept = known;
        }

        return new PlacedEnvelope(known.Envelope, origin);
    }

    private bool IsPlaying(Played[] played, TriggerMoment at) => played.Length == drives.Count
        && played.Zip(drives.Values, (before, drive) => before.Is(drive.Waveform, drive.Factor, at)).All(each => each);

    /// <summary>What a generator played, with its samples as they were: they may be written over.</summary>
    private sealed record Played(
        PlayedWaveform Waveform, double Factor, double LaterSeconds, IReadOnlyList<(short[] Codes, long Count)> Segments)
    {
        public static Played Of(PlayedWaveform waveform, double factor, TriggerMoment origin) => new(
            waveform, factor, Later(waveform, origin),
            [.. waveform.Segments.Select(segment => (segment.Codes.ToArray(), segment.Count))]);

        public bool Is(PlayedWaveform waveform, double factor, TriggerMoment origin) =>
            Factor == factor && LaterSeconds == Later(waveform, origin)
            && Waveform.SamplesPerSecond == waveform.SamplesPerSecond && Waveform.OffsetVolts == waveform.OffsetVolts
            && Waveform.StepVolts == waveform.StepVolts && Waveform.Filter == waveform.Filter
            && Waveform.IsEndless == waveform.IsEndless && Segments.Count == waveform.Segments.Count
            && Segments.Zip(waveform.Segments, (before, now) =>
                before.Count == now.Count && now.Codes.Span.SequenceEqual(before.Codes)).All(each => each);

        private static double Later(PlayedWaveform waveform, TriggerMoment origin) =>
            waveform.At.Since(origin.EpochSeconds) - origin.OffsetSeconds;
    }
}
