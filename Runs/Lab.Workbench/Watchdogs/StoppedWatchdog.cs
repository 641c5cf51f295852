using System.Diagnostics;

namespace Lab.Workbench.Watchdogs;

/// <summary>A watchdog that was stopped (SIGSTOP): it keeps the bench's locks and does nothing. Linux alone tells of
/// it.</summary>
internal static class StoppedWatchdog
{
    private const string Processes = "/proc";

    /// <summary>Whether a process is a watchdog of Lab's and stopped.</summary>
    public static bool Is(int processId)
    {
        try
        {
            string folder = Path.Combine(Processes, processId.ToString(System.Globalization.CultureInfo.InvariantCulture));

            // The name of the program stands in brackets before the state and may hold brackets itself (proc(5)).
            string status = File.ReadAllText(Path.Combine(folder, "stat"));
            string[] words = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            return status[(status.LastIndexOf(')') + 1)..].TrimStart() is ['T' or 't', ..]
                && words is [.., WatchdogLaunch.Word]
                && words.SkipLast(1).Any(word => Path.GetFileNameWithoutExtension(word) is "lab" or WatchdogLaunch.Library);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // it has ended, or this system does not tell
        }
    }

    /// <summary>Ends it, which gives the bench's locks back.</summary>
    /// <exception cref="WorkbenchException">It is another user's.</exception>
    public static void End(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended by itself.
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new WorkbenchException(
                $"The watchdog (process {processId}) is stopped and cannot be ended: {error.Message}. Its user has to: kill "
                    + $"-KILL {processId}.",
                WorkbenchFault.Refused);
        }
    }
}
