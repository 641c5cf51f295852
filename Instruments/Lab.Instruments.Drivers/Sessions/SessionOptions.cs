using Lab.Quantities;

namespace Lab.Instruments.Drivers.Sessions;

/// <summary>What a session has to know of its instrument's manners.</summary>
public sealed record SessionOptions
{
    /// <summary>How errors are reported.</summary>
    public ErrorReporting Errors { get; init; } = ErrorReporting.ScpiQueue;

    /// <summary>Time that the instrument needs between a message and the reading of its answer.</summary>
    public Duration ReplyDelay { get; init; }

    /// <summary>Longest message that the instrument's input buffer holds, in bytes.</summary>
    public int MaximumMessageLength { get; init; } = 1 << 20;
}
