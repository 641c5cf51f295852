namespace Lab.Workbench.Queues;

/// <summary>How a process works a queue off.</summary>
public sealed record QueueServerOptions
{
    /// <summary>Whether it waits for further runs when none is left; otherwise it ends.</summary>
    public bool Stays { get; init; }

    /// <summary>Who is told when a run ends or a person has to look.</summary>
    public QueueHooks Hooks { get; init; } = new();

    /// <summary>Told what happens, a sentence each.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>Once cancelled, no further run begins, and those under way end after the current point. The next process goes on
    /// with them.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Ends even the current points at once.</summary>
    public CancellationToken StopNow { get; init; }

    /// <summary>The program that watches over runs on real instruments, as in
    /// <see cref="RunControls.WatchdogProgram"/>.</summary>
    public string? WatchdogProgram { get; init; }

    /// <summary>The computer's clock, by which times and intervals go.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
