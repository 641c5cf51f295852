using Doubles;

namespace Ivi.Visa;

/// <summary>A session with a device: with END, or for ASRL a stream of bytes that only the termination character
/// divides.</summary>
public sealed class VisaDoubleSession : ISerialSession, IMessageBasedRawIO
{
    private const int ConnectionLost = unchecked((int)0xBFFF00A6);

    private readonly ByteDevice device;
    private readonly bool hasEnd;

    internal VisaDoubleSession(string resource, Func<byte[], CancellationToken, Task<byte[]>> execute)
    {
        ResourceName = resource;
        device = new ByteDevice(execute);
        hasEnd = !resource.StartsWith("ASRL", StringComparison.Ordinal);
    }

    public string ResourceName { get; }

    public int TimeoutMilliseconds { get; set; } = 2000;

    public bool SendEndEnabled { get; set; }

    public byte TerminationCharacter { get; set; } = (byte)'\n';

    public bool TerminationCharacterEnabled { get; set; }

    public IMessageBasedRawIO RawIO => this;

    public int BaudRate { get; set; } = 9600;

    public short DataBits { get; set; } = 8;

    public SerialParity Parity { get; set; }

    public SerialStopBitsMode StopBits { get; set; } = SerialStopBitsMode.One;

    public SerialFlowControlModes FlowControl { get; set; }

    public SerialTerminationMethod ReadTermination { get; set; } = SerialTerminationMethod.TerminationCharacter;

    public SerialTerminationMethod WriteTermination { get; set; }

    public int ClearCount { get; private set; }

    public byte[] Read()
    {
        var whole = new List<byte>();
        byte[] buffer = new byte[1024];
        ReadStatus status;
        do
        {
            Read(buffer, 0, buffer.Length, out long count, out status);
            whole.AddRange(buffer.AsSpan(0, (int)count));
        }
        while (status == ReadStatus.MaximumCountReached);

        return [.. whole];
    }

    public void Read(byte[] buffer, long index, long count, out long actualCount, out ReadStatus readStatus)
    {
        RequireConnection();
        byte? stop = TerminationCharacterEnabled ? TerminationCharacter : null;
        int got = device.Read(buffer.AsSpan((int)index, (int)count), TimeoutMilliseconds, stop, out bool isEnd, out bool isStop);
        RequireConnection();
        actualCount = got > 0 ? got : throw new IOTimeoutException(0, []);
        readStatus = isStop ? ReadStatus.TerminationCharacterEncountered
            : isEnd && hasEnd ? ReadStatus.EndReceived
            : ReadStatus.MaximumCountReached;
    }

    public void Write(byte[] buffer) => Write(buffer, 0, buffer.Length);

    public void Write(byte[] buffer, long index, long count)
    {
        RequireConnection();
        device.Write(buffer.AsSpan((int)index, (int)count), hasEnd && SendEndEnabled);
    }

    public void Clear()
    {
        RequireConnection();
        ClearCount++;
        device.Clear();
    }

    public void Dispose() => device.Dispose();

    internal void Break() => device.IsGone = true;

    private void RequireConnection()
    {
        if (device.IsGone)
        {
            throw new NativeVisaException(ConnectionLost, "The connection for the given session has been lost.");
        }
    }
}
