using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Quantities;

namespace Lab.Wires.Clocks;

/// <summary>The virtual clock of a bench that another process serves, read and moved on over its clock port.</summary>
/// <remarks>Used by one caller at a time. Its calls block for one exchange with the other process, some 30 µs.</remarks>
public sealed class ServedClock : TimeProvider, ISteppedClock, IDisposable
{
    private readonly Socket socket;
    private readonly string address;
    private readonly byte[] buffer = new byte[4096];

    private ServedClock(Socket socket, string address)
    {
        this.socket = socket;
        this.address = address;
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000_000;

    /// <summary>Connects to a clock port.</summary>
    /// <param name="address">The bench file's <c>clock</c>: host:port.</param>
    /// <exception cref="BenchException">The address is not of that form, or nothing answers there.</exception>
    public static ServedClock Connect(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        int colon = address.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port > 65535)
        {
            throw new BenchException($"'{address}' is not the address of a clock port; write host:port (key 'clock').");
        }

        var opened = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = 10_000,
            SendTimeout = 10_000
        };
        try
        {
            opened.Connect(address[..colon], port);
            return new ServedClock(opened, address);
        }
        catch (SocketException error)
        {
            opened.Dispose();
            throw new BenchException(
                $"No clock port answers at {address} ({error.SocketErrorCode}). Start 'lab serve --clock virtual' again and use "
                    + "the bench file it writes.");
        }
    }

    /// <summary>Puts the served bench back to its origin with a new seed: everything off, time zero, the sample alive.</summary>
    public void Restart(ulong seed) => Exchange($"RESTART {seed}\n");

    /// <summary>Asks how the virtual sample died; <see langword="null"/> while it lives.</summary>
    public string? FindDamage() => Exchange("DAMAGE?\n") is { Length: > 0 } damage ? damage : null;

    /// <inheritdoc/>
    public override long GetTimestamp() => Exchange("NOW?\n") is var answer
        && long.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out long now)
        ? now
        : throw new InstrumentException(
            InstrumentFault.BadAnswer,
            $"'{answer}' is not the time of a served bench",
            $"clock, {address}",
            "Correct the key 'clock' of the bench file: 'lab serve --clock virtual' prints the address.");

    /// <inheritdoc/>
    public void Advance(Duration duration) => Exchange($"ADVANCE {(long)Math.Round(duration.Seconds * 1e9)}\n");

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private string Exchange(string request)
    {
        try
        {
            socket.Send(buffer.AsSpan(0, Encoding.ASCII.GetBytes(request, buffer)));
            int received = 0;
            do
            {
                int count = socket.Receive(buffer.AsSpan(received));
                if (count == 0)
                {
                    throw new SocketException((int)SocketError.ConnectionReset);
                }

                received += count;
            }
            while (buffer[received - 1] != (byte)'\n' && received < buffer.Length);
            return Encoding.UTF8.GetString(buffer, 0, received).Trim();
        }
        catch (SocketException error)
        {
            throw new InstrumentException(
                InstrumentFault.Disconnected,
                $"The clock of the served bench does not answer ({error.SocketErrorCode})",
                $"clock, {address}",
                "Start 'lab serve --clock virtual' again.",
                error);
        }
    }
}
