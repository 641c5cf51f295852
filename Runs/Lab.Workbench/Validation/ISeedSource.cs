namespace Lab.Workbench.Validation;

/// <summary>Gives the seeds of a study that other processes run. Several can be waited for at a time.</summary>
public interface ISeedSource
{
    /// <summary>Waits for a seed.</summary>
    /// <param name="study">The part of the study: device and effect, or empty.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Lab.Runs.RunException">Nobody runs it any more.</exception>
    Task<SeedOutcome> TakeAsync(string study, ulong seed, CancellationToken cancellationToken);
}
