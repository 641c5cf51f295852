using System.Net;
using Lab.Quantities;

namespace Lab.Mocks.Serving;

/// <summary>How the twins of a bench are served.</summary>
public sealed record TwinServerOptions
{
    /// <summary>The twins that there are.</summary>
    public TwinCatalog Twins { get; init; } = TwinCatalog.Shipped;

    /// <summary>The address to listen on. Default: loop-back, so that nobody else on the network reaches the twins.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The first of the ports, which then count up; 0 lets the system choose them all.</summary>
    public int FirstPort { get; init; }

    /// <summary>Whether a clock port is opened, over which a run lets virtual time pass.</summary>
    public bool HasClockPort { get; init; }

    /// <summary>Whether all twins have the manners of real instruments; otherwise those have them whose address says
    /// so.</summary>
    public bool AreTwinsRough { get; init; }

    /// <summary>Told of each message before its twin executes it: the instrument, the bench's time and the message;
    /// <see langword="null"/> tells nobody. Called from several threads, one message an instrument at a time.</summary>
    public Action<string, Duration, ReadOnlyMemory<byte>>? Heard { get; init; }

    /// <summary>The port of a port mapper, with which the twins are served over VXI-11 as well: 111 is where clients look for it,
    /// 0 lets the system choose one; <see langword="null"/> serves none.</summary>
    public int? PortMapperPort { get; init; }

    /// <summary>The most connections a port takes at a time; a further one is closed at once, without a word that it could take
    /// for an answer.</summary>
    public int MaximumConnections { get; init; } = 64;

    /// <summary>The longest message in bytes, where a twin does not declare more memory for one
    /// (<see cref="ITwin.InputBufferLength"/>); a client that sends more is disconnected.</summary>
    public int MaximumMessageLength { get; init; } = 16 << 20;

    /// <summary>The most bytes that unfinished messages of all connections hold together, beyond 4 KiB each; the client that asks
    /// for more is disconnected.</summary>
    public int MaximumBufferedLength { get; init; } = 64 << 20;

    /// <summary>How long a connection may say nothing before it is closed.</summary>
    public Duration IdleTime { get; init; } = Duration.FromSeconds(3600);

    /// <summary>How long a client may take from the first byte of a message to its end, and to take an answer.</summary>
    public Duration TransferTime { get; init; } = Duration.FromSeconds(60);

    /// <summary>Told of each connection that was refused or closed by a limit, in a sentence without its full stop.</summary>
    public Action<string> Notice { get; init; } = _ => { };
}
