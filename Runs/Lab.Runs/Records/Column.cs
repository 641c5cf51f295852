using Lab.Quantities;

namespace Lab.Runs.Records;

/// <summary>A column of a run's record.</summary>
/// <param name="Name">Its name in snake case; also the name in the database.</param>
/// <param name="Unit">The unit of its numbers as it is shown: <c>V</c>, <c>V/W/A</c>, <c>nV/√Hz</c>; empty for a pure number. A
/// unit that <see cref="UnitExpression"/> cannot read, such as <c>counts</c>, is a text.</param>
/// <param name="Description">The content of the column, in a sentence.</param>
/// <param name="Kind">A number or an array a point.</param>
public sealed record Column(string Name, string Unit, string Description, ColumnKind Kind = ColumnKind.Number)
{
    /// <summary>Whether a point may have no number here, such as a quotient by zero: NULL in the record, NaN in data and
    /// exports.</summary>
    public bool MayBeMissing { get; init; }

    /// <summary>How its arrays are stored; without meaning for a column of numbers.</summary>
    public ArrayForm Form { get; init; } = ArrayForm.Float64;

    /// <summary>Whether the plan sets it, such as a frequency that is swept; exports name it a coordinate of what is
    /// read.</summary>
    public bool IsAxis { get; init; }

    /// <summary>A column of arrays of which each point has a scale and an offset of its own, as the waveforms of an oscilloscope
    /// have: the value of an element is offset + scale × element.</summary>
    /// <param name="name">Its name in snake case.</param>
    /// <param name="unit">The unit of its values.</param>
    /// <param name="description">The content of the column, in a sentence.</param>
    /// <param name="type">The type of its elements.</param>
    /// <returns>The column, and the columns of numbers <c>NAME_scale</c> and <c>NAME_offset</c>; an experiment has all three in
    /// its list, and <see cref="Row.SetElements{T}(Column, T[], double, double)"/> fills them.</returns>
    public static (Column Elements, Column Scale, Column Offset) ScaledByPoint(
        string name, string unit, string description, ElementType type)
    {
        var scale = new Column($"{name}_scale", unit, $"What a step of one in an element of {name} means.");
        var offset = new Column($"{name}_offset", unit, $"The value of an element of zero in {name}.");
        var form = new ArrayForm(type) { ScaleColumn = scale.Name, OffsetColumn = offset.Name };
        return (new Column(name, unit, description, ColumnKind.Array) { Form = form }, scale, offset);
    }

    /// <summary>Its unit by factors, with what one of it is in SI units; <see langword="null"/> where the unit is a
    /// text.</summary>
    public UnitExpression? ReadUnit() => UnitExpression.TryParse(Unit, out UnitExpression? unit) ? unit : null;
}
