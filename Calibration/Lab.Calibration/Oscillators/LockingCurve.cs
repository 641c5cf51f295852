using Complex = System.Numerics.Complex;

namespace Lab.Calibration.Oscillators;

/// <summary>Phase, its scatter and frequency against the tone, of all or of a part of the records.</summary>
/// <param name="Hertz">The tones, ascending, shape [tone].</param>
/// <param name="Phases">Directions of the mean vectors, rad, shape [tone].</param>
/// <param name="Scatters">Standard deviations of the phase within half a turn of them, rad, shape [tone].</param>
/// <param name="MeanHertz">The mean frequencies, shape [tone].</param>
internal sealed record LockingCurve(double[] Hertz, double[] Phases, double[] Scatters, double[] MeanHertz)
{
    /// <summary>Reads the curve.</summary>
    /// <param name="tones">The tones.</param>
    /// <param name="blocks">In how many parts records are cut.</param>
    /// <param name="without">The part that is left out; −1 for none.</param>
    public static LockingCurve Of(IReadOnlyList<LockedTone> tones, int blocks, int without)
    {
        double[] phases = new double[tones.Count];
        double[] scatters = new double[tones.Count];
        double[] frequencies = new double[tones.Count];
        for (int tone = 0; tone < tones.Count; tone++)
        {
            double[] all = tones[tone].Phases;
            (int from, int to) = without < 0
                ? (0, 0)
                : ((int)((long)all.Length * without / blocks), (int)((long)all.Length * (without + 1) / blocks));
            double[] kept = [.. all[..from], .. all[to..]];
            Complex vector = kept.Aggregate(Complex.Zero, (sum, phase) => sum + Complex.FromPolarCoordinates(1, phase));
            phases[tone] = vector.Phase;
            scatters[tone] = Math.Sqrt(kept.Average(phase => Math.Pow(Math.IEEERemainder(phase - vector.Phase, Math.Tau), 2)));

            // The turns of the left-out part do not count, nor does its time.
            double turned = all[^1] - all[0];
            double time = all.Length - 1;
            if (to > from)
            {
                int last = Math.Min(to, all.Length - 1);
                (turned, time) = (turned - (all[last] - all[from]), time - (last - from));
            }

            frequencies[tone] = tones[tone].Hertz + (turned / (Math.Tau * time * tones[tone].SampleSeconds));
        }

        return new LockingCurve([.. tones.Select(tone => tone.Hertz)], phases, scatters, frequencies);
    }
}
