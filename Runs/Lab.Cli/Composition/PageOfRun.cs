using System.ComponentModel;
using System.Diagnostics;

namespace Lab.Cli.Composition;

/// <summary>Opens the page of a run that begins, served by a process of its own: the run shares nothing with it.</summary>
/// <param name="terminal">Where to say what happens.</param>
/// <param name="runsFolder">The folder of all runs.</param>
internal sealed class PageOfRun(Terminal terminal, string runsFolder)
{
    /// <summary>Opens it.</summary>
    /// <param name="run">The run's name.</param>
    public void Open(string run)
    {
        (string program, IReadOnlyList<string> arguments) = OwnProgram.Launch();
        var start = new ProcessStartInfo(
            program,
            [.. arguments, "ui", "--runs-dir", Path.GetFullPath(runsFolder), "--port", "0", "--open", run, "--until-unwatched"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using Process? process = Process.Start(start);
            terminal.Error.WriteLine(process?.StandardOutput.ReadLine() ?? "The page of the run cannot be served.");
        }
        catch (Win32Exception error)
        {
            terminal.Error.WriteLine($"The page of the run cannot be served: {error.Message}");
        }
    }
}
