using System.Text;

namespace Lab.Instruments.Files;

/// <summary>Reads files that people name, and nothing that only looks like one: a pipe would be waited for without end, and a device has
/// no end.</summary>
public static class PlainFile
{
    /// <summary>Refuses what is no regular file.</summary>
    /// <param name="path">The path; a link is followed.</param>
    /// <exception cref="IOException">It is a pipe, a device, a socket or a folder. A file that is not there passes: to open it says so.</exception>
    public static void Require(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a folder and no file.");
        }

        if (FileStatus.Of(path) is { Kind: FileKind.Special })
        {
            throw new IOException($"'{path}' is a pipe, a device or a socket; a file is expected.");
        }
    }

    /// <summary>Reads a text of bounded length.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">The most bytes that it may have.</param>
    /// <exception cref="IOException">It is no regular file, has more bytes, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="ArgumentException">The path is none.</exception>
    public static string ReadText(string path, long mostBytes)
    {
        Require(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length > mostBytes)
        {
            throw new IOException($"'{path}' has {stream.Length} bytes; at most {mostBytes} are read.");
        }

        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
