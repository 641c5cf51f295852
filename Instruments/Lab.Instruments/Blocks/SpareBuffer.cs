namespace Lab.Instruments.Blocks;

/// <summary>Keeps one long buffer for its next use, as long as the memory is not wanted for anything else: new memory of the
/// system costs more than the copy into it.</summary>
/// <remarks>Safe to use from several threads.</remarks>
public sealed class SpareBuffer
{
    private WeakReference<byte[]>? spare;

    /// <summary>A buffer of at least so many bytes, and at most twice as many, with anything in it.</summary>
    public byte[] Take(int length) =>
        Interlocked.Exchange(ref spare, null) is { } kept && kept.TryGetTarget(out byte[]? buffer) && buffer.Length >= length
            && buffer.Length / 2 <= length
            ? buffer
            : BlockMemory.New<byte>(length);

    /// <summary>Gives a buffer back that nobody refers to any more.</summary>
    public void GiveBack(byte[] buffer) => spare = new WeakReference<byte[]>(buffer);
}
