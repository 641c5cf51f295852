using System.CommandLine;
using System.CommandLine.Completions;

namespace Lab.Cli.Completion;

/// <summary>What may stand at one place of a command line.</summary>
/// <param name="Place">
/// The place: <c>lab runs:</c> for the commands below one, <c>lab run -</c> for its options, <c>lab run --twins</c> for the
/// value of an option, which has a rule whenever it takes a value, <c>lab run 1</c> for the first argument, <c>lab chain +</c>
/// for one that may be repeated.
/// </param>
/// <param name="Words">The words; none where the program cannot know them.</param>
internal sealed record CompletionRule(string Place, IReadOnlyList<CompletionWord> Words)
{
    /// <summary>The rules of all commands, from what the commands declare of themselves.</summary>
    public static IReadOnlyList<CompletionRule> Of(Command root) => [.. Of(root, "lab", [])];

    private static IEnumerable<CompletionRule> Of(Command command, string path, IReadOnlyList<Option> inherited)
    {
        List<Command> commands = [.. command.Subcommands.Where(sub => !sub.Hidden)];
        List<Option> options = [.. command.Options.Where(option => !option.Hidden), .. inherited];
        yield return new CompletionRule(
            $"{path}:", [.. commands.Select(sub => new CompletionWord(sub.Name, FirstSentence(sub.Description)))]);
        yield return new CompletionRule($"{path} -", [.. options.SelectMany(NamesOf)]);
        foreach (Option option in options.Where(TakesValue))
        {
            IReadOnlyList<CompletionWord> values = ValuesOf(option.GetCompletions(CompletionContext.Empty), option.ValueType);
            foreach (CompletionWord name in NamesOf(option))
            {
                yield return new CompletionRule($"{path} {name.Text}", values);
            }
        }

        for (int place = 0; place < command.Arguments.Count; place++)
        {
            Argument argument = command.Arguments[place];
            yield return new CompletionRule(
                $"{path} {(argument.Arity.MaximumNumberOfValues > 1 ? "+" : $"{place + 1}")}",
                argument.CompletionSources.Contains(CompletionNames.Runs) ? [CompletionWord.Runs]
                    : ValuesOf(argument.GetCompletions(CompletionContext.Empty), argument.ValueType));
        }

        Option[] handedOn = [.. options.Where(option => option.Recursive)];
        foreach (CompletionRule rule in commands.SelectMany(sub => Of(sub, $"{path} {sub.Name}", handedOn)))
        {
            yield return rule;
        }
    }

    private static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool);

    private static IEnumerable<CompletionWord> NamesOf(Option option) =>
        new[] { option.Name }.Concat(option.Aliases).Distinct()
            .Where(name => name.StartsWith('-') && !name.Contains('?', StringComparison.Ordinal))
            .Select(name => new CompletionWord(name, FirstSentence(option.Description)));

    // What takes a text and has no names of its own may be a file.
    private static List<CompletionWord> ValuesOf(IEnumerable<CompletionItem> items, Type type)
    {
        List<CompletionWord> words = [.. items.Select(item => new CompletionWord(item.Label, FirstSentence(item.Detail)))];
        if (words.Find(word => word.Text.Any(char.IsWhiteSpace)) is { } broken)
        {
            throw new InvalidOperationException(
                $"Bug in Lab: the name '{broken.Text}' has white space, which no shell completes.");
        }

        return words.Count > 0 || (type != typeof(string) && type != typeof(string[])) ? words : [CompletionWord.Files];
    }

    private static string FirstSentence(string? text)
    {
        string line = (text ?? string.Empty).ReplaceLineEndings(" ");
        int end = line.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? line : line[..end]).TrimEnd('.');
    }
}
