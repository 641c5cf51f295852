using System.CommandLine;
using Lab.Cli.Completion;

namespace Lab.Cli.Commands;

/// <summary><c>lab completion</c>: the script with which a shell completes commands, options and names.</summary>
internal sealed class CompletionCommand : Command
{
    public CompletionCommand(Terminal terminal)
        : base("completion", "Print the script with which a shell completes commands, options, protocols, benches and runs.")
    {
        var shell = new Argument<string>("shell") { Description = $"The shell: {string.Join(", ", CompletionScript.Shells)}." };
        shell.AcceptOnlyFromAmong([.. CompletionScript.Shells]);
        Arguments.Add(shell);
        SetAction(parsed =>
        {
            terminal.Output.Write(CompletionScript.Write(
                parsed.GetRequiredValue(shell), CompletionRule.Of(parsed.RootCommandResult.Command)));
            return ExitCode.Done;
        });
    }
}
