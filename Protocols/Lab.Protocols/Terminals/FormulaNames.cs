using Lab.Benches;
using Lab.Protocols.Formulas;
using Lab.Quantities;

namespace Lab.Protocols.Terminals;

/// <summary>The names that the formula of a derived column may use: set-points, readings, and derived columns before
/// it.</summary>
internal sealed class FormulaNames
{
    private readonly List<FormulaName> all = [];

    /// <summary>Collects the names.</summary>
    /// <param name="terminals">The names of the bench, of which those that are neither set nor read are refused with a
    /// remedy.</param>
    /// <param name="set">The channels that have a set-point.</param>
    /// <param name="read">The readings.</param>
    /// <param name="derived">The derived columns so far.</param>
    public FormulaNames(
        BenchTerminals terminals, IReadOnlyList<NamedChannel> set, IReadOnlyList<ReadColumn> read,
        IReadOnlyList<DerivedColumn> derived)
    {
        for (int i = 0; i < set.Count; i++)
        {
            string name = set[i].Name;
            string column = TerminalColumns.NameOf(name);
            string unit = set[i].Channel.Quantity.SiUnit;
            if (read.Any(each => each.Reading.Name == name))
            {
                all.Add(new FormulaName(name, 0, FormulaUnit.None)
                {
                    WhyNot = $"could be its set-point or its reading; write {column}_set or {column}_read",
                });
                Add($"{column}_set", i, unit);
                continue;
            }

            Add(name, i, unit);
            Add(column, i, unit);
        }

        for (int i = 0; i < read.Count; i++)
        {
            int index = set.Count + i;
            string name = read[i].Reading.Name;
            bool isSetToo = set.Any(channel => channel.Name == name);
            Add(isSetToo ? $"{TerminalColumns.NameOf(name)}_read" : name, index, read[i].Value.Unit);
            Add(read[i].Value.Name, index, read[i].Value.Unit);
        }

        for (int i = 0; i < derived.Count; i++)
        {
            FormulaUnit unit = derived[i].Formula.Term.Unit;
            all.Add(new FormulaName(derived[i].Value.Name, set.Count + read.Count + i, unit));
        }

        AddRefused(
            terminals.Readings.Where(reading => reading.Array is not null),
            reading => reading.Name,
            "is an array, which formulas do not take");
        AddRefused(terminals.Readings, reading => reading.Name, "is not read; add it to 'read'");
        AddRefused(terminals.Settable, channel => channel.Name, "has no set-point; add it to 'hold'");
    }

    /// <summary>The names.</summary>
    public IReadOnlyList<FormulaName> All => all;

    private void Add(string text, int index, string unit)
    {
        if (all.Exists(name => name.Text == text))
        {
            return;
        }

        all.Add(UnitExpression.TryParse(unit, out UnitExpression? read)
            ? new FormulaName(text, index, new FormulaUnit(read.Dimension, read.SiSymbol))
            : new FormulaName(text, index, FormulaUnit.None) { WhyNot = $"has the unit {unit}, which formulas do not know" });
    }

    private void AddRefused<T>(IEnumerable<T> others, Func<T, string> nameOf, string why)
    {
        foreach (string name in others.Select(nameOf).Where(name => !all.Exists(known => known.Text == name)))
        {
            all.Add(new FormulaName(name, 0, FormulaUnit.None) { WhyNot = why });
        }
    }
}
