using System.Runtime.InteropServices;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>
/// The system calls of serial ports. Linux is set with <c>TCSETS2</c>, which takes any baud rate; its structure and numbers are those of
/// the kernel's asm-generic/termbits.h and are the same on x64, arm64 and arm. macOS is set with <c>tcsetattr</c> (sys/termios.h); its
/// <c>ioctl</c> has a variable number of arguments, which arm64 passes in another way than this binding would.
/// </summary>
internal static partial class UnixTerminal
{
    private const int ReadWrite = 2;
    private const int LinuxFlags = 0x100 | 0x800 | 0x80000; // no controlling terminal, non-blocking, closed in children
    private const int MacFlags = 0x20000 | 0x4 | 0x1000000;

    private const nuint LinuxGet = 0x802C542A;
    private const nuint LinuxSet = 0x402C542B;
    private const nuint LinuxExclusive = 0x540C;
    private const nuint LinuxFlush = 0x540B;
    private const int LinuxFlushBoth = 2;
    private const uint LinuxBaudMask = 0x100F;
    private const uint LinuxOtherBaud = 0x1000;
    private const int MacFlushBoth = 3;

    public static int Open(string path) => OpenFile(path, ReadWrite | (OperatingSystem.IsMacOS() ? MacFlags : LinuxFlags));

    /// <summary>Raw bytes at a baud rate; what came in before is thrown away. A character of wrong parity comes in as NUL.</summary>
    /// <param name="descriptor">The open port.</param>
    /// <param name="settings">How to set it.</param>
    /// <param name="takesAnySize">Whether it need not take the number of data bits, because it has none.</param>
    public static bool TrySet(int descriptor, SerialSettings settings, bool takesAnySize) =>
        OperatingSystem.IsMacOS() ? TrySetMac(descriptor, settings) : TrySetLinux(descriptor, settings, takesAnySize);

    public static int Poll(int descriptor, short events, int milliseconds)
    {
        var one = new PollDescriptor { Descriptor = descriptor, Events = events };
        return PollFiles(ref one, 1, milliseconds);
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, ref byte buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, ref byte buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    /// <summary>Whether this user may read and write a port.</summary>
    public static bool MayUse(string path) => AccessFile(path, 4 | 2) == 0;

    private static bool TrySetLinux(int descriptor, SerialSettings settings, bool takesAnySize)
    {
        var state = default(LinuxState);
        if (ControlLinux(descriptor, LinuxGet, ref state) < 0)
        {
            return false;
        }

        state.Input = (settings.Flow == "xon-xoff" ? 0x400u | 0x1000u : 0) | (settings.Parity == "none" ? 0 : 0x10u);
        state.Output = 0;
        state.Local = 0;
        state.Control = (state.Control & 0x400) // hang up on close stays as it was
            | LinuxOtherBaud
            | ((uint)(settings.DataBits - 5) << 4)
            | (settings.StopBits == 2 ? 0x40u : 0)
            | 0x80u // receive
            | (settings.Parity == "none" ? 0 : 0x100u)
            | (settings.Parity == "odd" ? 0x200u : 0)
            | 0x800u // no modem lines
            | (settings.Flow == "rts-cts" ? 0x8000_0000u : 0);
        state.InputBaud = (uint)settings.Baud;
        state.OutputBaud = (uint)settings.Baud;
        state.Characters[6] = 1; // a read of nothing is an error, not the end of the port
        state.Characters[5] = 0;
        state.Characters[8] = 0x11; // XON
        state.Characters[9] = 0x13; // XOFF
        uint wanted = state.Control & ~LinuxBaudMask;
        if (ControlLinux(descriptor, LinuxSet, ref state) < 0 || ControlLinux(descriptor, LinuxGet, ref state) < 0)
        {
            return false;
        }

        _ = ControlNumber(descriptor, LinuxExclusive, 0);
        _ = ControlNumber(descriptor, LinuxFlush, LinuxFlushBoth);

        // The call succeeds where any part of it could be set; some converters have no parity, so only the size counts.
        return takesAnySize || (state.Control & 0x30) == (wanted & 0x30);
    }

    private static bool TrySetMac(int descriptor, SerialSettings settings)
    {
        var state = default(MacState);
        if (GetMac(descriptor, ref state) < 0)
        {
            return false;
        }

        state.Input = (settings.Flow == "xon-xoff" ? 0x200u | 0x400u : 0) | (settings.Parity == "none" ? 0 : 0x10u);
        state.Output = 0;
        state.Local = 0;
        state.Control = ((nuint)(settings.DataBits - 5) << 8)
            | (settings.StopBits == 2 ? 0x400u : 0)
            | 0x800u
            | (settings.Parity == "none" ? 0 : 0x1000u)
            | (settings.Parity == "odd" ? 0x2000u : 0)
            | 0x8000u
            | (settings.Flow == "rts-cts" ? 0x30000u : 0);
        state.InputBaud = (nuint)settings.Baud;
        state.OutputBaud = (nuint)settings.Baud;
        state.Characters[16] = 1;
        state.Characters[17] = 0;
        state.Characters[12] = 0x11;
        state.Characters[13] = 0x13;
        return SetMac(descriptor, 0, ref state) >= 0 && FlushMac(descriptor, MacFlushBoth) >= 0;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AccessFile(string path, int mode);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int PollFiles(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int ControlLinux(int descriptor, nuint request, ref LinuxState state);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int ControlNumber(int descriptor, nuint request, nint number);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetMac(int descriptor, ref MacState state);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetMac(int descriptor, int when, ref MacState state);

    [LibraryImport("libc", EntryPoint = "tcflush", SetLastError = true)]
    private static partial int FlushMac(int descriptor, int which);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>struct termios2 of Linux: 44 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LinuxState
    {
        public uint Input;
        public uint Output;
        public uint Control;
        public uint Local;
        public byte Line;
        public LinuxCharacters Characters;
        public uint InputBaud;
        public uint OutputBaud;
    }

    /// <summary>struct termios of macOS: 72 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MacState
    {
        public nuint Input;
        public nuint Output;
        public nuint Control;
        public nuint Local;
        public MacCharacters Characters;
        public nuint InputBaud;
        public nuint OutputBaud;
    }

    [System.Runtime.CompilerServices.InlineArray(19)]
    private struct LinuxCharacters
    {
        private byte first;
    }

    [System.Runtime.CompilerServices.InlineArray(20)]
    private struct MacCharacters
    {
        private byte first;
    }
}
