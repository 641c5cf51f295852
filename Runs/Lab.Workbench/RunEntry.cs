using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Workbench;

/// <summary>A recorded run.</summary>
/// <param name="Folder">Its folder; <see cref="RunFolder.ReadData"/> gives its points.</param>
/// <param name="Info">Its <c>run.json</c>; <see langword="null"/> where it cannot be read.</param>
public sealed record RunEntry(RunFolder Folder, RunInfo? Info)
{
    /// <summary>The run's name.</summary>
    public string Name => Folder.Name;

    /// <summary>The results, the important ones first, in SI units; empty for a run that has none.</summary>
    public IReadOnlyList<ResultValue> Results => Info?.Results ?? [];

    /// <summary>Points on record.</summary>
    public long Points { get; init; }

    /// <summary>Whether the run's process died before its end.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>Why it cannot be read; <see langword="null"/> where it can.</summary>
    public string? Problem { get; init; }

    /// <summary>The points on record: columns with units, and a row a point.</summary>
    /// <exception cref="RunException">The record cannot be read.</exception>
    public IRunData ReadData() => Folder.ReadData();

    /// <summary>The entry of a run, or of a folder that cannot be read.</summary>
    /// <param name="folder">The folder.</param>
    internal static RunEntry Of(RunFolder folder)
    {
        try
        {
            return Read(folder);
        }
        catch (RunException error)
        {
            return new RunEntry(folder, Info: null) { Problem = error.Message }; // one bad folder must not hide the others
        }
    }

    /// <summary>The entry of a run.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="RunException">It cannot be read.</exception>
    internal static RunEntry Read(RunFolder folder)
    {
        RunInfo info = folder.ReadInfo();
        bool isRunning = info.Status == RunStatus.Running;
        return new RunEntry(folder, info)
        {
            Points = isRunning ? folder.CountPoints() : info.Points,
            IsInterrupted = isRunning && !IsAlive(info.ProcessId),
        };
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false; // no process has that number
        }
    }
}
