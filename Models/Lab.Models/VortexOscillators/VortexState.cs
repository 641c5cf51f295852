namespace Lab.Models.VortexOscillators;

/// <summary>Where a vortex core is.</summary>
/// <param name="Amplitude">s, the radius of its orbit over that of the disk.</param>
/// <param name="PhaseRadians">The angle on its orbit, rad.</param>
public readonly record struct VortexState(double Amplitude, double PhaseRadians);
