namespace Lab.Runs.Calibrations;

/// <summary>A calibrated value that a run used.</summary>
/// <param name="Name">What is calibrated: <c>rf/loss</c>.</param>
/// <param name="Value">The value in the unit.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Uncertainty">Standard uncertainty in the same unit, or <see langword="null"/> where none is known.</param>
/// <param name="Source">The run it came from, or <c>bench file</c>.</param>
/// <param name="ValidUntil">When it expires, or <see langword="null"/>.</param>
public sealed record CalibrationRecord(
    string Name, double Value, string Unit, double? Uncertainty, string Source, DateTimeOffset? ValidUntil = null);
