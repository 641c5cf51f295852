using System.Numerics;
using Lab.Models.SignalAnalysis;

namespace Lab.Calibration.Oscillators;

/// <summary>What a drive leaks into an oscillator's output, as a part of what a cancelling waveform of the same size gives there:
/// (A + B(f − f_c))·e^(i(φ − 2π(f − f_c)τ)).</summary>
/// <remarks>The straight line of the amplitude goes on outside the band, between 0 and 2A: a bend at an end of the band would
/// ring on for microseconds after each step of a drive.</remarks>
/// <param name="FromHertz">Lower end of the band.</param>
/// <param name="ToHertz">Upper end of the band; above the lower one.</param>
/// <param name="Amplitude">A, at the middle f_c of the band.</param>
/// <param name="AmplitudePerHertz">B.</param>
/// <param name="PhaseRadians">φ, at the middle of the band.</param>
/// <param name="DelaySeconds">τ, of the leak after the cancelling waveform.</param>
public sealed record LeakTransfer(
    double FromHertz, double ToHertz, double Amplitude, double AmplitudePerHertz, double PhaseRadians, double DelaySeconds)
{
    /// <summary>Samples before and after an impulse in which it comes out.</summary>
    private const int Reach = 4096;

    /// <summary>The middle f_c of the band.</summary>
    public double CentreHertz => (FromHertz + ToHertz) / 2;

    /// <summary>The transfer at a frequency.</summary>
    /// <param name="hertz">The frequency.</param>
    public Complex At(double hertz)
    {
        double away = hertz - CentreHertz;
        return Complex.FromPolarCoordinates(
            Math.Clamp(Amplitude + (AmplitudePerHertz * away), 0, Math.Max(2 * Amplitude, 0)),
            PhaseRadians - (Math.Tau * away * DelaySeconds));
    }

    /// <summary>The waveform that cancels the leak of a drive.</summary>
    /// <param name="drive">The samples of the drive, shape [sample].</param>
    /// <param name="samplesPerSecond">Their rate.</param>
    /// <returns>Its samples, as many, in the unit of the drive.</returns>
    public double[] CancellingWaveform(ReadOnlyMemory<double> drive, double samplesPerSecond) =>
        BlockFilter.Filtered(drive, samplesPerSecond, hertz => -At(hertz), Reach);
}
