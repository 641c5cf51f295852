using Lab.Quantities;

namespace Lab.Runs.Records;

/// <summary>A column of a run's record.</summary>
/// <param name="Name">Its name in snake case; also the name in the database.</param>
/// <param name="Unit">The unit of its numbers as it is shown: <c>V</c>, <c>V/W/A</c>, <c>nV/√Hz</c>; empty for a pure number. A unit that
/// <see cref="UnitExpression"/> cannot read, such as <c>counts</c>, is a text.</param>
/// <param name="Description">What it holds, in a sentence.</param>
/// <param name="Kind">A number or an array a point.</param>
public sealed record Column(string Name, string Unit, string Description, ColumnKind Kind = ColumnKind.Number)
{
    /// <summary>Whether a point may have no number here, such as a quotient by zero; it is NaN in arrays of the column, and NULL in the record.</summary>
    public bool MayBeMissing { get; init; }

    /// <summary>How its arrays are stored; without meaning for a column of numbers.</summary>
    public ArrayForm Form { get; init; } = ArrayForm.Float64;

    /// <summary>Its unit by factors, with what one of it is in SI units; <see langword="null"/> where the unit is a text.</summary>
    public UnitExpression? ReadUnit() => UnitExpression.TryParse(Unit, out UnitExpression? unit) ? unit : null;
}
