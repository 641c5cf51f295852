namespace Lab.Cli;

/// <summary>A command cannot do what was asked; the message is for the user.</summary>
/// <param name="message">The fault, its place, and the remedy.</param>
/// <param name="exitCode">The exit code of the program.</param>
internal sealed class CommandException(string message, int exitCode) : Exception(message)
{
    /// <summary>The program's exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
