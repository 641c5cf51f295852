namespace Lab.Quantities;

/// <summary>Finds the name that was meant by a misspelt one.</summary>
public static class NearName
{
    /// <summary>A shorter piece of a name stands for too many.</summary>
    private const int ShortestPiece = 4;

    /// <summary>The one of some names that is nearest to a text: the same in another case, with other separators, off by a letter
    /// in three, or the only name that contains it.</summary>
    /// <returns>The name; <see langword="null"/> where none is near.</returns>
    public static string? Of(string text, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(names);
        string wanted = Bare(text);
        if (wanted.Length == 0)
        {
            return null;
        }

        (string Name, int Distance)[] near =
        [
            .. names.Select(name => (Name: name, Distance: Distance(wanted, Bare(name))))
                .Where(pair => pair.Distance <= Math.Min(wanted.Length, Bare(pair.Name).Length) / 3)
                .OrderBy(pair => pair.Distance),
        ];
        if (near.Length > 0)
        {
            return near[0].Name;
        }

        string[] holders = wanted.Length < ShortestPiece
            ? []
            : [.. names.Where(name => Bare(name).Contains(wanted, StringComparison.Ordinal)
                || (Bare(name).Length >= ShortestPiece && wanted.Contains(Bare(name), StringComparison.Ordinal)))];
        return holders.Length == 1 ? holders[0] : null;
    }

    /// <summary>The remedy as a sentence, with a blank before it; empty where no name is near.</summary>
    public static string Hint(string text, IEnumerable<string> names) =>
        Of(text, names) is { } near ? $" Did you mean {near}?" : string.Empty;

    /// <summary>The remedy for a text that is none of some names: <c>allowed are a, b. Did you mean b?</c></summary>
    /// <param name="text">The text.</param>
    /// <param name="names">The names; none are told as such.</param>
    /// <param name="lead">The words that introduce the names.</param>
    public static string Remedy(string text, IEnumerable<string> names, string lead = "allowed are")
    {
        string[] all = [.. names];
        return all.Length == 0 ? "nothing is allowed here." : $"{lead} {string.Join(", ", all)}.{Hint(text, all)}";
    }

    private static string Bare(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>How many letters have to be put in, left out, changed, or exchanged with their neighbour.</summary>
    private static int Distance(string left, string right)
    {
        // A text much longer than any name is near to none; this bounds the work.
        if (Math.Abs(left.Length - right.Length) > Math.Min(left.Length, right.Length) / 3)
        {
            return int.MaxValue;
        }

        int[,] costs = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    costs[i, j] = i + j;
                    continue;
                }

                int change = left[i - 1] == right[j - 1] ? 0 : 1;
                costs[i, j] = Math.Min(Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1, costs[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
                }
            }
        }

        return costs[left.Length, right.Length];
    }
}
