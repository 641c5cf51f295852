namespace Lab.Runs.Studies;

/// <summary>Computes the items of a study, several of them at a time.</summary>
public interface IStudyWork
{
    /// <summary>Computes an item, and adds its points in their order.</summary>
    /// <param name="item">The item. Its numbers depend on the study's settings, the seed and its index alone.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="RunException">The item has no result: a training diverged, say.</exception>
    ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken);
}
