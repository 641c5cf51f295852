using System.Runtime.InteropServices;

namespace Lab.Cli.Composition;

/// <summary>Groups of processes on a terminal (POSIX, General Terminal Interface): the terminal sends its signals to a whole
/// group, and stops one in the background that sets it up or reads from it.</summary>
internal static class ProcessGroups
{
    private const int StandardInput = 0;

    /// <summary>Whether this process is in the group that the terminal of its input listens to;
    /// true where there is no such thing.</summary>
    public static bool IsInForeground()
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        int foreground = TerminalGroup(StandardInput);
        return foreground < 0 || foreground == OwnGroup();
    }

    [DllImport("libc", EntryPoint = "tcgetpgrp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int TerminalGroup(int descriptor);

    [DllImport("libc", EntryPoint = "getpgrp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int OwnGroup();
}
