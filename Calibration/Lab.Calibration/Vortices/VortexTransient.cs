namespace Lab.Calibration.Vortices;

/// <summary>How the orbit of a vortex core grew or shrank at one current.</summary>
/// <param name="AmperesPerSquareMetre">The current density, A/m².</param>
/// <param name="Seconds">Times, s, strictly ascending, shape [sample]; three or more.</param>
/// <param name="Amplitudes">s = radius of the orbit over that of the disk, shape [sample].</param>
public sealed record VortexTransient(double AmperesPerSquareMetre, double[] Seconds, double[] Amplitudes);
