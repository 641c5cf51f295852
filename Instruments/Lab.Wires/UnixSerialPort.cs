using System.Runtime.InteropServices;
using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>A serial port of Linux or macOS, set with the system's own calls (termios), with nothing to install.</summary>
internal sealed class UnixSerialPort : ISerialPort
{
    private const short PollIn = 1;
    private const short PollOut = 4;
    private const int Interrupted = 4;
    private const int NoRight = 13;
    private const int Busy = 16;

    private static readonly int TryAgain = OperatingSystem.IsMacOS() ? 35 : 11;

    private readonly string path;
    private readonly int descriptor;
    private int isClosed;

    /// <summary>Opens a port for this program alone, and sets it.</summary>
    /// <exception cref="WireException">There is no such port, no right to use it, or it cannot be set so.</exception>
    public UnixSerialPort(string path, SerialSettings settings)
    {
        this.path = path;
        descriptor = UnixTerminal.Open(path);
        if (descriptor < 0)
        {
            throw Failed("cannot be opened");
        }

        try
        {
            if (!UnixTerminal.TrySet(descriptor, settings, IsPseudoTerminal(path)))
            {
                throw Failed("cannot be set as the bench file says");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count, int milliseconds)
    {
        if (!Wait(PollIn, milliseconds))
        {
            return 0;
        }

        nint got = UnixTerminal.Read(descriptor, ref buffer[offset], (nuint)count);
        return got > 0 ? (int)got : got == 0 ? throw Gone() : Retry();
    }

    /// <inheritdoc/>
    public int Write(byte[] buffer, int offset, int count, int milliseconds)
    {
        if (!Wait(PollOut, milliseconds))
        {
            return 0;
        }

        nint taken = UnixTerminal.Write(descriptor, ref buffer[offset], (nuint)count);
        return taken >= 0 ? (int)taken : Retry();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isClosed, 1) == 0)
        {
            UnixTerminal.Close(descriptor);
        }
    }

    private bool Wait(short events, int milliseconds)
    {
        int ready = UnixTerminal.Poll(descriptor, events, milliseconds);
        return ready >= 0 ? ready > 0 : Retry() != 0;
    }

    private int Retry() => Marshal.GetLastPInvokeError() is int error && (error == TryAgain || error == Interrupted) ? 0 : throw Gone();

    private WireException Gone() => new(InstrumentFault.Disconnected, $"The serial port {path} is gone");

    private WireException Failed(string what)
    {
        int error = Marshal.GetLastPInvokeError();
        string remedy = error switch
        {
            NoRight => "; add this user to the group of the port, often dialout or uucp, and log in anew",
            Busy => "; another program has it",
            _ => string.Empty,
        };
        return new WireException(
            InstrumentFault.Disconnected, $"The serial port {path} {what} ({Marshal.GetPInvokeErrorMessage(error)}){remedy}");
    }

    // It hands bytes on as they come and has neither a size of characters nor parity.
    private static bool IsPseudoTerminal(string path) =>
        (File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path).StartsWith("/dev/pts/", StringComparison.Ordinal);
}
