using System.Numerics;
using Lab.Models.SignalAnalysis;

namespace Lab.Calibration.Oscillators;

/// <summary>An oscillator's voltage under a tone: frequency, phase against the tone and amplitude, with their spread.</summary>
/// <param name="Hertz">The tone's frequency.</param>
/// <param name="Phases">Phases against the tone, rad, without jumps of a turn, shape [time].</param>
/// <param name="SampleSeconds">Time from one of them to the next, s.</param>
/// <param name="HertzSpread">Standard deviation of the frequency from one of them to the next.</param>
/// <param name="Volts">The mean amplitude.</param>
/// <param name="VoltsSpread">Standard deviation of the amplitude.</param>
public sealed record LockedTone(
    double Hertz, double[] Phases, double SampleSeconds, double HertzSpread, double Volts, double VoltsSpread)
{
    /// <summary>Samples a second of the phases that are kept: several in the time that an oscillator remembers.</summary>
    private const double KeptRate = 250e6;

    /// <summary>Ends of the record where the filter has not settled, in units of the inverse half width of its band.</summary>
    private const double Edge = 10;

    /// <summary>Time between the ends that is needed at least, in the same unit.</summary>
    private const double LeastKept = 10;

    /// <summary>The mean frequency: that of the tone, and the turns of the phase over its time.</summary>
    public double MeanHertz => Hertz + ((Phases[^1] - Phases[0]) / (Math.Tau * (Phases.Length - 1) * SampleSeconds));

    /// <summary>The direction of the mean vector of the phase, rad.</summary>
    public double MeanPhase => Phases.Aggregate(
        Complex.Zero, (sum, phase) => sum + Complex.FromPolarCoordinates(1, phase)).Phase;

    /// <summary>Standard deviation of the phase within half a turn of its mean direction, rad.</summary>
    public double PhaseScatter
    {
        get
        {
            double mean = MeanPhase;
            return Math.Sqrt(Phases.Average(phase => Math.Pow(Math.IEEERemainder(phase - mean, Math.Tau), 2)));
        }
    }

    /// <summary>The shortest record of which enough is left between its ends, s.</summary>
    /// <param name="halfBandHertz">Half the width of the band about the tone that is looked at. Positive.</param>
    public static double ShortestSeconds(double halfBandHertz) => ((2 * Edge) + LeastKept) / halfBandHertz;

    /// <summary>Reads a record.</summary>
    /// <param name="volts">The record, V, shape [time]; of <see cref="ShortestSeconds"/> or more.</param>
    /// <param name="startSeconds">Time of its first sample after the tone's phase was zero, s.</param>
    /// <param name="samplesPerSecond">Its rate.</param>
    /// <param name="hertz">The tone.</param>
    /// <param name="halfBandHertz">Half the width of the band about the tone that is looked at.</param>
    public static LockedTone Of(
        ReadOnlySpan<double> volts, double startSeconds, double samplesPerSecond, double hertz, double halfBandHertz)
    {
        var signal = AnalyticSignal.WithinBand(
            volts, samplesPerSecond, Math.Max(hertz - halfBandHertz, 0), hertz + halfBandHertz);
        double[] phases = signal.PhasesAgainst(
            hertz, Math.Tau * Math.IEEERemainder(hertz * startSeconds, 1));
        double[] amplitudes = signal.Amplitudes();
        int edge = (int)(Edge * samplesPerSecond / halfBandHertz);
        int step = Math.Max(1, (int)(samplesPerSecond / KeptRate));
        int length = phases.Length;
        int[] kept = [.. Enumerable.Range(0, length).Where(i => i >= edge && i < length - edge && i % step == 0)];
        double seconds = step / samplesPerSecond;
        double[] beside = [.. kept.Select(i => phases[i])];
        double[] moves = [.. beside.Zip(beside.Skip(1), (before, after) => (after - before) / (Math.Tau * seconds))];
        double volt = kept.Average(i => amplitudes[i]);
        return new LockedTone(
            hertz, beside, seconds, Spread(moves, moves.Average()), volt, Spread([.. kept.Select(i => amplitudes[i])], volt));
    }

    private static double Spread(double[] values, double mean) =>
        Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
}
