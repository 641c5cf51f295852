namespace Lab.Protocols.Formulas;

/// <summary>The functions that formulas know.</summary>
internal static class FormulaFunctions
{
    /// <summary>Functions of a pure number that give a pure number; angles are in radians.</summary>
    public static IReadOnlyDictionary<string, Func<double, double>> OfNumbers { get; } =
        new Dictionary<string, Func<double, double>>(
            StringComparer.Ordinal)
        {
            ["exp"] = Math.Exp,
            ["ln"] = Math.Log,
            ["log10"] = Math.Log10,
            ["sin"] = Math.Sin,
            ["cos"] = Math.Cos,
            ["tan"] = Math.Tan,
            ["asin"] = Math.Asin,
            ["acos"] = Math.Acos,
            ["atan"] = Math.Atan,
        };

    /// <summary>The names of all functions.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sqrt", "abs", "min", "max", .. OfNumbers.Keys];
}
