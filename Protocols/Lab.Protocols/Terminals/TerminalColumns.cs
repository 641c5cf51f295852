using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Protocols.Terminals;

/// <summary>The columns of a record that a person composes: their names come from those of channels and readings, each
/// once.</summary>
internal sealed class TerminalColumns
{
    private static readonly string[] Reserved = ["point", "bench_seconds"];

    private readonly List<Column> all = [];

    /// <summary>The columns, in the order in which they were added.</summary>
    public IReadOnlyList<Column> All => all;

    /// <summary>The name of a column for the name of a channel or reading: <c>awg_1_current</c>.</summary>
    public static string NameOf(string name) =>
        string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_'));

    /// <summary>Whether a name is taken.</summary>
    public bool IsTaken(string name) =>
        Reserved.Contains(name, StringComparer.OrdinalIgnoreCase)
            || all.Exists(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Adds a column.</summary>
    /// <exception cref="SettingsException">Another has its name.</exception>
    public Column Add(Column column)
    {
        if (IsTaken(column.Name))
        {
            throw new SettingsException(
                $"Two columns of the record would be called '{column.Name}'. Name the derived one otherwise.");
        }

        all.Add(column);
        return column;
    }
}
