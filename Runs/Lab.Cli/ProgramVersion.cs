using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Lab.Cli;

/// <summary>What <c>lab --version</c> prints: the version, and the commit that the program was built from.</summary>
/// <param name="terminal">Where it goes.</param>
internal sealed class ProgramVersion(Terminal terminal) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Writes a version as people read it.</summary>
    /// <param name="informational">What the build put into the assembly: the version, and behind a plus the commit that the
    /// sources stood at. A build without git knows no commit.</param>
    public static string Text(string informational) =>
        informational.Split('+') is [var version, { Length: > 0 } commit]
            ? $"{version} (commit {commit})"
            : informational.Split('+')[0];

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        terminal.Output.WriteLine(Text(
            typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
                ?? throw new InvalidOperationException("Bug in Lab: the program was built without a version.")));
        return ExitCode.Done;
    }
}
