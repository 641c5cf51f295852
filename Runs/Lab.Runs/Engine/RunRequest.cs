using Lab.Instruments.Benches;
using Lab.Runs.Protocols;

namespace Lab.Runs.Engine;

/// <summary>What to run.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Bench">The open bench.</param>
/// <param name="Seed">The seed.</param>
/// <param name="RunsFolder">The folder of all runs.</param>
public sealed record RunRequest(IProtocol Protocol, object Settings, IBench Bench, ulong Seed, string RunsFolder)
{
    /// <summary>Asked before each point: once cancelled, the run ends after the current point.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Ends even the current point at once.</summary>
    public CancellationToken StopNow { get; init; }

    /// <summary>Told after each recorded point, and before preparation and analysis.</summary>
    public Action<RunProgress>? Progress { get; init; }

    /// <summary>The computer's clock, for the times in <c>run.json</c>.</summary>
    public TimeProvider WallClock { get; init; } = TimeProvider.System;
}
