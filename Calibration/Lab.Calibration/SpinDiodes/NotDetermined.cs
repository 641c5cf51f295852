namespace Lab.Calibration.SpinDiodes;

/// <summary>A result that the points do not tell.</summary>
/// <param name="Name">The result, under the name that records use.</param>
/// <param name="Reason">Why, in words for the experimenter.</param>
public sealed record NotDetermined(string Name, string Reason);
