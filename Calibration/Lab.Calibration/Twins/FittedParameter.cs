namespace Lab.Calibration.Twins;

/// <summary>A parameter of a fitted device.</summary>
/// <param name="Key">Its key in a bench file.</param>
/// <param name="Value">Value and uncertainty in the SI unit.</param>
/// <param name="Unit">The SI unit; empty for a pure number.</param>
/// <param name="Basis">The data from which it was found, in words.</param>
public sealed record FittedParameter(string Key, Estimate Value, string Unit, string Basis);
