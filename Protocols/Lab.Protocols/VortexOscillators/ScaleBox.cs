namespace Lab.Protocols.VortexOscillators;

/// <summary>The scale of a device's amplitudes, once it is found.</summary>
internal sealed class ScaleBox
{
    /// <summary>The scale; <see langword="null"/> before it is found.</summary>
    public AmplitudeScale? Scale { get; set; }
}
