using System.Net;
using Lab.Quantities;

namespace Lab.Workbench.Serving;

/// <summary>How the twins of a bench are served.</summary>
public sealed record ServedBenchOptions
{
    /// <summary>The seed of all noise, drift and spread.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The address to listen on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The first port; the others follow. 0 lets the system choose.</summary>
    public int FirstPort { get; init; }

    /// <summary>Whether time is virtual and moved on by a run, over a port of its own.</summary>
    public bool HasClockPort { get; init; }

    /// <summary>Whether all twins have the manners of real instruments.</summary>
    public bool AreTwinsRough { get; init; }

    /// <summary>The port of the port mapper of VXI-11, 0 for any; <see langword="null"/> where VXI-11 is not served.</summary>
    public int? PortMapperPort { get; init; }

    /// <summary>Told of each message before its twin executes it: the instrument, the bench's time and the message. Called from
    /// several
    /// threads, one message an instrument at a time.</summary>
    public Action<string, Duration, ReadOnlyMemory<byte>>? Heard { get; init; }

    /// <summary>Told of each connection that was refused or closed by a limit, in a sentence without its full stop.</summary>
    public Action<string> Notice { get; init; } = _ => { };
}
