using Lab.Benches;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.SignalAnalysis;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>An input of a part that generators drive with waveforms; several add up, each behind the loss of its
/// wiring.</summary>
internal sealed class WaveformInput
{
    private readonly Dictionary<Terminal, (PlayedWaveform Waveform, double Factor)> drives = [];

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

    /// <summary>The part of the voltage about a carrier, for any time in a window.</summary>
    /// <param name="window">The window, whose trigger's epoch is the zero of its times.</param>
    /// <param name="seconds">Its length, s.</param>
    /// <param name="carrierHertz">The carrier.</param>
    public BandLimitedWaveform About(TraceWindow window, double seconds, double carrierHertz)
    {
        float[] volts = new float[(int)Math.Ceiling(seconds * window.SamplesPerSecond) + 1];
        WriteTo(window, volts);
        return new BandLimitedWaveform(
            Array.ConvertAll(volts, volt => (double)volt), window.At.OffsetSeconds + window.StartSeconds, window.SamplesPerSecond,
            carrierHertz);
    }
}
