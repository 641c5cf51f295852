using System.Runtime.InteropServices;

namespace Lab.Wires;

/// <summary>The system calls on the device files of the Linux kernel's module usbtmc,
/// from the C library or from a stand-in.</summary>
/// <remarks>The numbers are those of the kernel's include/uapi/linux/usb/tmc.h on x64, arm64 and arm.</remarks>
internal sealed class UsbtmcLibrary
{
    private const int ReadWriteClosedInChildren = 0x80002;

    private readonly OpenCall open;
    private readonly CloseCall close;
    private readonly TransferCall read;
    private readonly TransferCall write;
    private readonly ControlCall control;

    /// <summary>Binds a library.</summary>
    /// <param name="library">The loaded library.</param>
    /// <param name="prefix">The text before the names of the calls.</param>
    /// <exception cref="EntryPointNotFoundException">It lacks one of them.</exception>
    public UsbtmcLibrary(nint library, string prefix = "")
    {
        open = Bind<OpenCall>(library, prefix + "open");
        close = Bind<CloseCall>(library, prefix + "close");
        read = Bind<TransferCall>(library, prefix + "read");
        write = Bind<TransferCall>(library, prefix + "write");
        control = Bind<ControlCall>(library, prefix + "ioctl");
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl, SetLastError = true)]
    private delegate int OpenCall([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl, SetLastError = true)]
    private delegate int CloseCall(int descriptor);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl, SetLastError = true)]
    private delegate nint TransferCall(int descriptor, ref byte buffer, nuint count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl, SetLastError = true)]
    private delegate int ControlCall(int descriptor, nuint request, ref uint value);

    /// <summary>The C library of this system.</summary>
    public static UsbtmcLibrary OfSystem() => new(NativeLibrary.Load("libc.so.6"));

    /// <summary>Opens a device file; negative with the reason in <see cref="Marshal.GetLastPInvokeError"/>,
    /// as all calls here.</summary>
    public int Open(string path) => open(path, ReadWriteClosedInChildren);

    /// <summary>Closes it.</summary>
    public void Close(int descriptor) => _ = close(descriptor);

    /// <summary>Sends a whole message; the kernel marks its last byte as the end.</summary>
    public int Write(int descriptor, byte[] message) => (int)write(descriptor, ref message[0], (nuint)message.Length);

    /// <summary>Asks the instrument for bytes and receives one transfer.</summary>
    public int Read(int descriptor, Span<byte> place) =>
        (int)read(descriptor, ref MemoryMarshal.GetReference(place), (nuint)place.Length);

    /// <summary>Asks the kernel's module for something.</summary>
    public int Control(int descriptor, UsbtmcRequest request, ref uint value) =>
        control(descriptor, (nuint)(uint)request, ref value);

    private static T Bind<T>(nint library, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
}
