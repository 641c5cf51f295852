namespace Lab.Calibration.Loops;

/// <summary>One way of a resistance loop: the field goes up, or down.</summary>
/// <param name="IsUpward">Whether it goes up.</param>
/// <param name="FieldTesla">The fields in the order in which they were there, shape [point], T.</param>
/// <param name="FieldUncertaintyTesla">Standard uncertainty of the fields, which they share, shape [point], T.</param>
/// <param name="Ohms">The resistances, shape [point], Ω.</param>
public sealed record LoopBranch(
    bool IsUpward, IReadOnlyList<double> FieldTesla, IReadOnlyList<double> FieldUncertaintyTesla, IReadOnlyList<double> Ohms);
