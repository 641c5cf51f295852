namespace Lab.Protocols.Formulas;

/// <summary>A formula over named values with units: <c>line.current / voltmeter.voltage</c>.</summary>
/// <param name="Text">The formula as it was written.</param>
/// <param name="Unit">The unit of its value, as it was asked for or as it follows.</param>
/// <param name="Uses">The names that it uses, each once.</param>
/// <param name="Term">The term that it computes.</param>
/// <param name="SiFactor">The value of one of its unit in SI units.</param>
internal sealed record Formula(string Text, string Unit, IReadOnlyList<FormulaName> Uses, FormulaTerm Term, double SiFactor)
{
    /// <summary>Its value in its unit.</summary>
    /// <param name="values">The values of the names in SI units, shape [name].</param>
    /// <returns>NaN where it has no finite value, such as after a division by zero.</returns>
    public double Evaluate(double[] values) =>
        Term.Value(values) / SiFactor is var value && double.IsFinite(value) ? value : double.NaN;

    /// <summary>Reads a formula: sums, products, powers, brackets, the functions of <see cref="FormulaFunctions"/>, numbers with
    /// units
    /// (<c>2 mA</c>), and at its end the unit that is wanted (<c>in V/W</c>).</summary>
    /// <param name="text">The formula.</param>
    /// <param name="names">The names that it may use.</param>
    /// <exception cref="FormulaException">It cannot be read, adds what has other units, or has another dimension than is
    /// wanted.</exception>
    public static Formula Read(string text, IReadOnlyList<FormulaName> names) => new FormulaReader(text, names).Read();
}
