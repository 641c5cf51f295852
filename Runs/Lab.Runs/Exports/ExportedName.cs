using System.Text;

namespace Lab.Runs.Exports;

/// <summary>Names of a record, which may come from elsewhere, on their way into files of other programs.</summary>
internal static class ExportedName
{
    private const int LongestEntry = 200;
    private const char Mark = '\'';

    // What begins a formula, in the forms of keyboards for wide letters too (OWASP, CSV injection).
    private const string Formula = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

    // A spreadsheet of another language cuts a line at a semicolon or a tab, quoted or not.
    private const string Separators = ",;\t|\r\n";

    /// <summary>A name for a spreadsheet: no part of it, however the line is cut, begins a formula.</summary>
    public static string InTable(string name)
    {
        var shown = new StringBuilder(name.Length + 1);
        bool isStart = true;
        foreach (char c in name)
        {
            if (isStart && Formula.Contains(c, StringComparison.Ordinal))
            {
                shown.Append(Mark);
            }

            shown.Append(c == '\0' ? ' ' : c);
            isStart = Separators.Contains(c, StringComparison.Ordinal)
                || (isStart && (c == '"' || char.IsWhiteSpace(c) || char.IsControl(c)));
        }

        return shown.ToString();
    }

    /// <summary>A name for a variable of a dataset: without blanks, which stand between names there, and another one than those
    /// before
    /// it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="taken">The names before it, to which this one is added.</param>
    public static string InDataset(string name, ISet<string> taken) =>
        InArchive(name is "." ? "_" : string.Concat(name.Select(c => char.IsWhiteSpace(c) ? '_' : c)), taken);

    /// <summary>A name for an entry of an archive: it leads into no other folder,
    /// and is another one than those before it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="taken">The names before it, to which this one is added.</param>
    public static string InArchive(string name, ISet<string> taken)
    {
        string entry = string.Concat(
            name.Take(LongestEntry).Select(c => c is '/' or '\\' or ':' || char.IsControl(c) || char.IsSurrogate(c) ? '_' : c));
        while (entry.Length == 0 || !taken.Add(entry))
        {
            entry += "_";
        }

        return entry;
    }
}
