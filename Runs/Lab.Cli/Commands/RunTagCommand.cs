using System.CommandLine;
using Lab.Runs.Records;

namespace Lab.Cli.Commands;

/// <summary><c>lab runs tag</c>: sets tags of a run and takes them away.</summary>
internal sealed class RunTagCommand : Command
{
    private readonly Argument<string> name = RunsCommand.NewRunArgument();
    private readonly Argument<string[]> changes = new("changes")
    {
        Description =
        "+good sets the tag 'good', -bad takes 'bad' away; none shows the tags.",
        Arity = ArgumentArity.ZeroOrMore
    };

    public RunTagCommand(Terminal terminal)
        : base("tag", "Set tags of a run (+good) and take them away (-bad), beside its record.")
    {
        Option<string> folder = RunsCommand.NewFolderOption();
        Arguments.Add(name);
        Arguments.Add(changes);
        Options.Add(folder);
        TreatUnmatchedTokensAsErrors = false; // -bad looks like an option
        SetAction(parsed =>
        {
            var run = RunFolder.Open(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(name));
            string[] words = [.. parsed.GetValue(changes) ?? [], .. parsed.UnmatchedTokens];
            foreach (string word in words.Where(
                word => word[0] is not ('+' or '-') || word.StartsWith("--", StringComparison.Ordinal)))
            {
                throw new CommandException(
                    $"'{word}' is neither +TAG, which sets a tag, nor -TAG, which takes it away.", ExitCode.Usage);
            }

            RunNotes notes = words.Length == 0
                ? run.ReadNotes()
                : run.ChangeNotes(known => known.WithTags(After('+'), After('-')));
            terminal.Output.WriteLine(
                notes.Tags.Count == 0 ? $"{run.Name} has no tags." : $"{run.Name}: {string.Join(", ", notes.Tags)}");
            return ExitCode.Done;

            string[] After(char sign) => [.. words.Where(word => word[0] == sign).Select(word => word[1..])];
        });
    }
}
