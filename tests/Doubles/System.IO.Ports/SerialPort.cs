using System.Collections.Concurrent;
using Doubles;

namespace System.IO.Ports;

/// <summary>The members of the class of this name that a program needs to exchange bytes, with a device behind them.</summary>
public sealed class SerialPort : IDisposable
{
    private static readonly ConcurrentBag<SerialPort> Opened = [];

    private ByteDevice? device;

    /// <summary>What executes a message and answers, by port; not part of the library whose names these are.</summary>
    public static ConcurrentDictionary<string, Func<byte[], CancellationToken, Task<byte[]>>> Devices { get; } = new();

    public string PortName { get; set; } = "COM1";

    public int BaudRate { get; set; } = 9600;

    public int DataBits { get; set; } = 8;

    public Parity Parity { get; set; }

    public StopBits StopBits { get; set; } = StopBits.One;

    public Handshake Handshake { get; set; }

    public int ReadTimeout { get; set; } = -1;

    public int WriteTimeout { get; set; } = -1;

    public bool IsOpen => device is { IsGone: false };

    public static string[] GetPortNames() => [.. Devices.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Takes a port away, as a pulled converter for USB does.</summary>
    public static void Drop(string port)
    {
        foreach (SerialPort opened in Opened.Where(opened => opened.PortName == port))
        {
            opened.Break();
        }
    }

    /// <summary>The port of a name that was opened last.</summary>
    public static SerialPort Last(string port) => Opened.First(opened => opened.PortName == port);

    public void Open()
    {
        device = Devices.TryGetValue(PortName, out Func<byte[], CancellationToken, Task<byte[]>>? execute)
            ? new ByteDevice(execute)
            : throw new FileNotFoundException($"Could not find file '{PortName}'.");
        Opened.Add(this);
    }

    public void DiscardInBuffer() => Require().Clear();

    public int Read(byte[] buffer, int offset, int count)
    {
        int got = Require().Read(buffer.AsSpan(offset, count), ReadTimeout, stopAt: null, out _, out _);
        Require();
        return got > 0 ? got : throw new TimeoutException("The operation has timed out.");
    }

    public void Write(byte[] buffer, int offset, int count) => Require().Write(buffer.AsSpan(offset, count), isEnd: false);

    public void Dispose() => device?.Dispose();

    private void Break() => device!.IsGone = true;

    private ByteDevice Require() => device switch
    {
        null => throw new InvalidOperationException("The port is closed."),
        { IsGone: true } => throw new IOException("The device is gone."),
        _ => device,
    };
}
