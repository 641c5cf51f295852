using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Instruments.Blocks;

/// <summary>The memory of samples as bytes, so that a wire receives straight into them.</summary>
/// <typeparam name="T">The type of a sample.</typeparam>
/// <param name="samples">The samples.</param>
public sealed class SampleMemory<T>(Memory<T> samples) : MemoryManager<byte>
    where T : unmanaged
{
    /// <inheritdoc/>
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(samples.Span);

    /// <inheritdoc/>
    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        MemoryHandle handle = samples.Pin();
        return new MemoryHandle((byte*)handle.Pointer + elementIndex, pinnable: new Release(handle));
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
        // Each handle releases its own pin.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The samples belong to the caller.
    }

    private sealed class Release(MemoryHandle handle) : IPinnable
    {
        public MemoryHandle Pin(int elementIndex) => throw new NotSupportedException("Bug in Lab: a pin is not pinned again.");

        public void Unpin() => handle.Dispose();
    }
}
