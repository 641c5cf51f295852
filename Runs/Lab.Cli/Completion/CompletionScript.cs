using System.Reflection;

namespace Lab.Cli.Completion;

/// <summary>The script that teaches a shell the words of <c>lab</c>.</summary>
/// <remarks>The script holds all words itself: a shell that started <c>lab</c> at each press of Tab would be slow.</remarks>
internal static class CompletionScript
{
    /// <summary>The shells that there are scripts for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "powershell"];

    /// <summary>Writes the script of a shell, with line feeds.</summary>
    /// <param name="shell">One of <see cref="Shells"/>.</param>
    /// <param name="rules">What may stand at each place.</param>
    public static string Write(string shell, IReadOnlyList<CompletionRule> rules)
    {
        Func<CompletionRule, string> line = shell switch
        {
            "bash" => rule => $"    {InShell(rule.Place)}) found='{string.Join(' ', rule.Words.Select(word => word.Text))}' ;;",
            "zsh" => rule => $"    {InShell(rule.Place)}) found=({string.Join(' ', rule.Words.Select(ForZsh))}) ;;",
            "powershell" => rule =>
                $"    {InPowerShell(rule.Place)} = @({string.Join(", ", rule.Words.Select(ForPowerShell))})",
            _ => throw new ArgumentOutOfRangeException(nameof(shell), shell, "There is no script for this shell."),
        };
        return Read(shell).Replace("@rules@", string.Join('\n', rules.Select(line)), StringComparison.Ordinal);
    }

    // _describe takes a colon for the end of the word.
    private static string ForZsh(CompletionWord word)
    {
        string text = word.Text.Replace(":", "\\:", StringComparison.Ordinal);
        return InShell(word.Description.Length > 0 ? $"{text}:{word.Description}" : text);
    }

    private static string ForPowerShell(CompletionWord word) =>
        InPowerShell(word.Description.Length > 0 ? $"{word.Text} {word.Description}" : word.Text);

    private static string InShell(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string InPowerShell(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Read(string shell)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"completion.{shell}")
            ?? throw new InvalidOperationException($"Bug in Lab: the script for {shell} is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
