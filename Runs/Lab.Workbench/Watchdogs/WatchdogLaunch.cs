using System.Reflection;
using System.Runtime.InteropServices;

namespace Lab.Workbench.Watchdogs;

/// <summary>How the watchdog of a run is started: the program <c>lab</c> starts itself, any other program has <c>dotnet</c> run
/// this
/// library.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record WatchdogLaunch(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The argument that makes <c>lab</c>, or this library, a watchdog.</summary>
    public const string Word = "watchdog";

    /// <summary>The name of this library.</summary>
    public const string Library = "Lab.Workbench";

    /// <summary>The remedy where no watchdog can be started.</summary>
    public const string Remedy = "Install 'lab' and name it in WorkbenchOptions.WatchdogProgram.";

    private const string LabProgram = "lab";
    private const string Dotnet = "dotnet";
    private const string AssemblyEnding = ".dll";
    private const string ListEnding = ".deps.json";
    private const string SettingsEnding = ".runtimeconfig.json";

    /// <summary>How to start it from this process.</summary>
    /// <param name="program">The program that the caller named; <see langword="null"/> for none.</param>
    /// <exception cref="WorkbenchException">This process can start none.</exception>
    public static WatchdogLaunch Of(string? program)
    {
        if (program is not null)
        {
            return IsAssembly(program) ? new WatchdogLaunch(Muxer(), [program, Word]) : new WatchdogLaunch(program, [Word]);
        }

        if (Assembly.GetEntryAssembly()?.GetName().Name == LabProgram)
        {
            // Published as a single file, it has no assembly beside it, whatever its file is called.
            string file = Path.Combine(AppContext.BaseDirectory, LabProgram + AssemblyEnding);
            return IsDotnet(Environment.ProcessPath)
                ? new WatchdogLaunch(Environment.ProcessPath!, [file, Word])
                : new WatchdogLaunch(Environment.ProcessPath!, [Word]);
        }

        return OfLibrary();
    }

    private static WatchdogLaunch OfLibrary()
    {
        // The host's list of libraries holds those of this one; its settings name the same runtime.
        string library = Path.Combine(AppContext.BaseDirectory, Library + AssemblyEnding);
        string? listed = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string)?.Split(';').FirstOrDefault(
            file => Path.GetDirectoryName(file) == Path.GetDirectoryName(library) && File.Exists(file));
        string[] settings =
        [
            Path.Combine(AppContext.BaseDirectory, Library + SettingsEnding),
            .. listed is null ? (string[])[] : [listed.Replace(ListEnding, SettingsEnding, StringComparison.Ordinal)],
        ];
        return File.Exists(library) && settings.FirstOrDefault(File.Exists) is { } setting
            ? new WatchdogLaunch(
                Muxer(),
                ["exec", "--runtimeconfig", setting, .. listed is null ? (string[])[] : ["--depsfile", listed], library, Word])
            : throw new WorkbenchException(
                $"A run on real instruments needs a watchdog, and '{library}' is not there to be run as one: this program may "
                    + $"be a single file. {Remedy}",
                WorkbenchFault.Refused);
    }

    private static bool IsAssembly(string program) => program.EndsWith(AssemblyEnding, StringComparison.OrdinalIgnoreCase);

    private static bool IsDotnet(string? program) => Path.GetFileNameWithoutExtension(program) == Dotnet;

    // A program with a host of its own runs on a shared runtime, three folders below the program 'dotnet'.
    private static string Muxer()
    {
        if (IsDotnet(Environment.ProcessPath))
        {
            return Environment.ProcessPath!;
        }

        string name = OperatingSystem.IsWindows() ? $"{Dotnet}.exe" : Dotnet;
        string shared = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(shared) ? shared : Dotnet;
    }
}
