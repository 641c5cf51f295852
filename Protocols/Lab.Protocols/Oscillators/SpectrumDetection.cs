namespace Lab.Protocols.Oscillators;

/// <summary>What measures the spectrum of an oscillator.</summary>
public enum SpectrumDetection
{
    /// <summary>An oscilloscope, by the Fourier transform of its records.</summary>
    Oscilloscope,

    /// <summary>A spectrum analyser.</summary>
    Analyser,
}
