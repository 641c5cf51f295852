using Lab.Instruments.Blocks;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>The time of a block under way: the line is never silent for longer than the time-out, and never slower than
/// <see cref="BlockPace"/> on the whole.</summary>
/// <param name="patience">The time-out.</param>
internal readonly struct BlockClock(Duration patience)
{
    /// <summary>The most bytes that are sent at a time, so that a line that stands still is noticed.</summary>
    public const int Slice = 256 << 10;

    private readonly long started = TimeProvider.System.GetTimestamp();

    /// <summary>How long the next bytes may take.</summary>
    /// <param name="bytes">How many went before.</param>
    public TimeSpan Rest(long bytes)
    {
        TimeSpan most = patience.ToTimeSpan();
        TimeSpan rest = most + BlockPace.TimeFor(bytes).ToTimeSpan() - TimeProvider.System.GetElapsedTime(started);
        return rest > most ? most : rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    /// <summary>Whether the time is over.</summary>
    /// <param name="bytes">How many bytes went.</param>
    public bool IsOver(long bytes) => Rest(bytes) == TimeSpan.Zero;
}
