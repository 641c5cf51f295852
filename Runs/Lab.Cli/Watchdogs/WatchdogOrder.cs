using System.Text.Json;

namespace Lab.Cli.Watchdogs;

/// <summary>The first line that a watchdog reads: whom it watches, and over which bench.</summary>
/// <param name="Yaml">The text of the bench file.</param>
/// <param name="File">Its name, for messages.</param>
/// <param name="ProcessId">The process that is watched.</param>
/// <param name="Program">What that does, in words.</param>
internal sealed record WatchdogOrder(string Yaml, string File, int ProcessId, string Program)
{
    /// <summary>The watchdog has the bench and watches.</summary>
    public const string Ready = "ready";

    /// <summary>The watchdog does not have the bench; the message follows.</summary>
    public const string Refused = "refused ";

    /// <summary>From now on something may be switched on; the run's folder follows.</summary>
    public const string Run = "run ";

    /// <summary>The run is alive.</summary>
    public const string Beat = "beat";

    /// <summary>The run has ended in the safe state.</summary>
    public const string Done = "done";

    /// <summary>The order as one line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this);

    /// <summary>Reads the line.</summary>
    /// <exception cref="JsonException">It is none of an order.</exception>
    public static WatchdogOrder Read(string line) => JsonSerializer.Deserialize<WatchdogOrder>(line) ?? throw new JsonException("no order");
}
