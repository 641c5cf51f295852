using System.Runtime.InteropServices;

namespace Lab.Endurance.Kills;

/// <summary>Signals to other processes by the call itself: a program that sends them starts late on a busy machine, and finds the
/// process at its end.</summary>
public static partial class UnixSignal
{
    // Numbers that Linux, macOS and the BSDs share.
    private static readonly Dictionary<string, int> Common = new(StringComparer.Ordinal)
    {
        ["INT"] = 2,
        ["KILL"] = 9,
        ["TERM"] = 15,
        ["XCPU"] = 24,
    };

    /// <summary>Sends a signal; a process that is gone gets none.</summary>
    /// <param name="process">The process.</param>
    /// <param name="signal">Its name, such as KILL.</param>
    public static void Send(int process, string signal) => _ = Kill(process, NumberOf(signal));

    private static int NumberOf(string signal) => signal switch
    {
        "STOP" => OperatingSystem.IsLinux() ? 19 : 17,
        "CONT" => OperatingSystem.IsLinux() ? 18 : 19,
        "TSTP" => OperatingSystem.IsLinux() ? 20 : 18,
        _ => Common[signal],
    };

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
