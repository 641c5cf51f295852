using Lab.Quantities;

namespace Lab.Protocols.Terminals;

/// <summary>The unit in which the numbers of a column are drawn: with the prefix that suits the largest.</summary>
/// <param name="Unit">The unit with its prefix: <c>MHz</c>.</param>
/// <param name="Factor">The value of one shown unit in the column's unit.</param>
internal readonly record struct ShownScale(string Unit, double Factor)
{
    private static readonly (string Prefix, double Factor)[] Prefixes =
        [
            ("T", 1e12),
            ("G", 1e9),
            ("M", 1e6),
            ("k", 1e3),
            (string.Empty, 1),
            ("m", 1e-3),
            ("µ", 1e-6),
            ("n", 1e-9),
            ("p", 1e-12),
            ("f", 1e-15)
        ];

    /// <summary>The scale of some numbers.</summary>
    /// <param name="values">The numbers; those that are none are left out.</param>
    /// <param name="unit">Their unit.</param>
    public static ShownScale Of(IEnumerable<double> values, string unit)
    {
        double largest = values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        if (largest == 0 || !UnitExpression.TryParse(unit, out UnitExpression? read) || !read.TakesPrefix)
        {
            return new ShownScale(unit, 1);
        }

        // 999.9996 is shown as 1000.
        (string prefix, double factor) = Array.Find(
            Prefixes, each => largest * (1 + 1e-9) >= each.Factor) is { Prefix: not null } found ? found : Prefixes[^1];
        return new ShownScale($"{prefix}{unit}", factor);
    }

    /// <summary>The numbers in this unit.</summary>
    public double[] Of(IEnumerable<double> values)
    {
        double one = Factor;
        return [.. values.Select(value => value / one)];
    }

    /// <summary>The label of an axis: <c>rf.frequency (MHz)</c>.</summary>
    public string Label(string name) => Unit.Length == 0 ? name : $"{name} ({Unit})";
}
