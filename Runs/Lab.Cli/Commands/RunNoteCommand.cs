using System.CommandLine;
using Lab.Runs.Records;

namespace Lab.Cli.Commands;

/// <summary><c>lab runs note</c>: writes a remark beside the record of a run.</summary>
internal sealed class RunNoteCommand : Command
{
    public RunNoteCommand(Terminal terminal)
        : base("note", "Write a note on a run, beside its record; without a text, show the notes.")
    {
        Argument<string> name = RunsCommand.NewRunArgument();
        var text = new Argument<string?>("text") { Description = "The note.", Arity = ArgumentArity.ZeroOrOne };
        Option<string> folder = RunsCommand.NewFolderOption();
        Arguments.Add(name);
        Arguments.Add(text);
        Options.Add(folder);
        SetAction(parsed =>
        {
            var run = RunFolder.Open(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(name));
            RunNotes notes = parsed.GetValue(text) is { } written
                ? run.ChangeNotes(known => known.WithNote(
                    TimeProvider.System.GetLocalNow(), written, Environment.UserName))
                : run.ReadNotes();
            foreach (RunNote note in notes.Notes)
            {
                terminal.Output.WriteLine(LineOf(note));
            }

            return ExitCode.Done;
        });
    }

    /// <summary>A note in a line: when, what and by whom.</summary>
    public static string LineOf(RunNote note) =>
        $"{note.Time:yyyy-MM-dd HH:mm}  {note.Text}{(note.By is { } by ? $" ({by})" : string.Empty)}";
}
