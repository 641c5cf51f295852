using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>The line to an adapter on a serial port.</summary>
/// <param name="port">The port.</param>
/// <param name="settings">Times.</param>
internal sealed class PrologixSerialLine(ISerialPort port, WireSettings settings) : PrologixLine
{
    /// <summary>The speed of an AR488; to a GPIB-USB controller of Prologix the speed means nothing.</summary>
    public const int Baud = 115_200;

    /// <summary>How long one call to the port may block, so that a stop is noticed.</summary>
    private const int SliceMilliseconds = 50;

    private byte[] slice = new byte[4096];

    /// <inheritdoc/>
    public override bool IsPaced => true;

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        byte[] outgoing = bytes.ToArray();
        long started = TimeProvider.System.GetTimestamp();
        for (int sent = 0; sent < outgoing.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int from = sent;
            int count = await Task.Run(
                () => port.Write(outgoing, from, outgoing.Length - from, SliceMilliseconds),
                CancellationToken.None).ConfigureAwait(false);
            sent += count;
            started = count > 0 ? TimeProvider.System.GetTimestamp() : started;
            if (TimeProvider.System.GetElapsedTime(started) > settings.Timeout.ToTimeSpan())
            {
                throw WireFaults.NothingTaken(settings.Timeout);
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (slice.Length < buffer.Length)
        {
            slice = new byte[buffer.Length];
        }

        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int wanted = buffer.Length;
            int count = await Task.Run(
                () => port.Read(slice, 0, wanted, SliceMilliseconds), CancellationToken.None).ConfigureAwait(false);
            slice.AsMemory(0, count).CopyTo(buffer);
            if (count > 0 || TimeProvider.System.GetElapsedTime(started) > patience)
            {
                return count;
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => port.Dispose();
}
