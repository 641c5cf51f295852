using Lab.Benches;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Studies;

namespace Lab.Runs.Engine;

/// <summary>A request for a run.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Bench">The open bench.</param>
/// <param name="Seed">The seed.</param>
/// <param name="RunsFolder">The folder of all runs.</param>
public sealed record RunRequest(IProtocol Protocol, object Settings, IBench Bench, ulong Seed, string RunsFolder)
{
    /// <summary>The bench file that the bench was opened from, with its full path;
    /// <see langword="null"/> for the protocol's own.</summary>
    public string? BenchFile { get; init; }

    /// <summary>The text of the bench file, which is kept with the run; <see langword="null"/> where there is none.</summary>
    public string? BenchText { get; init; }

    /// <summary>The files of the modules that the run uses.</summary>
    public IReadOnlyList<NamedFile> Modules { get; init; } = [];

    /// <summary>Keeps a calibration that the run left, and gives its identifier;
    /// <see langword="null"/> where none are kept.</summary>
    public Func<CalibrationRecord, string>? KeepCalibration { get; init; }

    /// <summary>Told at once what the user should know while the run is under way, each thing once.</summary>
    public Action<string>? Noticed { get; init; }

    /// <summary>The run's number in the queue that carries it out; <see langword="null"/> where none does.</summary>
    public int? QueueNumber { get; init; }

    /// <summary>Whether twins were asked for in the place of all instruments.</summary>
    public bool Simulate { get; init; }

    /// <summary>Whether all twins were asked for with the manners of real instruments.</summary>
    public bool HasRoughTwins { get; init; }

    /// <summary>Whether a run may be resumed with other instruments, calibrations or limits than it began with.</summary>
    public bool AcceptsChanges { get; init; }

    /// <summary>The calibrations of the bench.</summary>
    public CalibrationsInForce Calibrations { get; init; } = CalibrationsInForce.None;

    /// <summary>The functions that tell the safety gate of calibrations before anything moves, whether the experiment uses them
    /// or not.</summary>
    public IReadOnlyList<Action<IBench, CalibrationsInForce>> GateIsTold { get; init; } = [RfLoss.TellGate];

    /// <summary>Holds the run between two points; without one, an interlock that would pause the run ends it.</summary>
    public PauseSwitch? Pause { get; init; }

    /// <summary>Watches over the bench while the run may have something switched on; <see langword="null"/> where nothing outside
    /// this process can be left on.</summary>
    public IRunGuard? Guard { get; init; }

    /// <summary>Told what is not in its safe state as soon as that is known, before the record is finished: the disk may be what
    /// failed. Never told where all is safe.</summary>
    public Action<IReadOnlyList<string>>? NotSafe { get; init; }

    /// <summary>Has the items of a study computed by other processes; <see langword="null"/> where this one does.</summary>
    public IItemsElsewhere? Elsewhere { get; init; }

    /// <summary>Called whenever the run shows that it is alive: at each step, and every second of a pause.</summary>
    public Action? Alive { get; init; }

    /// <summary>Asked before each point: once cancelled, the run ends after the current point.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Ends even the current point at once.</summary>
    public CancellationToken StopNow { get; init; }

    /// <summary>Told after each recorded point, and before preparation and analysis.</summary>
    public Action<RunProgress>? Progress { get; init; }

    /// <summary>The computer's clock, for the times in <c>run.json</c>.</summary>
    public TimeProvider WallClock { get; init; } = TimeProvider.System;
}
