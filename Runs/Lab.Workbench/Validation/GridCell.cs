namespace Lab.Workbench.Validation;

/// <summary>A device with an effect on it, and what a study of it found.</summary>
/// <param name="Device">The device's name.</param>
/// <param name="Effect">The effect's name.</param>
/// <param name="Recovery">The result of the study.</param>
public sealed record GridCell(string Device, string Effect, Recovery Recovery);
