using System.Runtime.InteropServices;

namespace Lab.Wires;

/// <summary>The rights of this user at a device file of Linux or macOS, asked without opening it: opening a serial port sets its
/// lines.</summary>
internal static partial class DeviceFile
{
    private const int Readable = 4;
    private const int Writable = 2;

    /// <summary>Whether this user may read and write a device.</summary>
    /// <param name="path">The device file.</param>
    public static bool MayUse(string path) => AccessFile(path, Readable | Writable) == 0;

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AccessFile(string path, int mode);
}
