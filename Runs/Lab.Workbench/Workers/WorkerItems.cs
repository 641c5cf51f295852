using Lab.Runs;

namespace Lab.Workbench.Workers;

/// <summary>Collects the items of a study while workers compute them.</summary>
internal sealed class WorkerItems : IAsyncDisposable
{
    private const int MostTroubles = 20;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private readonly ItemFolder folder;
    private readonly WorkOrder order;
    private readonly IWorkerHost host;
    private readonly CancellationTokenSource ended = new();
    private Task looking = Task.CompletedTask;

    private WorkerItems(ItemFolder folder, WorkOrder order, IWorkerHost host) =>
        (this.folder, this.order, this.host) = (folder, order, host);

    /// <summary>Makes the folder, or takes it up, and starts the workers.</summary>
    /// <param name="folder">The folder of the items.</param>
    /// <param name="order">The order.</param>
    /// <param name="launch">How a worker is started.</param>
    /// <param name="told">Told what was started.</param>
    /// <exception cref="RunException">The folder has items of another study, or no worker can be started.</exception>
    public static async Task<WorkerItems> BeginAsync(
        ItemFolder folder, WorkOrder order, WorkerLaunch launch, Action<string> told)
    {
        folder.Begin(order);
        IWorkerHost host = order.Workers.On == WorkerPlace.Slurm
            ? new SlurmWorkers(
                folder, launch, order.Workers, new OpenItems(folder, order), SlurmCommand.RunAsync, told)
            : new LocalWorkers(folder, launch, order.Workers.Count, new OpenItems(folder, order));
        var items = new WorkerItems(folder, order, host);
        try
        {
            told(await host.StartAsync().ConfigureAwait(false));
        }
        catch
        {
            await items.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (order.Workers.HasMixedMachines)
        {
            told("Machines of several kinds may compute items, and the last digits of a result may depend on which one did.");
        }

        items.looking = items.LookAsync();
        return items;
    }

    /// <summary>Waits for an item.</summary>
    /// <param name="item">The item, from 0.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>What its file holds, and the folder of the files that came with it.</returns>
    /// <exception cref="RunException">It has no result, is of another study, or nobody computes it any more.</exception>
    public async Task<(ItemResult Result, string Files)> TakeAsync(int item, CancellationToken stop)
    {
        TimeSpan wait = ShortestWait;
        while (true)
        {
            if (folder.TryRead(item) is { } result)
            {
                return (Checked(item, result), folder.FilesOf(item, result.Worker));
            }

            if (looking.IsFaulted)
            {
                await looking.ConfigureAwait(false);
            }

            await Task.Delay(wait, TimeProvider.System, stop).ConfigureAwait(false);
            wait = TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, wait.Ticks * 2));
        }
    }

    /// <summary>Ends the workers.</summary>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync().ConfigureAwait(false);
        await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // its fault is told with the item
        folder.Stop();
        await host.EndAsync().ConfigureAwait(false);
        ended.Dispose();
    }

    private ItemResult Checked(int item, ItemResult result)
    {
        if (result.Hash != order.Hash || result.Item != item)
        {
            throw new RunException(
                $"The file of the item {item} in '{folder.FullPath}' is that of a study with other settings: it carries the hash "
                    + $"{result.Hash}, and this study has {order.Hash}. Remove the folder and go on with --workers: "
                    + "its items are computed again.");
        }

        return result switch
        {
            { IsBug: true, Failure: { } bug } => throw new InvalidOperationException($"in the worker {result.Worker}: {bug}"),
            { Failure: { } failure } => throw new RunException(failure),
            _ => result,
        };
    }

    private async Task LookAsync()
    {
        int troubles = 0;
        try
        {
            while (true)
            {
                await Task.Delay(host.LookTime, TimeProvider.System, ended.Token).ConfigureAwait(false);
                try
                {
                    await host.LookAsync().ConfigureAwait(false);
                    troubles = 0;
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // The disk was asked for seconds already.
                    if (++troubles == MostTroubles)
                    {
                        throw new RunException(
                            $"The folder of the items '{folder.FullPath}' cannot be read any more: {error.Message}", error);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The study has ended.
        }
    }
}
