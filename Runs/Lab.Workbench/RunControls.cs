using Lab.Runs.Engine;
using Lab.Wires.Transcripts;
using Lab.Workbench.Workers;

namespace Lab.Workbench;

/// <summary>How a caller follows a run and acts on it.</summary>
public sealed record RunControls
{
    /// <summary>Hears how the run goes; <see langword="null"/> for nobody.</summary>
    public IRunObserver? Observer { get; init; }

    /// <summary>The run's number in the queue that carries it out, for its record; <see langword="null"/> where none
    /// does.</summary>
    public int? QueueNumber { get; init; }

    /// <summary>Once cancelled, the run ends after the current point, in the safe state.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Ends even the current point at once, in the safe state.</summary>
    public CancellationToken StopNow { get; init; }

    /// <summary>Holds the run between two points; <see langword="null"/> where an interlock that would pause the run is to end
    /// it.</summary>
    public PauseSwitch? Pause { get; init; }

    /// <summary>Takes down all that goes over the wires; <see langword="null"/> where nothing is recorded.</summary>
    public TranscriptWriter? Transcript { get; init; }

    /// <summary>Workers that compute the items of a study; <see langword="null"/> where this process does, or where a run that is
    /// taken up has them already.</summary>
    public WorkerPlan? Workers { get; init; }

    /// <summary>How a worker is started; <see langword="null"/> where none can be.</summary>
    public WorkerLaunch? WorkerProgram { get; init; }

    /// <summary>The program that watches over real instruments: the full path of an installed <c>lab</c>. <see langword="null"/>
    /// for this library
    /// itself, which <c>dotnet</c> runs in a process of its own.</summary>
    public string? WatchdogProgram { get; init; }
}
