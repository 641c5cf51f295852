using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>The bytes between this program and an adapter, without any meaning.</summary>
internal abstract class PrologixLine : IDisposable
{
    /// <summary>Whether the adapter must have done one line before it is sent the next: a small computer behind a serial port
    /// holds 64 bytes and loses what is more (AR488 manual, Serial Handling in Applications and Scripts).</summary>
    public abstract bool IsPaced { get; }

    /// <summary>Sends all of the bytes.</summary>
    /// <exception cref="Lab.Instruments.Wires.WireException">They are not taken in time, or the line broke.</exception>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Receives what is there, waiting for the first byte.</summary>
    /// <returns>How many bytes came; 0 where none did in time.</returns>
    /// <exception cref="Lab.Instruments.Wires.WireException">The line broke.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, TimeSpan patience, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract void Dispose();
}
