namespace Lab.Endurance;

/// <summary>The option <c>--twins</c> of trials, which chooses the form of their twins.</summary>
internal static class TwinForm
{
    /// <summary>The form of the option, for the list of trials.</summary>
    public const string Usage = "[--twins rough]";

    private const string Option = "--twins";

    /// <summary>Takes the option off a trial's words.</summary>
    /// <returns>Whether all twins are to have the manners of real instruments, and the other words.</returns>
    /// <exception cref="ArgumentException">The form is neither <c>polite</c> nor <c>rough</c>.</exception>
    public static (bool IsRough, string[] Words) Take(string[] words)
    {
        int at = Array.IndexOf(words, Option);
        if (at < 0)
        {
            return (false, words);
        }

        string form = at + 1 < words.Length ? words[at + 1] : string.Empty;
        return form is "polite" or "rough"
            ? (form == "rough", [.. words[..at], .. words[(at + 2)..]])
            : throw new ArgumentException($"{Option} '{form}': write polite or rough.", nameof(words));
    }
}
