namespace Lab.Runs.Studies;

/// <summary>Has the items of an experiment computed by other processes.</summary>
public interface IItemsElsewhere
{
    /// <summary>Begins.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="folder">The folder of its run.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>Gives the items as they are done; closing it ends the other processes.</returns>
    /// <exception cref="RunException">The other processes cannot be started.</exception>
    ValueTask<IItemSource> BeginAsync(IItemExperiment experiment, string folder, CancellationToken cancellationToken);
}
