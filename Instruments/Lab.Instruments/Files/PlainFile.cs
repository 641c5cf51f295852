using System.Security.Cryptography;
using System.Text;

namespace Lab.Instruments.Files;

/// <summary>Opens files that people name, and nothing that only looks like one: a pipe would be waited for without end, and a
/// device has no end.</summary>
public static class PlainFile
{
    /// <summary>Refuses what is no regular file.</summary>
    /// <param name="path">The path; a link is followed.</param>
    /// <exception cref="IOException">It is a pipe, a device, a socket or a folder. A file that is not there passes:
    /// to open it says so.</exception>
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

    /// <summary>Opens a file for reading, which other programs may go on writing.</summary>
    /// <param name="path">The file; a link is followed.</param>
    /// <exception cref="IOException">It is no regular file, or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="ArgumentException">The path is none.</exception>
    public static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Require(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Opens a text in UTF-8.</summary>
    /// <inheritdoc cref="Open(string)"/>
    public static StreamReader OpenText(string path) => new(Open(path), Encoding.UTF8);

    /// <summary>Reads a text of bounded length.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">The most bytes that it may have.</param>
    /// <exception cref="IOException">It is no regular file, has more bytes, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="ArgumentException">The path is none.</exception>
    public static string ReadText(string path, long mostBytes)
    {
        using FileStream stream = Open(path);
        if (stream.Length > mostBytes)
        {
            throw new IOException($"'{path}' has {stream.Length} bytes; at most {mostBytes} are read.");
        }

        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>SHA-256 of what is left of a stream, in small hexadecimal digits.</summary>
    public static string Sha256(Stream stream) => Convert.ToHexStringLower(SHA256.HashData(stream));

    /// <summary>SHA-256 of some bytes, in small hexadecimal digits.</summary>
    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
