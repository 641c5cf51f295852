using Lab.Quantities;

namespace Lab.Instruments.SpectrumAnalysers;

/// <summary>A trace of a spectrum analyser.</summary>
/// <param name="FrequenciesHertz">The frequencies, Hz, from the lowest on.</param>
/// <param name="PowersWatts">The power in the resolution bandwidth at each of them, W.</param>
public sealed record Spectrum(double[] FrequenciesHertz, double[] PowersWatts)
{
    /// <summary>The largest power, with its frequency.</summary>
    public (Frequency Frequency, Power Power) Peak
    {
        get
        {
            int largest = Array.IndexOf(PowersWatts, PowersWatts.Max());
            return (Frequency.FromHertz(FrequenciesHertz[largest]), Power.FromWatts(PowersWatts[largest]));
        }
    }
}
