namespace Lab.Dashboard.Views;

/// <summary>A calibration.</summary>
/// <param name="Name">The name of the calibrated quantity.</param>
/// <param name="Value">The value with unit and uncertainty.</param>
/// <param name="Source">The run that it came from, or <c>bench file</c>.</param>
/// <param name="Since">Since when it is in force.</param>
/// <param name="ValidUntil">When it expires; <see langword="null"/> where it does not.</param>
/// <param name="IsForTwins">Whether it holds for twins alone.</param>
public sealed record CalibrationView(
    string Name, string Value, string Source, DateTimeOffset Since, DateTimeOffset? ValidUntil, bool IsForTwins);
