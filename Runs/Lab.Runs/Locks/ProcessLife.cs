using System.Diagnostics;

namespace Lab.Runs.Locks;

/// <summary>Whether processes are still there.</summary>
public static class ProcessLife
{
    /// <summary>Whether a process runs.</summary>
    /// <param name="processId">Its number.</param>
    public static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false; // no process has that number
        }
        catch (InvalidOperationException)
        {
            return false; // it ended meanwhile
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return true; // another user's, of which Windows does not tell more
        }
    }
}
