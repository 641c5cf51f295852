using System.Net;
using Lab.Quantities;

namespace Lab.Mocks.Serving;

/// <summary>How the twins of a bench are served.</summary>
public sealed record TwinServerOptions
{
    /// <summary>The address to listen on. Default: loop-back, so that nobody else on the network reaches the twins.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The first of the ports, which then count up; 0 lets the system choose them all.</summary>
    public int FirstPort { get; init; }

    /// <summary>Whether a clock port is opened, over which a run lets virtual time pass.</summary>
    public bool HasClockPort { get; init; }

    /// <summary>Told of each message before its twin executes it: the instrument, the bench's time and the message; <see langword="null"/>
    /// tells nobody. Called from several threads, one message an instrument at a time.</summary>
    public Action<string, Duration, ReadOnlyMemory<byte>>? Heard { get; init; }

    /// <summary>The most connections a port takes at a time; a further one is closed at once.</summary>
    public int MaximumConnections { get; init; } = 64;

    /// <summary>The longest message in bytes; a client that sends more is disconnected.</summary>
    public int MaximumMessageLength { get; init; } = 64 << 20;
}
