namespace Lab.Cli.Completion;

/// <summary>A word that a shell may complete.</summary>
/// <param name="Text">The word, without white space.</param>
/// <param name="Description">What it is, in a line; empty where nothing is said.</param>
internal sealed record CompletionWord(string Text, string Description)
{
    /// <summary>Stands for the names of files.</summary>
    public static CompletionWord Files { get; } = new("@files", string.Empty);

    /// <summary>Stands for the names of the runs in the folder <c>runs</c>.</summary>
    public static CompletionWord Runs { get; } = new("@runs", string.Empty);
}
