using System.IO.Ports;
using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>A serial port of Windows, through System.IO.Ports.</summary>
internal sealed class PortsSerialPort : ISerialPort
{
    /// <summary>Bytes that are sent at a time: a moment at any rate.</summary>
    private const int PartLength = 16;

    private readonly SerialPort port;
    private byte[] part = [];
    private Task? underWay;

    /// <summary>Opens a port for this program alone, and sets it.</summary>
    /// <exception cref="WireException">There is no such port, another program has it, or it cannot be set so.</exception>
    public PortsSerialPort(string name, SerialSettings settings)
    {
        port = new SerialPort(
            name,
            settings.Baud,
            settings.Parity switch { "even" => Parity.Even, "odd" => Parity.Odd, _ => Parity.None },
            settings.DataBits,
            settings.StopBits == 2 ? StopBits.Two : StopBits.One)
        {
            Handshake = settings.Flow switch { "rts-cts" => Handshake.RequestToSend, "xon-xoff" => Handshake.XOnXOff, _ => Handshake.None },
            ParityReplace = 0, // as the own code of Linux and macOS has it
        };
        try
        {
            port.Open();
            if (OperatingSystem.IsWindows())
            {
                // Instruments and converters for RS-485 want these lines set, as Linux does by itself.
                port.DtrEnable = true;
                if (settings.Flow != "rts-cts")
                {
                    port.RtsEnable = true;
                }
            }

            port.DiscardInBuffer();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            port.Dispose();
            throw new WireException(InstrumentFault.Disconnected, $"The serial port {name} cannot be opened ({error.Message.TrimEnd('.')})", error);
        }
    }

    /// <summary>The names of the ports that this computer has.</summary>
    public static IReadOnlyList<string> List() => SerialPort.GetPortNames();

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count, int milliseconds) => Guard(() =>
    {
        port.ReadTimeout = milliseconds;
        return port.Read(buffer, offset, count);
    });

    /// <summary>Sends a few bytes. The library's own time-out does not tell whether they went out; what is not taken in time stays under
    /// way here, and the next call waits for it instead of sending it a second time.</summary>
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
            part = buffer.AsSpan(offset, Math.Min(count, PartLength)).ToArray();
            underWay = port.BaseStream.WriteAsync(part, 0, part.Length);
        }

        return IsTaken(milliseconds) ? part.Length : 0;
    });

    /// <inheritdoc/>
    public void Dispose() => port.Dispose();

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

    private int Guard(Func<int> call)
    {
        try
        {
            return call();
        }
        catch (TimeoutException)
        {
            return 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new WireException(InstrumentFault.Disconnected, $"The serial port {port.PortName} is gone", error);
        }
    }
}
