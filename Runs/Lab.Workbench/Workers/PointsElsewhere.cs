using System.Text.Json;
using Lab.Instruments.Files;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Studies;

namespace Lab.Workbench.Workers;

/// <summary>Has the items of a run computed by workers, in a folder beside its record.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="plan">The workers; <see langword="null"/> for those with which the run began.</param>
/// <param name="launch">How one is started.</param>
/// <param name="told">Told what was started.</param>
internal sealed class PointsElsewhere(Experiment experiment, WorkerPlan? plan, WorkerLaunch launch, Action<string> told)
    : IItemsElsewhere
{
    public async ValueTask<IItemSource> BeginAsync(
        IItemExperiment items, string folder, CancellationToken cancellationToken)
    {
        var place = new ItemFolder(Path.Combine(folder, ItemFolder.Name));
        WorkerPlan workers = plan ?? place.ReadOrder().Workers.AsRead();
        var order = WorkOrder.Of(experiment, items.ItemCount, workers);
        return new Source(
            items, folder, await WorkerItems.BeginAsync(place, order, launch, told).ConfigureAwait(false));
    }

    private sealed class Source(IItemExperiment experiment, string folder, WorkerItems items) : IItemSource
    {
        public async ValueTask<IReadOnlyList<Row>> TakeAsync(int item, CancellationToken cancellationToken)
        {
            (ItemResult result, string files) = await items.TakeAsync(item, cancellationToken).ConfigureAwait(false);
            try
            {
                IReadOnlyList<Row> points = PointItems.Read(experiment.Columns, result.Outcome);
                foreach (string name in result.Files.Select(file => Path.GetFileName(file)))
                {
                    if (RunFolder.IsOfRecord(name))
                    {
                        throw new JsonException($"it has a file '{name}', which is the name of one of the record.");
                    }

                    using FileStream from = PlainFile.Open(Path.Combine(files, name));
                    WholeFile.Write(Path.Combine(folder, name), from.CopyTo);
                }

                return points.Count == experiment.PointsOf(item)
                    ? points
                    : throw new JsonException($"it has {points.Count} points, and {experiment.PointsOf(item)} are expected.");
            }
            catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
            {
                throw new RunException(
                    $"The item {item} of the worker {result.Worker} cannot be taken over: {error.Message} Remove its file "
                        + $"'{item:D6}.json' and resume the run: it is computed again.",
                    error);
            }
        }

        public ValueTask DisposeAsync() => items.DisposeAsync();
    }
}
