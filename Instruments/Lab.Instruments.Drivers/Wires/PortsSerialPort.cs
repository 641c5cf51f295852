using System.IO.Ports;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Drivers.Wires;

/// <summary>A serial port of Windows, through System.IO.Ports.</summary>
internal sealed class PortsSerialPort : ISerialPort
{
    private readonly SerialPort port;

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

    /// <summary>Sends one byte: a write ends as a whole or not at all, and a time-out does not tell how much went out.</summary>
    /// <remarks>Away from Windows a byte whose time is over stays in the library's queue and still goes out, so that it counts as sent, and has
    /// a buffer of its own; sent again it would be there twice.</remarks>
    public int Write(byte[] buffer, int offset, int count, int milliseconds)
    {
        byte[] one = [buffer[offset]];
        return Guard(
            () =>
            {
                port.WriteTimeout = milliseconds;
                port.Write(one, 0, 1);
                return 1;
            },
            late: OperatingSystem.IsWindows() ? 0 : 1);
    }

    /// <inheritdoc/>
    public void Dispose() => port.Dispose();

    private int Guard(Func<int> call, int late = 0)
    {
        try
        {
            return call();
        }
        catch (TimeoutException)
        {
            return late;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new WireException(InstrumentFault.Disconnected, $"The serial port {port.PortName} is gone", error);
        }
    }
}
