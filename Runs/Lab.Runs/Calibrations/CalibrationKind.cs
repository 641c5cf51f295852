namespace Lab.Runs.Calibrations;

/// <summary>A kind of calibration, as <c>lab calibrations kinds</c> lists it.</summary>
/// <param name="Name">The name of its records; capitals stand for an instrument or a part of the sample:
/// <c>INSTRUMENT/loss</c>.</param>
/// <param name="Unit">The unit of the value.</param>
/// <param name="Protocol">The protocol that makes it.</param>
/// <param name="Summary">The calibrated quantity, in a sentence.</param>
public sealed record CalibrationKind(string Name, string Unit, string Protocol, string Summary);
