using System.Text.Json;
using Lab.Dashboard.Pages;
using Lab.Dashboard.Views;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Workbench;
using Lab.Workbench.Desks;

namespace Lab.Dashboard.Feeds;

/// <summary>Puts together how far a run is, of its record and of what it shows beside it.</summary>
internal static class RunStates
{
    /// <summary>Reads the state of a run.</summary>
    /// <exception cref="RunException">It cannot be read.</exception>
    public static RunState Read(RunFolder run)
    {
        RunInfo info = run.ReadInfo();
        bool isRunning = info.Status == RunStatus.Running && !info.IsInterrupted();
        LiveState? live = LiveState.Read(run.FullPath);
        return new RunState
        {
            Status = isRunning ? "running" : new RunEntry(run, info) { IsInterrupted = info.IsInterrupted() }.Status,
            Reason = info.Reason,
            Points = info.Status == RunStatus.Running ? RecordedPoints.ReadEnd(run.FullPath) : info.Points,
            Planned = info.PlannedPoints,
            Step = isRunning ? live?.Step ?? string.Empty : string.Empty,
            BenchSeconds = isRunning ? live?.BenchSeconds ?? 0 : info.BenchSeconds,
            SecondsLeft = isRunning ? live?.SecondsLeft : null,
            IsPaused = isRunning && live is { IsPaused: true },
            IsStopping = isRunning && live is { IsStopping: true },
            IsEnded = !isRunning && !run.IsHeld(info),
            HasReport = File.Exists(run.ReportFile),
            HasItems = StudyPages.HasItems(run),
            Retried = info.RetriedPoints,
            Limits = live?.Limits ?? [],
            Terminals = live?.Settings ?? [],
            Unsafe = info.Unsafe,
            Warnings = info.Warnings,
            Results =
            [
                .. info.Results.Select(result => new ResultView(
                    result.Name, ValueText.Format(result), result.Description)),
            ],
            Orders = RunOrders.Read(run),
        };
    }

    /// <summary>Whether two states show the same.</summary>
    public static bool AreEqual(RunState one, RunState other) =>
        JsonSerializer.SerializeToUtf8Bytes(one, DashboardJson.Default.RunState)
            .AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other, DashboardJson.Default.RunState));
}
