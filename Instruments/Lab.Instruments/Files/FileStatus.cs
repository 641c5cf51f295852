using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lab.Instruments.Files;

/// <summary>The state of a file, without opening it: to open a pipe waits for its other end.</summary>
/// <param name="Kind">The kind of the file.</param>
/// <param name="Device">The disk, as major and minor number.</param>
/// <param name="Inode">The number of the file on its disk, by which a file is known whatever its name.</param>
/// <param name="Length">Length in bytes.</param>
public readonly partial record struct FileStatus(FileKind Kind, (uint Major, uint Minor) Device, ulong Inode, long Length)
{
    private const int CurrentFolder = -100;
    private const int FollowNoLink = 0x100;
    private const uint BasicFields = 0x7ff;

    // Offsets of struct statx (statx(2)), the same on every architecture.
    private const int ModeOffset = 28;
    private const int InodeOffset = 32;
    private const int SizeOffset = 40;
    private const int DeviceOffset = 136;
    private const int StructureBytes = 256;

    private const int TypeMask = 0xf000;
    private const int TypeRegular = 0x8000;
    private const int TypeFolder = 0x4000;
    private const int TypeLink = 0xa000;

    /// <summary>The status of a path; <see langword="null"/> where nothing lies there, where it cannot be looked at, and on
    /// systems other than Linux.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followsLinks">Whether the target of a link is looked at in the place of the link.</param>
    public static FileStatus? Of(string path, bool followsLinks = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!OperatingSystem.IsLinux() || path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        byte[] status = new byte[StructureBytes];
        if (Statx(CurrentFolder, path, followsLinks ? 0 : FollowNoLink, BasicFields, status) != 0)
        {
            return null;
        }

        int type = BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(ModeOffset)) & TypeMask;
        return new FileStatus(
            type switch
            {
                TypeRegular => FileKind.Regular,
                TypeFolder => FileKind.Folder,
                TypeLink => FileKind.Link,
                _ => FileKind.Special
            },
            (BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(DeviceOffset)), BinaryPrimitives.ReadUInt32LittleEndian(
                status.AsSpan(DeviceOffset + sizeof(uint)))),
            BinaryPrimitives.ReadUInt64LittleEndian(status.AsSpan(InodeOffset)),
            BinaryPrimitives.ReadInt64LittleEndian(status.AsSpan(SizeOffset)));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> status);
}
