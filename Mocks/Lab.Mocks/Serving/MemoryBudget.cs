using Lab.Instruments.Blocks;

namespace Lab.Mocks.Serving;

/// <summary>Bytes that all connections of a server share for what they hold beyond their first buffer.</summary>
/// <param name="length">How many there are.</param>
internal sealed class MemoryBudget(long length)
{
    private long free = length;

    /// <summary>The buffer of the last long message, for the next one of any connection.</summary>
    public SpareBuffer Spare { get; } = new();

    /// <summary>Takes bytes if they are there.</summary>
    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref free, -count) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref free, count);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long count) => Interlocked.Add(ref free, count);
}
