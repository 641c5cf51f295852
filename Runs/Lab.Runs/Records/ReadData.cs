namespace Lab.Runs.Records;

/// <summary>The data of a file that a setting names, as read, so that a reader sees when it was understood as something
/// else.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Source">The file, or where the data come from.</param>
/// <param name="Counts">How many of what, such as sequences, steps and channels; in their order.</param>
/// <param name="Columns">Names of channels or columns with their units; empty where the file has none.</param>
/// <param name="Classes">The classes with their numbers of samples; empty where there are none.</param>
/// <param name="Notes">How it was read, and what was left out, in words.</param>
public sealed record ReadData(
    string Setting, string Source, IReadOnlyDictionary<string, long> Counts, IReadOnlyList<string> Columns,
    IReadOnlyList<ReadClass> Classes, IReadOnlyList<string> Notes)
{
    private const int MostNamed = 20;

    /// <summary>All of it in a line.</summary>
    public override string ToString()
    {
        string[] parts =
        [
            string.Join(", ", Counts.Select(count => $"{count.Value} {(count.Value == 1 ? Singular(count.Key) : count.Key)}")),
            .. Columns.Count > 0 ? [Shortened(Columns)] : Array.Empty<string>(),
            .. Classes.Count > 0
                ? [$"{Classes.Count} classes: {Shortened([.. Classes.Select(each => $"{each.Name} ({each.Count})")])}"]
                : Array.Empty<string>(),
            .. Notes,
        ];
        return $"{Source}: {string.Join("; ", parts)}";
    }

    private static string Singular(string word) => word.TrimEnd('s');

    private static string Shortened(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? ", …" : string.Empty);
}
