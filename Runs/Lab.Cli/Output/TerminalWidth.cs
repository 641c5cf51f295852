using System.Runtime.InteropServices;
using Lab.Cli.Composition;

namespace Lab.Cli.Output;

/// <summary>How many characters go into a line of a terminal. It is asked without setting the terminal up, which would stop a
/// program in the background.</summary>
internal static class TerminalWidth
{
    /// <summary>The width of a terminal that does not tell.</summary>
    private const int Usual = 80;

    /// <summary>TIOCGWINSZ of Linux, see ioctl_tty(2).</summary>
    private const nuint GetWindowSize = 0x5413;

    /// <summary>The width of the terminal at a standard stream.</summary>
    /// <param name="descriptor">The number of the stream, as of <see cref="StandardDescriptor"/>.</param>
    public static int Of(int descriptor)
    {
        try
        {
            int width = OperatingSystem.IsLinux() ? (Ask(descriptor, GetWindowSize, out WindowSize size) == 0 ? size.Columns : 0)
                : ProcessGroups.IsInForeground() ? Terminal.ConsoleWidth
                : 0;
            return width > 0 ? width : Usual;
        }
        catch (IOException)
        {
            return Usual; // it has gone
        }
    }

    [DllImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Ask(int descriptor, nuint request, out WindowSize size);

    /// <summary>struct winsize.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct WindowSize
    {
        public readonly ushort Rows;
        public readonly ushort Columns;
        public readonly ushort WidthInPixels;
        public readonly ushort HeightInPixels;
    }
}
