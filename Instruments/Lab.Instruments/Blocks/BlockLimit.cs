using Lab.Quantities;

namespace Lab.Instruments.Blocks;

/// <summary>The size of a block that a driver may expect.</summary>
/// <param name="MostBytes">The most bytes that are accepted; an instrument that announces more is refused before they
/// come.</param>
public readonly record struct BlockLimit(int MostBytes)
{
    /// <summary>Time that the instrument needs before the block begins, beyond the usual.</summary>
    public Duration Takes { get; init; }

    /// <summary>Whether the block comes without a length (<c>#0</c>). Its message ends with it, so that the instrument's events
    /// are asked for in a message of their own.</summary>
    public bool IsIndefinite { get; init; }

    /// <summary>The length of a block without one, where the driver knows it: on a wire that marks no ends an LF among so many
    /// bytes is one of them.</summary>
    public int? KnownLength { get; init; }
}
