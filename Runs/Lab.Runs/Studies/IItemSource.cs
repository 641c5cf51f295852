using Lab.Runs.Records;

namespace Lab.Runs.Studies;

/// <summary>Gives the items that other processes compute. Several can be waited for at a time.</summary>
public interface IItemSource : IAsyncDisposable
{
    /// <summary>Waits for an item.</summary>
    /// <param name="item">The item, from 0.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>All of its points, in their order.</returns>
    /// <exception cref="RunException">The item has no result, or nobody computes it any more.</exception>
    ValueTask<IReadOnlyList<Row>> TakeAsync(int item, CancellationToken cancellationToken);
}
