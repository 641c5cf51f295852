namespace Lab.Cli;

/// <summary>A command cannot do what was asked; the message is for the user.</summary>
/// <param name="message">What is wrong, where, and how to mend it.</param>
/// <param name="exitCode">What the program returns.</param>
internal sealed class CommandException(string message, int exitCode) : Exception(message)
{
    /// <summary>The program's exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
