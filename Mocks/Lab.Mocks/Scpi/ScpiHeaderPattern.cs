namespace Lab.Mocks.Scpi;

/// <summary>
/// A header as manuals print it, <c>[:SOURce]:FREQuency[:CW|:FIXed]</c>: capitals are the short form, brackets are optional,
/// a bar separates alternatives, <c>&lt;4&gt;</c> takes a numeric suffix from 1 to 4, and <c>&lt;n&gt;</c> one up to 255.
/// </summary>
internal static class ScpiHeaderPattern
{
    private const int LargestSuffix = 255;

    /// <summary>The largest value of each numeric suffix, in the order of the pattern.</summary>
    public static int[] LargestSuffixes(string pattern) =>
        [.. pattern.Split('<').Skip(1).Select(rest => int.TryParse(rest[..rest.IndexOf('>')], out int largest)
            ? largest
            : LargestSuffix)];

    /// <summary>All spellings of a pattern in upper case, without a leading colon; where the numeric suffix number k of the
    /// pattern can stand, it is written <c>#k</c>.</summary>
    public static IEnumerable<string> Spellings(string pattern)
    {
        int position = 0;
        return Sequence(pattern, ref position).Select(spelling => spelling.TrimStart(':')).Where(
            spelling => spelling.Length > 0).Distinct();
    }

    private static List<string> Sequence(string pattern, ref int position)
    {
        List<string> all = [];
        List<string> spellings = [string.Empty];
        while (position < pattern.Length && pattern[position] != ']')
        {
            if (pattern[position] == '|')
            {
                position++;
                all.AddRange(spellings);
                spellings = [string.Empty];
                continue;
            }

            spellings = Append(
                spellings, pattern[position] == '[' ? Optional(pattern, ref position) : Node(pattern, ref position));
        }

        all.AddRange(spellings);
        return all;
    }

    private static List<string> Optional(string pattern, ref int position)
    {
        position++;
        List<string> inner = Sequence(pattern, ref position);
        position++;
        inner.Add(string.Empty);
        return inner;
    }

    private static List<string> Node(string pattern, ref int position)
    {
        int start = position;
        while (position < pattern.Length && pattern[position] is not ('[' or ']' or '|')
            && !(pattern[position] == ':' && position > start))
        {
            position++;
        }

        string node = pattern[start..position];
        string suffix = string.Empty;
        int bracket = node.IndexOf('<');
        if (bracket >= 0)
        {
            suffix = $"#{pattern.AsSpan(0, start).Count('<')}";
            node = node[..bracket];
        }

        string shortForm = new([.. node.Where(c => !char.IsAsciiLetterLower(c))]);
        return [shortForm + suffix, node.ToUpperInvariant() + suffix];
    }

    private static List<string> Append(List<string> heads, List<string> tails) =>
        [.. heads.SelectMany(head => tails.Select(tail => head + tail))];
}
