using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lab.Benchmarks.Blocks;

/// <summary>A bare socket that asks the same twin for its waveform and takes the bytes as they come: the bound of what any driver
/// reaches.</summary>
internal sealed class BareSocket : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Connects.</summary>
    /// <param name="port">The twin's port on this machine.</param>
    public BareSocket(int port) => socket.Connect(IPAddress.Loopback, port);

    /// <summary>Receives a waveform of 16-bit samples in the machine's order.</summary>
    /// <param name="bytes">Where it goes.</param>
    public void Read(Span<byte> bytes)
    {
        socket.Send(":FORM INT;:FORM:BORD SWAP;:TRAC:DATA?\n"u8);
        byte[] header = Encoding.ASCII.GetBytes($"#8{bytes.Length:00000000}");
        ReadAll(header.Length == 10 ? header : throw new InvalidOperationException("The block has more digits."));
        ReadAll(bytes);
        ReadAll(header.AsSpan(0, 1));
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private void ReadAll(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = socket.Receive(bytes);
            bytes = count > 0 ? bytes[count..] : throw new InvalidOperationException("The twin closed the connection.");
        }
    }

    /// <summary>The time of a waveform into memory that is made for it.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="make">Makes the memory.</param>
    public TimeSpan Measure(int length, Func<int, byte[]> make)
    {
        long started = Stopwatch.GetTimestamp();
        Read(make(length));
        return Stopwatch.GetElapsedTime(started);
    }
}
