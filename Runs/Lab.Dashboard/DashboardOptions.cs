using System.Net;

namespace Lab.Dashboard;

/// <summary>What a dashboard shows, where it listens, and who may do what.</summary>
public sealed record DashboardOptions
{
    /// <summary>The folder of all runs.</summary>
    public string RunsFolder { get; init; } = "runs";

    /// <summary>The folder of all calibrations; <see langword="null"/> for <c>calibrations</c> beside
    /// <see cref="RunsFolder"/>.</summary>
    public string? CalibrationsFolder { get; init; }

    /// <summary>The folder of the queue of runs.</summary>
    public string QueueFolder { get; init; } = "queue";

    /// <summary>The address to listen on; loop-back unless the user says otherwise.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 lets the system choose.</summary>
    public int Port { get; init; }

    /// <summary>Names under which browsers may ask for the page, besides <c>localhost</c> and the address itself.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>The token without which nothing is shown; <see langword="null"/> where all on this computer may look.</summary>
    public string? ViewToken { get; init; }

    /// <summary>The token without which nothing can be done; <see langword="null"/> for a page that only shows.</summary>
    public string? ControlToken { get; init; }

    /// <summary>Told who did what, a sentence each.</summary>
    public Action<string> Log { get; init; } = _ => { };

    /// <summary>How long lists of runs, benches, studies and the queue are shown before they are read anew, however many
    /// look.</summary>
    public TimeSpan ListAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a viewer may take no data before it is dropped.</summary>
    public TimeSpan ViewerPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether others than the users of this computer can reach the page.</summary>
    public bool IsPublic => !IPAddress.IsLoopback(Address) || HostNames.Count > 0;
}
