namespace Lab.Protocols.Oscillators;

/// <summary>A waveform that steps from tone to tone without a jump of its phase.</summary>
/// <param name="Volts">The samples, V, shape [sample].</param>
/// <param name="StartSeconds">Times at which the tones begin, s, shape [tone].</param>
/// <param name="StartRadians">Phases of the cosine at these times, rad, shape [tone].</param>
internal sealed record SteppedTones(double[] Volts, double[] StartSeconds, double[] StartRadians)
{
    /// <summary>Computes the waveform. A tone goes over so many whole samples as are nearest to its end.</summary>
    /// <param name="hertz">The frequencies, shape [tone].</param>
    /// <param name="seconds">How long each of them lasts, s.</param>
    /// <param name="samplesPerSecond">The rate.</param>
    /// <param name="amplitude">The amplitude of the samples at a frequency, V.</param>
    public static SteppedTones Of(
        IReadOnlyList<double> hertz, double seconds, double samplesPerSecond, Func<double, double> amplitude)
    {
        ArgumentNullException.ThrowIfNull(amplitude);
        return Of(hertz, seconds, samplesPerSecond, (tone, _) => amplitude(tone));
    }

    /// <summary>The same with an amplitude for each tone.</summary>
    /// <param name="hertz">The frequencies, shape [tone].</param>
    /// <param name="seconds">How long each of them lasts, s.</param>
    /// <param name="samplesPerSecond">The rate.</param>
    /// <param name="amplitude">The amplitude of the samples at a frequency and a place in the row, V.</param>
    public static SteppedTones Of(
        IReadOnlyList<double> hertz, double seconds, double samplesPerSecond, Func<double, int, double> amplitude)
    {
        ArgumentNullException.ThrowIfNull(hertz);
        ArgumentNullException.ThrowIfNull(amplitude);
        double[] volts = new double[(int)Math.Round(hertz.Count * seconds * samplesPerSecond)];
        double[] starts = new double[hertz.Count];
        double[] phases = new double[hertz.Count];
        double turns = 0;
        for (int tone = 0; tone < hertz.Count; tone++)
        {
            int first = (int)Math.Round(tone * seconds * samplesPerSecond);
            int end = (int)Math.Round((tone + 1) * seconds * samplesPerSecond);
            double perSample = hertz[tone] / samplesPerSecond;
            double volt = amplitude(hertz[tone], tone);
            (starts[tone], phases[tone]) = (first / samplesPerSecond, Math.Tau * turns);
            for (int i = first; i < end; i++)
            {
                volts[i] = volt * Math.Cos(Math.Tau * (turns + (perSample * (i - first))));
            }

            turns = Math.IEEERemainder(turns + (perSample * (end - first)), 1);
        }

        return new SteppedTones(volts, starts, phases);
    }
}
