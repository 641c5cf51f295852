using System.CommandLine;
using Lab.Cli.Commands;
using Lab.Runs;

namespace Lab.Cli;

/// <summary>The program <c>lab</c>: composes the commands and turns errors into messages and exit codes.</summary>
internal static class LabProgram
{
    /// <summary>Commands whose outcome does not depend on what they print.</summary>
    private static readonly string[] Measuring = ["run", "resume", "chain", "safe", "serve", WatchdogCommand.Name];

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">The words behind <c>lab</c>.</param>
    /// <param name="terminal">Where to write.</param>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal)
    {
        var root = new RootCommand("Lab: measurements, calibration and training on a spintronics bench, real or virtual.")
        {
            new RunCommand(terminal).Command,
            new ChainCommand(terminal).Command,
            new ResumeCommand(terminal).Command,
            new PlanCommand(terminal).Command,
            new ProtocolsCommand(terminal).Command,
            new BenchCommand(terminal).Command,
            new DoctorCommand(terminal).Command,
            new RunsCommand(terminal).Command,
            new CalibrationsCommand(terminal).Command,
            new TwinCommand(terminal).Command,
            new DesignCommand(terminal).Command,
            new DataCommand(terminal).Command,
            new TranscriptsCommand(terminal).Command,
            new SafeCommand(terminal).Command,
            new WatchdogCommand(terminal).Command,
            new ServeCommand(terminal).Command,
            new ValidateCommand(terminal).Command,
        };
        ParseResult parsed = root.Parse(arguments.Count > 0 ? arguments : ["--help"]);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                await terminal.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            }

            await terminal.Error.WriteLineAsync($"'lab {parsed.CommandResult.Command.Name} --help' shows the usage.".Replace("lab lab", "lab", StringComparison.Ordinal)).ConfigureAwait(false);
            return ExitCode.Usage;
        }

        try
        {
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
            await terminal.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return error.ExitCode;
        }
        catch (RunException error)
        {
            await terminal.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return ExitCode.Usage;
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync("Stopped.").ConfigureAwait(false);
            return ExitCode.Aborted;
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
