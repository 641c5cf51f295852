using System.IO.Ports;
using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>A serial port of this computer, through System.IO.Ports.</summary>
/// <remarks>Away from Windows the library takes a port whose converter was pulled out for a silent one, and does not close it
/// while a write waits. The number of bytes that have come in, which the kernel then no longer tells, shows that the port is
/// gone; after that nothing is written to it. Where the time of a read is over in the moment in which bytes come, the library
/// drops them; a read that found nothing therefore stays under way here, and the next call waits for it.
/// </remarks>
internal sealed class PortsSerialPort : ISerialPort
{
    /// <summary>Bytes that are sent at a time at least.</summary>
    private const int ShortestPart = 64;

    /// <summary>Parts a second, as the line carries them: a write that the line holds up is noticed in a moment at any
    /// rate.</summary>
    private const int PartsPerSecond = 2;

    /// <summary>Bits that a byte takes on the line, with its start and its stop.</summary>
    private const int BitsPerByte = 10;

    /// <summary>How long closing may wait for a write under way, ms.</summary>
    private const int LongestClose = 1000;

    private readonly SerialPort port;
    private readonly int longestPart;
    private readonly byte[] arrivals = new byte[4096];
    private byte[] part = [];
    private Task? underWay;
    private Task<int>? reading;
    private int arrived;
    private int taken;

    /// <summary>Opens a port for this program alone, and sets it.</summary>
    /// <exception cref="WireException">There is no such port, another program has it, or it cannot be set so.</exception>
    public PortsSerialPort(string name, SerialSettings settings)
    {
        longestPart = Math.Max(ShortestPart, settings.Baud / BitsPerByte / PartsPerSecond);
        port = new SerialPort(
            name,
            settings.Baud,
            settings.Parity switch { "even" => Parity.Even, "odd" => Parity.Odd, _ => Parity.None },
            settings.DataBits,
            settings.StopBits == 2 ? StopBits.Two : StopBits.One)
        {
            Handshake = settings.Flow switch
            {
                "rts-cts" => Handshake.RequestToSend,
                "xon-xoff" => Handshake.XOnXOff,
                _ => Handshake.None
            },
            ParityReplace = 0, // a damaged number is then not a number
        };
        try
        {
            port.Open();
            if (OperatingSystem.IsWindows())
            {
                // Instruments and converters for RS-485 want these lines set, as Linux and macOS do by themselves.
                port.DtrEnable = true;
                if (settings.Flow != "rts-cts")
                {
                    port.RtsEnable = true;
                }
            }

            port.DiscardInBuffer();
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            port.Dispose();
            throw new WireException(
                InstrumentFault.Disconnected, $"The serial port {name} cannot be opened ({ReasonOf(name, error)})", error);
        }
    }

    /// <summary>The names of the ports that this computer has.</summary>
    public static IReadOnlyList<string> List() => SerialPort.GetPortNames();

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count, int milliseconds) => Guard(() =>
    {
        if (taken == arrived && !HasArrived(milliseconds))
        {
            RequirePresent();
            return 0;
        }

        int length = Math.Min(count, arrived - taken);
        arrivals.AsSpan(taken, length).CopyTo(buffer.AsSpan(offset));
        taken += length;
        return length;
    });

    /// <summary>Sends a few bytes. The library's own time-out does not tell whether they went out; what is not taken in time
    /// stays under way here, and the next call waits for it instead of sending it a second time.</summary>
    /// <inheritdoc/>
    public int Write(byte[] buffer, int offset, int count, int milliseconds) => Guard(() =>
    {
        if (underWay is not null && !buffer.AsSpan(offset, count).StartsWith(part))
        {
            // A message that was given up left it.
            if (!IsTaken(milliseconds))
            {
                return 0;
            }
        }

        if (underWay is null)
        {
            RequirePresent();
            part = buffer.AsSpan(offset, Math.Min(count, longestPart)).ToArray();
            underWay = port.BaseStream.WriteAsync(part, 0, part.Length);
        }

        return IsTaken(milliseconds) ? part.Length : 0;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (underWay is null || underWay.IsCompleted)
        {
            port.Dispose();
            return;
        }

        // The library closes a port only after its last byte was taken. An instrument that takes none must not hold up a safe
        // state: the port is then closed when it takes it, or with this process.
        Task.WaitAny([Task.Run(port.Dispose)], LongestClose);
    }

    private bool HasArrived(int milliseconds)
    {
        reading ??= port.BaseStream.ReadAsync(arrivals, 0, arrivals.Length);
        if (Task.WaitAny([reading], milliseconds) < 0)
        {
            return false;
        }

        Task<int> done = reading;
        reading = null;
        taken = 0;
        arrived = 0;
        arrived = done.GetAwaiter().GetResult();
        return arrived > 0;
    }

    private bool IsTaken(int milliseconds)
    {
        if (underWay is not { } done)
        {
            return true;
        }

        if (Task.WaitAny([done], milliseconds) < 0)
        {
            return false;
        }

        underWay = null;
        done.GetAwaiter().GetResult();
        return true;
    }

    // Away from Windows the number is -1 where the kernel has the device no more.
    private void RequirePresent()
    {
        if (port.BytesToRead < 0)
        {
            throw new IOException("The device is not there any more.");
        }
    }

    // The library says "access denied" for a port that is not there, too.
    private static string ReasonOf(string name, Exception error) => OperatingSystem.IsWindows() ? error.Message.TrimEnd('.')
        : !File.Exists(name) ? "No such file or directory"
        : !DeviceFile.MayUse(name)
            ? "no right to use it; add this user to the group of the port, often dialout or uucp, and log in anew"
        : error is UnauthorizedAccessException ? "another program has it"
        : error.Message.TrimEnd('.');

    private int Guard(Func<int> call)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new WireException(InstrumentFault.Disconnected, $"The serial port {port.PortName} is gone", error);
        }
    }
}
