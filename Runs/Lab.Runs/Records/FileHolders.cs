using System.Globalization;
using System.Text;
using Lab.Instruments.Files;

namespace Lab.Runs.Records;

/// <summary>Finds out which other programs hold a lock on a database, from Linux' list of locks (proc(5),
/// <c>/proc/locks</c>).</summary>
internal static class FileHolders
{
    private const string LocksFile = "/proc/locks";

    // "1: POSIX  ADVISORY  WRITE 4711 08:01:131 128 128"
    private const int ModeField = 3;
    private const int ProcessField = 4;
    private const int FileField = 5;
    private const int FieldCount = 6;

    /// <summary>Who holds a database, in words: <c>another program</c>, with names where they can be known.</summary>
    /// <param name="file">The database; its write-ahead log's index, in which the locks lie, is looked at as well.</param>
    /// <param name="onlyWriters">Whether locks of readers are left out where there are others.</param>
    public static string Describe(string file, bool onlyWriters = false)
    {
        string[] names = [.. Find(file, onlyWriters).Select(process => $"{NameOf(process)} (process {process})")];
        return names.Length == 0 ? "another program" : $"another program, {string.Join(" and ", names)},";
    }

    private static int[] Find(string file, bool onlyWriters)
    {
        try
        {
            HashSet<string> files = [.. new[] { file, $"{file}-shm" }.Select(Key).OfType<string>()];
            string[][] locks =
            [
                .. File.ReadLines(LocksFile)
                    .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Where(fields => fields.Length >= FieldCount && files.Contains(fields[FileField])),
            ];
            string[][] writers = [.. locks.Where(fields => fields[ModeField] == "WRITE")];
            return
            [
                .. (onlyWriters && writers.Length > 0 ? writers : locks)
                    .Select(fields => int.TryParse(
                        fields[ProcessField], NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : 0)
                    .Where(process => process > 0 && process != Environment.ProcessId)
                    .Distinct(),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return []; // no such list on this system: the message then has no name
        }
    }

    private static string? Key(string file) => FileStatus.Of(file) is { } status
        ? string.Create(CultureInfo.InvariantCulture, $"{status.Device.Major:x2}:{status.Device.Minor:x2}:{status.Inode}")
        : null;

    // A process may call itself anything: control characters must not reach a terminal.
    private static string NameOf(int process)
    {
        try
        {
            var name = new StringBuilder();
            foreach (char c in File.ReadAllText($"/proc/{process}/comm").Trim())
            {
                name.Append(char.IsControl(c) ? '?' : c);
            }

            return name.ToString();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "a program"; // it has ended since
        }
    }
}
