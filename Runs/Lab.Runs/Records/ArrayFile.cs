using System.Security.Cryptography;
using Lab.Instruments.Files;
using Microsoft.Win32.SafeHandles;

namespace Lab.Runs.Records;

/// <summary>
/// The file of the large arrays of a run, beside its database. Bytes are only ever added, each array at the next multiple of
/// eight, and are in the operating system's hands before the row that names them is.
/// </summary>
/// <remarks>Made with the first large array, so that most runs have none.</remarks>
internal sealed class ArrayFile : IDisposable
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "arrays.bin";

    /// <summary>The longest array, bytes.</summary>
    public const int LongestArray = 1 << 30;

    // An element of any type then lies where a program that maps the file into memory can read it at once.
    private const int Alignment = sizeof(double);

    private readonly string file;
    private readonly bool isNew;
    private SafeFileHandle? handle;
    private FileStatus? identity;

    /// <summary>The file of a run; nothing is opened before it is needed.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="isNew">Whether the run is new, so that there must be no such file.</param>
    /// <param name="end">The end of the last array that the record names.</param>
    public ArrayFile(string folder, bool isNew, long end)
    {
        file = Path.Combine(folder, FileName);
        this.isNew = isNew;
        End = end;
    }

    /// <summary>Where the last array ends.</summary>
    public long End { get; private set; }

    /// <summary>Whether bytes were added since they were last brought to the disk.</summary>
    public bool IsDirty { get; private set; }

    /// <summary>Whether the file that is open still has its name.</summary>
    public bool IsInPlace => handle is null
        || (File.Exists(file)
            && (identity is not { } mine || FileStatus.Of(file) is not { } now
                || (now.Inode, now.Device) == (mine.Inode, mine.Device)));

    /// <summary>Adds an array.</summary>
    /// <returns>Where it lies.</returns>
    /// <exception cref="RunException">It cannot be written; what is in the file stays.</exception>
    public ArrayReference Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            handle ??= Open();
            long start = (End + Alignment - 1) / Alignment * Alignment;
            RandomAccess.Write(handle, bytes, start);
            End = start + bytes.Length;
            IsDirty = true;
            return new ArrayReference(start, bytes.Length, SHA256.HashData(bytes));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException(
                $"The array cannot be stored in '{file}': {error.Message} Free some disk space, and see who may write there; "
                    + "'lab resume' then goes on. "
                + "The points before it are safe.",
                error);
        }
    }

    /// <summary>Brings what was added to the disk.</summary>
    /// <exception cref="RunException">The disk fails.</exception>
    public void FlushToDisk()
    {
        try
        {
            RandomAccess.FlushToDisk(handle ??= Open());
            IsDirty = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException(
                $"'{file}' cannot be brought to the disk: {error.Message} See whether the disk or the share is still there.",
                error);
        }
    }

    /// <summary>Goes on from another end, before anything is added: the arrays that lay after it are given up.</summary>
    public void GoOnFrom(long end)
    {
        End = end;
        IsDirty = true;
    }

    /// <summary>Copies the arrays into another folder, from the file that is open,
    /// although it may have no name any more.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void SaveTo(string folder)
    {
        if (handle is null)
        {
            return;
        }

        using var copy = new FileStream(Path.Combine(folder, FileName), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        byte[] buffer = new byte[1 << 20];
        for (long at = 0; RandomAccess.Read(handle, buffer, at) is > 0 and var count; at += count)
        {
            copy.Write(buffer, 0, count);
        }

        copy.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose() => handle?.Dispose();

    private SafeFileHandle Open()
    {
        if (!isNew && new FileInfo(file).LinkTarget is { } target)
        {
            throw new IOException($"It is a link to '{target}', through which the run would write outside its folder.");
        }

        PlainFile.Require(file);
        FileMode mode = isNew ? FileMode.CreateNew : FileMode.OpenOrCreate;
        SafeFileHandle opened = File.OpenHandle(file, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        // What a process left that was killed between the bytes and their row is cut off.
        if (RandomAccess.GetLength(opened) > End)
        {
            RandomAccess.SetLength(opened, End);
        }

        identity = FileStatus.Of(file);
        return opened;
    }
}
