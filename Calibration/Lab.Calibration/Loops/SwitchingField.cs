namespace Lab.Calibration.Loops;

/// <summary>The field at which a branch went from one resistance to the other.</summary>
/// <param name="IsUpward">Whether the field went up.</param>
/// <param name="Tesla">The field between the last point before and the first one after, nearer to the later one, T.</param>
/// <param name="StepTesla">The distance between these two points, T.</param>
/// <param name="FieldUncertaintyTesla">How well the field is known there, T.</param>
/// <param name="Crossings">How often the branch crossed the middle: 1 for a clean switch.</param>
public readonly record struct SwitchingField(
    bool IsUpward, double Tesla, double StepTesla, double FieldUncertaintyTesla, int Crossings);
