using System.Runtime.InteropServices;

namespace Lab.Workbench.Watchdogs;

/// <summary>A session of a process of its own (POSIX, General Terminal Interface), which gets no signals of the terminal that it
/// was
/// started from.</summary>
internal static class OwnSession
{
    /// <summary>Makes this process a group and a session of its own, without a terminal. Where it leads a group already it stays
    /// in
    /// it.</summary>
    public static void Begin()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = NewSession();
        }
    }

    [DllImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int NewSession();
}
