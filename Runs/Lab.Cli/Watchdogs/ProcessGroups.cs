using System.Runtime.InteropServices;

namespace Lab.Cli.Watchdogs;

/// <summary>Groups of processes on a terminal (POSIX, General Terminal Interface): the terminal sends its signals to a whole group, and
/// stops one in the background that sets it up or reads from it.</summary>
internal static class ProcessGroups
{
    private const int StandardInput = 0;

    /// <summary>Whether this process is in the group that the terminal of its input listens to; true where there is no such thing.</summary>
    public static bool IsInForeground()
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        int foreground = TerminalGroup(StandardInput);
        return foreground < 0 || foreground == OwnGroup();
    }

    /// <summary>Makes this process a group and a session of its own, without a terminal. Where it leads a group already it stays in
    /// it.</summary>
    public static void LeaveTerminal()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = NewSession();
        }
    }

    [DllImport("libc", EntryPoint = "tcgetpgrp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int TerminalGroup(int descriptor);

    [DllImport("libc", EntryPoint = "getpgrp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int OwnGroup();

    [DllImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int NewSession();
}
