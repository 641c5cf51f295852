using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Lab.Cli.Commands;
using Lab.Workbench;
using Lab.Workbench.Composition;

namespace Lab.Cli;

/// <summary>The help of a command, with the settings of the protocol that it is given.</summary>
/// <param name="terminal">Where it goes.</param>
/// <param name="usage">Writes what all commands have in common.</param>
internal sealed class HelpPage(Terminal terminal, HelpAction usage) : SynchronousCommandLineAction
{
    private const string Unmatched = "Additional Arguments:";

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        using var page = new StringWriter { NewLine = "\n" };
        TextWriter output = parseResult.InvocationConfiguration.Output;
        parseResult.InvocationConfiguration.Output = page;
        int exitCode = usage.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        terminal.Output.Write(WithoutUnmatched(page.ToString()));
        ShowSettings(parseResult.CommandResult);
        return exitCode;
    }

    // Words that the parser does not know are settings, which have a section of their own.
    private static string WithoutUnmatched(string page)
    {
        int start = page.IndexOf(Unmatched, StringComparison.Ordinal);
        string kept = start < 0 ? page : page[..start].TrimEnd() + "\n";
        return kept.Replace(" [[--] <additional arguments>...]]", " [--SETTING VALUE...]", StringComparison.Ordinal);
    }

    private static string? BenchOf(CommandResult command) =>
        command.Children.OfType<OptionResult>()
            .FirstOrDefault(option => option.Option.Name == "--bench")?.Tokens is [var file, ..] ? file.Value : null;

    private void ShowSettings(CommandResult command)
    {
        if (command.Command.TreatUnmatchedTokensAsErrors)
        {
            return;
        }

        string? protocol = command.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .FirstOrDefault()?.Value;
        terminal.Output.WriteLine();
        if (protocol is null)
        {
            terminal.Output.WriteLine($"'{LabProgram.PathOf(command)} PROTOCOL --help' shows the settings of a protocol.");
        }
        else
        {
            new ProtocolsCommand(terminal).ShowSettings(
                Experiment.FindProtocol(BenchModules.Of(BenchOf(command)).Registry, protocol));
        }
    }
}
