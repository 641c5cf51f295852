namespace Lab.Runs.Records;

/// <summary>The notes and tags of a run: the content of <c>notes.json</c>, which lies beside the record and changes nothing of
/// it.</summary>
public sealed record RunNotes
{
    private const int LongestTag = 64;
    private const int LongestNote = 10_000;

    /// <summary>No notes and no tags.</summary>
    public static RunNotes None { get; } = new();

    /// <summary>The notes, in the order in which they were written.</summary>
    public IReadOnlyList<RunNote> Notes { get; init; } = [];

    /// <summary>The tags, each once, in alphabetical order.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>These notes and one more.</summary>
    /// <param name="time">The time.</param>
    /// <param name="text">The text, at most 10,000 characters.</param>
    /// <param name="by">Who writes it; <see langword="null"/> where that is not known.</param>
    /// <exception cref="RunException">The text is empty or too long.</exception>
    public RunNotes WithNote(DateTimeOffset time, string text, string? by = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        string note = text.ReplaceLineEndings("\n").Trim();
        return note.Length is > 0 and <= LongestNote
            ? this with { Notes = [.. Notes, new RunNote(time, note, by)] }
            : throw new RunException($"A note has 1 to {LongestNote} characters; this one has {note.Length}.");
    }

    /// <summary>These notes with other tags.</summary>
    /// <param name="added">Tags to set; those that are set already stay.</param>
    /// <param name="removed">Tags to take away.</param>
    /// <exception cref="RunException">A tag is no word, stands in both lists, or is to be taken away and is not
    /// there.</exception>
    public RunNotes WithTags(IReadOnlyCollection<string> added, IReadOnlyCollection<string> removed)
    {
        ArgumentNullException.ThrowIfNull(added);
        ArgumentNullException.ThrowIfNull(removed);
        foreach (string tag in added.Concat(removed))
        {
            RequireWord(tag);
        }

        if (added.Intersect(removed).FirstOrDefault() is { } both)
        {
            throw new RunException($"The tag '{both}' cannot be set and taken away at once.");
        }

        return removed.Except(Tags).FirstOrDefault() is { } missing
            ? throw new RunException(
                $"The run has no tag '{missing}'{(Tags.Count == 0 ? string.Empty : $"; it has {string.Join(", ", Tags)}")}.")
            : this with { Tags = [.. Tags.Union(added).Except(removed).Order(StringComparer.Ordinal)] };
    }

    // A tag is typed after + and -, and stands between commas.
    private static void RequireWord(string tag)
    {
        if (tag.Length is 0 or > LongestTag || !char.IsLetterOrDigit(tag[0])
            || !tag.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ':'))
        {
            throw new RunException($"'{tag}' is no tag: a tag is a word of at most {LongestTag} letters, digits, '-', '_', '.' "
                + "and ':', and begins with a letter or digit.");
        }
    }
}
