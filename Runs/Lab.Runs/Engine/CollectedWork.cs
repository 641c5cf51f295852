using Lab.Runs.Records;
using Lab.Runs.Studies;

namespace Lab.Runs.Engine;

/// <summary>Items that other processes compute, as the work of this one.</summary>
/// <param name="source">Gives the items.</param>
internal sealed class CollectedWork(IItemSource source) : IStudyWork, IAsyncDisposable
{
    /// <inheritdoc/>
    public async ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
    {
        foreach (Row point in await source.TakeAsync(item.Index, cancellationToken).ConfigureAwait(false))
        {
            item.Add(row => row.CopyFrom(point));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => source.DisposeAsync();
}
