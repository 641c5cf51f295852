using System.CommandLine;

namespace Lab.Cli.Commands;

/// <summary>The option <c>--force</c> of all commands that write a file which a person names:
/// without it none is replaced.</summary>
internal sealed class ForceOption : Option<bool>
{
    /// <summary>Creates the option of a command.</summary>
    public ForceOption()
        : base("--force") => Description = "Replace the file if it is there.";

    /// <summary>Requires that a file may be written.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="files">The files that the command is going to write.</param>
    /// <exception cref="CommandException">One is there, and the command line does not say that it may be replaced.</exception>
    public void RequireFree(ParseResult parsed, params ReadOnlySpan<string> files)
    {
        foreach (string file in files)
        {
            if (File.Exists(file) && !parsed.GetValue(this))
            {
                throw new CommandException($"'{file}' is there already; --force replaces it.", ExitCode.Usage);
            }
        }
    }
}
