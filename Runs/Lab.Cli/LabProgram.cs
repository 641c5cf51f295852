using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Lab.Cli.Commands;
using Lab.Cli.Output;
using Lab.Quantities;
using Lab.Runs;
using Lab.Workbench;

namespace Lab.Cli;

/// <summary>The program <c>lab</c>: composes the commands and turns errors into messages and exit codes.</summary>
internal static class LabProgram
{
    /// <summary>Commands whose outcome does not depend on what they print.</summary>
    private static readonly string[] Measuring = ["run", "resume", "chain", "safe", "serve", "ui", "start", WatchdogCommand.Name];

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">The words after <c>lab</c>.</param>
    /// <param name="terminal">Where to write.</param>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal)
    {
        var root = new RootCommand("Lab: measurements, calibration and training on a spintronics bench, real or virtual.")
        {
            new RunCommand(terminal).Command,
            new ChainCommand(terminal).Command,
            new StudyCommand(terminal).Command,
            new ResumeCommand(terminal).Command,
            new PlanCommand(terminal).Command,
            new ProtocolsCommand(terminal).Command,
            new BenchCommand(terminal).Command,
            new DoctorCommand(terminal).Command,
            new RunsCommand(terminal).Command,
            new UiCommand(terminal).Command,
            new QueueCommand(terminal).Command,
            new CalibrationsCommand(terminal).Command,
            new TwinCommand(terminal).Command,
            new NewCommand(terminal).Command,
            new DesignCommand(terminal).Command,
            new DataCommand(terminal).Command,
            new TranscriptsCommand(terminal).Command,
            new SafeCommand(terminal).Command,
            new WatchdogCommand(terminal).Command,
            new ServeCommand(terminal).Command,
            new ValidateCommand(terminal).Command,
            new CompletionCommand(terminal),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpPage(terminal, (HelpAction)help.Action!);
        root.Options.OfType<VersionOption>().Single().Action = new ProgramVersion(terminal);
        ParseResult parsed = root.Parse(arguments.Count > 0 ? arguments : ["--help"]);
        if (parsed.Errors.Count > 0)
        {
            Command command = parsed.CommandResult.Command;
            IEnumerable<string> names = command.Options.Select(option => option.Name).Concat(
                command.Subcommands.Select(sub => sub.Name));
            string meant = parsed.UnmatchedTokens.Count > 0
                ? NearName.Hint(parsed.UnmatchedTokens[0], names).TrimStart()
                : string.Empty;
            string usage =
                $"{meant}{(meant.Length > 0 ? " " : string.Empty)}'{PathOf(parsed.CommandResult)} --help' shows the usage.";
            return await RefuseAsync(
                terminal,
                parsed,
                string.Join(Environment.NewLine, [.. parsed.Errors.Select(error => error.Message), usage]),
                ExitCode.Usage).ConfigureAwait(false);
        }

        try
        {
            RequireWorkingFolder(parsed);
            RequireNothingEmpty(parsed);
            int exitCode = await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // commands that hold a bench end in its safe state themselves
            }).ConfigureAwait(false);
            return await WithOutputAsync(exitCode, parsed.CommandResult.Command.Name, terminal).ConfigureAwait(false);
        }
        catch (CommandException error)
        {
            return await RefuseAsync(terminal, parsed, error.Message, error.ExitCode).ConfigureAwait(false);
        }
        catch (WorkbenchException error)
        {
            return await RefuseAsync(terminal, parsed, error.Message, ExitCode.Of(error.Fault)).ConfigureAwait(false);
        }
        catch (RunException error)
        {
            return await RefuseAsync(terminal, parsed, error.Message, ExitCode.Usage).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return await RefuseAsync(terminal, parsed, "Stopped.", ExitCode.Aborted).ConfigureAwait(false);
        }
    }

    // A program that reads the output gets a document whatever happens.
    private static async Task<int> RefuseAsync(Terminal terminal, ParseResult parsed, string message, int exitCode)
    {
        await terminal.Error.WriteLineAsync(message).ConfigureAwait(false);
        if (parsed.CommandResult.Children.OfType<OptionResult>().Any(option => option.Option.Name == "--json"
            && !option.Implicit))
        {
            var document = new JsonObject
            {
                ["status"] = exitCode == ExitCode.Aborted ? "aborted" : "refused",
                ["reason"] = message,
                ["exitCode"] = exitCode,
            };
            await terminal.Output.WriteLineAsync(document.ToJsonString(RunJson.Options)).ConfigureAwait(false);
        }

        return exitCode;
    }

    /// <summary>A command with those above it, as it is written.</summary>
    internal static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : "lab";

    // The watchdog is given no path that hangs on the working folder, and has to live.
    private static void RequireWorkingFolder(ParseResult parsed)
    {
        if (parsed.CommandResult.Command.Name == WatchdogCommand.Name)
        {
            return;
        }

        try
        {
            if (Directory.Exists(Directory.GetCurrentDirectory()))
            {
                return;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It cannot even be named; the message below says the same.
        }

        throw new CommandException(
            "The working folder was deleted or may not be read; change to another with cd.", ExitCode.Usage);
    }

    // A shell puts nothing where a variable is not set; that was not meant as a value.
    private static void RequireNothingEmpty(ParseResult parsed)
    {
        for (SymbolResult? level = parsed.CommandResult; level is CommandResult command; level = level.Parent)
        {
            foreach (SymbolResult given in command.Children)
            {
                if (given.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
                {
                    throw new CommandException(
                        given is OptionResult { Option: var option }
                            ? $"{option.Name} is empty; give it a value, or leave it out."
                            : $"The argument '{((ArgumentResult)given).Argument.Name}' is empty; '{PathOf(command)} --help' "
                                + "shows the usage.",
                        ExitCode.Usage);
                }
            }
        }
    }

    // What a run is for is in its folder; what another command is for went to its output, or did not.
    private static async Task<int> WithOutputAsync(int exitCode, string command, Terminal terminal)
    {
        await terminal.Output.FlushAsync().ConfigureAwait(false);
        if (exitCode != ExitCode.Done || terminal.OutputFailure is not { } failure || Measuring.Contains(command))
        {
            return exitCode;
        }

        await terminal.Error.WriteLineAsync($"The output cannot be written: {failure}").ConfigureAwait(false);
        return ExitCode.Refused;
    }
}
