namespace Lab.Cli.Composition;

/// <summary>How this program starts itself once more.</summary>
internal static class OwnProgram
{
    /// <summary>The program, and the arguments before those of a command.</summary>
    public static (string Program, IReadOnlyList<string> Arguments) Launch()
    {
        string own = Environment.ProcessPath ?? throw new InvalidOperationException("Bug in Lab: the process has no program.");

        // Published as a single file, it has no assembly beside it.
        return Path.GetFileNameWithoutExtension(own) == "dotnet"
            ? (own, [Path.Combine(AppContext.BaseDirectory, "lab.dll")])
            : (own, []);
    }
}
