namespace Lab.Calibration.Vortices;

/// <summary>Coefficients of a vortex core's orbit at one current, as fitted.</summary>
/// <param name="AmperesPerSquareMetre">The current density, A/m².</param>
/// <param name="Growth">α, 1/s.</param>
/// <param name="Saturation">β, 1/s.</param>
public sealed record FittedVortexCoefficients(double AmperesPerSquareMetre, Estimate Growth, Estimate Saturation)
{
    /// <summary>Whether the transients tell β: its uncertainty is below half of it. Small orbits that decay do not.</summary>
    public bool HasSaturation => Saturation.StandardUncertainty < Math.Abs(Saturation.Value) / 2;
}
