using Lab.Benches.Twins;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;

namespace Lab.Mocks.Parts;

/// <summary>The mains in the leads, V sin(2πft + φ), as a meter sees it that integrates.</summary>
/// <remarks>The mean over a time T is the value at its middle times sin(πfT)/(πfT). At whole periods of the nominal frequency
/// what is left comes from the mains being off it: 0.02 Hz of 50 Hz leave 1/2500, which are 68 dB.
/// Frequency and phase are drawn once.</remarks>
internal sealed class MainsPickup
{
    private readonly double amplitudeVolts;
    private readonly double phase;
    private readonly double startSeconds;

    /// <summary>Draws the mains of a bench.</summary>
    /// <param name="leads">Amplitude, frequency and its deviation.</param>
    /// <param name="random">The mains' own stream.</param>
    /// <param name="startSeconds">The time from which the phase counts, s.</param>
    public MainsPickup(LeadEffects leads, RandomStream random, double startSeconds)
    {
        this.startSeconds = startSeconds;
        amplitudeVolts = leads.MainsPickup.Volts;
        phase = Math.Tau * random.NextDouble();
        Hertz = Math.Abs(leads.MainsFrequency.Hertz + (leads.MainsDeviation.Hertz * random.NextGaussian()));
    }

    /// <summary>The frequency that was drawn, Hz.</summary>
    public double Hertz { get; }

    /// <summary>The mean over an integration, V.</summary>
    /// <param name="endSeconds">The end of the integration, s.</param>
    /// <param name="integrationSeconds">How long it lasts, s; 0 gives the value at its end.</param>
    public double MeanVolts(double endSeconds, double integrationSeconds)
    {
        double half = Math.PI * Hertz * integrationSeconds;
        double middle = endSeconds - startSeconds - (integrationSeconds / 2);
        return amplitudeVolts * Math.Sin((Math.Tau * Hertz * middle) + phase) * (half > 0 ? Math.Sin(half) / half : 1);
    }
}
