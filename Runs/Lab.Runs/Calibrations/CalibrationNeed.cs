namespace Lab.Runs.Calibrations;

/// <summary>A calibration that an experiment uses.</summary>
/// <param name="Name">Its name: <c>chain/weight-map</c>.</param>
/// <param name="Protocol">The protocol that makes it.</param>
/// <param name="IsRequired">Whether the experiment is refused without it; otherwise a warning says that it is missing or
/// expired.</param>
public sealed record CalibrationNeed(string Name, string Protocol, bool IsRequired);
