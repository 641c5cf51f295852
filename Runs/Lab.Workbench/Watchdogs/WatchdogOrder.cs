using System.Text.Json;
using Lab.Modules.Loading;

namespace Lab.Workbench.Watchdogs;

/// <summary>The first line that a watchdog reads: whom it watches, and over which bench.</summary>
/// <param name="Yaml">The text of the bench file.</param>
/// <param name="File">Its name, for messages.</param>
/// <param name="ProcessId">The process that is watched.</param>
/// <param name="Program">The work of that process, in words.</param>
/// <param name="Limits">Limits that were changed for the run, as they were given: they hold for its way to the safe state as
/// well.</param>
internal sealed record WatchdogOrder(string Yaml, string File, int ProcessId, string Program, IReadOnlyList<string> Limits)
{
    /// <summary>The files of the modules that the run loaded, with their SHA-256: the watchdog loads the same ones.</summary>
    public IReadOnlyList<ModuleFile> Modules { get; init; } = [];

    /// <summary>The watchdog has the bench and watches.</summary>
    public const string Ready = "ready";

    /// <summary>The watchdog does not have the bench; the message follows.</summary>
    public const string Refused = "refused ";

    /// <summary>Another program has the bench; the message follows.</summary>
    public const string InUse = "in use ";

    /// <summary>From now on something may be switched on; the run's folder follows as a JSON text, for a path may hold any
    /// letter.</summary>
    public const string Run = "run ";

    /// <summary>The run is alive; the watchdog answers with the same line that it is as well.</summary>
    public const string Beat = "beat";

    /// <summary>The run has ended in the safe state.</summary>
    public const string Done = "done";

    /// <summary>The order as one line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this);

    /// <summary>The line that names the run's folder.</summary>
    public static string RunLine(string folder) => Run + JsonSerializer.Serialize(folder);

    /// <summary>The folder of a line that names one; <see langword="null"/> for another line.</summary>
    /// <exception cref="JsonException">The folder is not readable.</exception>
    public static string? FolderOf(string line) =>
        line.StartsWith(Run, StringComparison.Ordinal) ? JsonSerializer.Deserialize<string>(line[Run.Length..]) : null;

    /// <summary>Reads the line.</summary>
    /// <exception cref="JsonException">It is none of an order.</exception>
    public static WatchdogOrder Read(string line) =>
        JsonSerializer.Deserialize<WatchdogOrder>(line) ?? throw new JsonException("no order");
}
