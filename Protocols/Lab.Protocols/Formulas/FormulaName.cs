namespace Lab.Protocols.Formulas;

/// <summary>A name that a formula may use.</summary>
/// <param name="Text">The name: <c>rf.power</c>.</param>
/// <param name="Index">Its place among the values.</param>
/// <param name="Unit">Its unit, an SI unit.</param>
internal sealed record FormulaName(string Text, int Index, FormulaUnit Unit)
{
    /// <summary>Why the name cannot be used, as it follows the name; <see langword="null"/> where it can.</summary>
    public string? WhyNot { get; init; }
}
