using System.Text.Json;
using Lab.Runs;
using Lab.Workbench.Validation;

namespace Lab.Workbench.Workers;

/// <summary>Has the seeds of a validation run by workers.</summary>
public sealed class SeedsElsewhere : ISeedSource, IAsyncDisposable
{
    private readonly ItemFolder folder;
    private readonly WorkerItems items;
    private readonly Dictionary<string, int> firstItems;
    private readonly ulong firstSeed;

    private SeedsElsewhere(ItemFolder folder, WorkerItems items, Dictionary<string, int> firstItems, ulong firstSeed) =>
        (this.folder, this.items, this.firstItems, this.firstSeed) = (folder, items, firstItems, firstSeed);

    /// <summary>Starts the workers.</summary>
    /// <param name="experiment">The experiment; its seed is the first.</param>
    /// <param name="validation">Which seeds of which devices.</param>
    /// <param name="plan">The workers.</param>
    /// <param name="kept">The file of the seeds that are done: no worker runs these.</param>
    /// <param name="path">The folder of the items; made, or taken up.</param>
    /// <param name="launch">How a worker is started.</param>
    /// <param name="told">Told what was started.</param>
    /// <exception cref="RunException">The folder has items of another study, or no worker can be started.</exception>
    public static async Task<SeedsElsewhere> BeginAsync(
        Experiment experiment, ValidationOrder validation, WorkerPlan plan, SeedFile kept, string path,
        WorkerLaunch launch, Action<string> told)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(kept);
        var folder = new ItemFolder(path);
        var firstItems = new Dictionary<string, int>(StringComparer.Ordinal) { [string.Empty] = 0 };
        foreach ((int i, (GridDevice device, GridEffect effect)) in validation.ReadPairs().Index())
        {
            firstItems.Add(GridStudy.NameOf(device, effect), i * validation.Seeds);
        }

        WorkOrder order = WorkOrder.Of(experiment, validation.CountItems(), plan, validation) with
        {
            Kept =
            [
                .. firstItems.Where(study => study.Key.Length > 0 == validation.IsGrid)
                    .SelectMany(study => Enumerable.Range(0, validation.Seeds)
                        .Where(i => kept.Find(study.Key, experiment.Seed + (ulong)i) is not null)
                        .Select(i => study.Value + i))
                    .Order(),
            ],
        };
        return new SeedsElsewhere(
            folder,
            await WorkerItems.BeginAsync(folder, order, launch, told).ConfigureAwait(false),
            firstItems,
            experiment.Seed);
    }

    /// <inheritdoc/>
    public async Task<SeedOutcome> TakeAsync(string study, ulong seed, CancellationToken cancellationToken)
    {
        int item = firstItems[study] + (int)(seed - firstSeed);
        (ItemResult result, _) = await items.TakeAsync(item, cancellationToken).ConfigureAwait(false);
        try
        {
            return result.Outcome.Deserialize<SeedOutcome>(SeedFile.Format) is { Results: not null, Truth: not null } outcome
                && outcome.Seed == seed ? outcome : throw new JsonException("it is that of another seed.");
        }
        catch (JsonException error)
        {
            throw new RunException(
                $"The item {item} in '{folder.FullPath}' cannot be read: {error.Message} Remove its file, and it is run again.",
                error);
        }
    }

    /// <summary>Removes the items: all seeds are done, and elsewhere.</summary>
    /// <returns>What is left to do, in a sentence; <see langword="null"/> where they are gone.</returns>
    public Task<string?> RemoveAsync() => folder.RemoveAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => items.DisposeAsync();
}
