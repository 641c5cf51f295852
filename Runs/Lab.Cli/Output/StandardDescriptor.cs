using System.Globalization;

namespace Lab.Cli.Output;

/// <summary>Whether a standard stream is still the stream that the program was started with. Where it was closed, its number went
/// to the first thing that the runtime opened, such as the pipe of its own signals, and a text must not go there. Linux alone
/// tells.</summary>
internal static class StandardDescriptor
{
    /// <summary>The number of the standard output.</summary>
    public const int Output = 1;

    /// <summary>The number of the standard error.</summary>
    public const int Error = 2;

    private const string Links = "/proc/self/fd";
    private const string Details = "/proc/self/fdinfo";
    private const string Flags = "flags:";

    /// <summary>Two bits of the flags (open(2)): 0 is for reading only.</summary>
    private const int AccessMode = 3;

    /// <summary>A stream that is opened when it is needed. Whether it was closed is looked up now,
    /// before its number can go to a file.</summary>
    /// <param name="descriptor">Its number.</param>
    /// <param name="open">Opens it.</param>
    /// <returns>Opens it, or throws an <see cref="IOException"/> where it was closed.</returns>
    public static Func<TextWriter> Of(int descriptor, Func<TextWriter> open)
    {
        bool isClosed = IsClosed(descriptor);
        return () => isClosed ? throw new IOException("it is closed") : open();
    }

    private static bool IsClosed(int descriptor)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                return false;
            }

            // The runtime's pipe has both of its ends in this process, one that leads out of it has not.
            return LinkOf(descriptor) is not { } link
                || IsForReading(descriptor)
                || (link.StartsWith("pipe:", StringComparison.Ordinal)
                    && Descriptors().Any(other => IsForReading(other) && LinkOf(other) == link));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // the system does not tell, and the text goes where it goes
        }
    }

    private static IEnumerable<int> Descriptors() =>
        Directory.GetFileSystemEntries(Links).Select(entry => int.Parse(Path.GetFileName(entry), CultureInfo.InvariantCulture));

    private static string? LinkOf(int descriptor) =>
        new FileInfo(Path.Combine(Links, descriptor.ToString(CultureInfo.InvariantCulture))).LinkTarget;

    private static bool IsForReading(int descriptor)
    {
        string file = Path.Combine(Details, descriptor.ToString(CultureInfo.InvariantCulture));
        return File.Exists(file)
            && File.ReadLines(file).FirstOrDefault(line => line.StartsWith(Flags, StringComparison.Ordinal)) is { } line
            && (Convert.ToInt32(line[Flags.Length..].Trim(), 8) & AccessMode) == 0;
    }
}
