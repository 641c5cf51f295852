namespace Lab.Workbench.Workers;

/// <summary>Where a process has its number. Machines may share their name, and containers the name of their machine; the numbers
/// of processes in them have nothing to do with one another.</summary>
internal static class ProcessPlace
{
    private const string Start = "/proc/sys/kernel/random/boot_id";
    private const string Numbers = "/proc/self/ns/pid";

    /// <summary>The place of this process: machine, its start and the space of process numbers, as far as the system tells
    /// them.</summary>
    public static string Here { get; } = string.Join(' ', Environment.MachineName, ReadStart(), ReadNumbers()).Trim();

    private static string ReadStart()
    {
        try
        {
            return File.ReadAllText(Start).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return string.Empty; // not Linux: the name has to do
        }
    }

    private static string ReadNumbers()
    {
        try
        {
            return new FileInfo(Numbers).LinkTarget ?? string.Empty;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
