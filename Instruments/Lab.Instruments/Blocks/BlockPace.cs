using Lab.Quantities;

namespace Lab.Instruments.Blocks;

/// <summary>How slow a block may travel. A time-out alone would forbid long blocks on slow lines, and none would let one byte a
/// minute hold a bench.</summary>
public static class BlockPace
{
    /// <summary>The slowest pace, in bytes a second: what instruments of the 1980s reach on GPIB [assumption].</summary>
    public const int LeastBytesPerSecond = 8192;

    /// <summary>Time that is allowed for so many bytes, beyond the usual time-out.</summary>
    public static Duration TimeFor(long bytes) => Duration.FromSeconds((double)bytes / LeastBytesPerSecond);
}
