namespace Lab.Protocols.Formulas;

/// <summary>A part of a formula: its unit and its value.</summary>
/// <param name="Unit">The unit of its value.</param>
/// <param name="Value">Gives the value in SI units for the values of the names, shape [name].</param>
/// <param name="Constant">Its value where no name is in it; <see langword="null"/> otherwise.</param>
internal sealed record FormulaTerm(FormulaUnit Unit, Func<double[], double> Value, double? Constant = null)
{
    /// <summary>A number.</summary>
    public static FormulaTerm Of(double number, FormulaUnit unit) => new(unit, _ => number, number);

    /// <summary>A term that follows from one other.</summary>
    public FormulaTerm With(FormulaUnit unit, Func<double, double> function) =>
        Constant is { } constant ? Of(function(constant), unit) : new FormulaTerm(unit, values => function(Value(values)));

    /// <summary>A term that follows from two.</summary>
    public FormulaTerm With(FormulaTerm other, FormulaUnit unit, Func<double, double, double> function) =>
        Constant is { } left && other.Constant is { } right
            ? Of(function(left, right), unit)
            : new FormulaTerm(unit, values => function(Value(values), other.Value(values)));
}
