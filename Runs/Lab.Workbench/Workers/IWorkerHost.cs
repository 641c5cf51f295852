namespace Lab.Workbench.Workers;

/// <summary>Starts the workers of a study, and looks after them.</summary>
internal interface IWorkerHost
{
    /// <summary>How often it is worth to look.</summary>
    TimeSpan LookTime { get; }

    /// <summary>Starts them, or finds those that are there still.</summary>
    /// <returns>What it did, in a sentence.</returns>
    /// <exception cref="Lab.Runs.RunException">They cannot be started.</exception>
    Task<string> StartAsync();

    /// <summary>Looks whether workers have died, and starts others in their place.</summary>
    /// <exception cref="Lab.Runs.RunException">They die, or do not begin, for a reason that stays.</exception>
    Task LookAsync();

    /// <summary>Waits for the end of the workers, which were told of it, or ends them.</summary>
    Task EndAsync();
}
