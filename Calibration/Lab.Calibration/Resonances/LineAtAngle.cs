namespace Lab.Calibration.Resonances;

/// <summary>Readings through a resonance at one angle of the field.</summary>
/// <param name="AngleRadians">The angle, rad.</param>
/// <param name="FieldTesla">Field, T, shape [point].</param>
/// <param name="Volts">Reading, V, shape [point].</param>
public sealed record LineAtAngle(double AngleRadians, double[] FieldTesla, double[] Volts);
