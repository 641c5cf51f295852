using System.CommandLine;
using Lab.Workbench.Watchdogs;

namespace Lab.Cli.Commands;

/// <summary><c>lab watchdog</c>: the process that a run starts to watch over its bench. Not for people.</summary>
internal sealed class WatchdogCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "watchdog";

    public WatchdogCommand(Terminal terminal)
    {
        Command = new Command(Name, "Started by 'lab run'.") { Hidden = true };
        Command.SetAction(async (_, _) => ExitCode.Of(
            await new WatchdogDuty(terminal.Input, terminal.Output, terminal.Error).CarryOutAsync().ConfigureAwait(false)));
    }

    public Command Command { get; }
}
