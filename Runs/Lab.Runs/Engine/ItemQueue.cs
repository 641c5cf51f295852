using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Studies;

namespace Lab.Runs.Engine;

/// <summary>Computes the items of a study beside each other, and hands their points out in the order of the items. Items that are
/// ahead wait in memory.</summary>
/// <param name="study">The study.</param>
/// <param name="work">Computes an item.</param>
internal sealed class ItemQueue(IItemExperiment study, IStudyWork work) : IMeasurement, IAsyncDisposable
{
    /// <summary>Items that are begun or wait, for each thread: a slow one does not keep the others from going on.</summary>
    private const int ItemsPerThread = 3;

    private readonly int[] firstPoints = FirstPointsOf(study);
    private readonly Lock gate = new();
    private readonly CancellationTokenSource ended = new();
    private readonly Dictionary<int, Channel<Row>> channels = [];
    private readonly Dictionary<int, Task> underWay = [];
    private int head;
    private int headPoint;
    private int next = -1;
    private int beside = 1;
    private Exception? failed;

    /// <summary>The first point of each item, and behind the last how many points all have.</summary>
    public static int[] FirstPointsOf(IItemExperiment study)
    {
        var first = new int[study.ItemCount + 1];
        for (int item = 0; item < study.ItemCount; item++)
        {
            first[item + 1] = first[item] + study.PointsOf(item);
        }

        return first;
    }

    /// <summary>The item of a point, and the point in it.</summary>
    public static (int Item, int Point) ItemOf(int[] firstPoints, int point)
    {
        int found = Array.BinarySearch(firstPoints, point);
        int item = found >= 0 ? found : ~found - 1;
        return (item, point - firstPoints[item]);
    }

    /// <inheritdoc/>
    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (int item, int within) = ItemOf(firstPoints, point);
        Channel<Row> channel;
        lock (gate)
        {
            if (next < 0)
            {
                (next, headPoint) = (item, within);
                beside = Math.Clamp(study.ItemCount - item, 1, study.Threads);
            }

            head = item;
            channel = ChannelOf(item);
            Begin();
        }

        try
        {
            row.CopyFrom(await channel.Reader.ReadAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (ChannelClosedException closed) when (closed.InnerException is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        if (within == study.PointsOf(item) - 1)
        {
            lock (gate)
            {
                channels.Remove(item);
            }
        }
    }

    /// <summary>Ends the items that are under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync().ConfigureAwait(false);
        Task[] tasks;
        lock (gate)
        {
            next = study.ItemCount;
            tasks = [.. underWay.Values];
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
        if (work is IAsyncDisposable closed)
        {
            await closed.DisposeAsync().ConfigureAwait(false);
        }

        ended.Dispose();
    }

    // Under the lock. The last point of an item may be read before its task has ended: then the next item has not begun yet.
    private Channel<Row> ChannelOf(int item)
    {
        if (!channels.TryGetValue(item, out Channel<Row>? channel))
        {
            channels[item] = channel = Channel.CreateUnbounded<Row>();
            if (failed is not null)
            {
                channel.Writer.Complete(failed);
            }
        }

        return channel;
    }

    // Under the lock. A stage begins after the one before it has ended.
    private void Begin()
    {
        while (next < study.ItemCount && underWay.Count < beside && next < head + (beside * ItemsPerThread)
            && (underWay.Count == 0 || study.StageOf(next) == study.StageOf(next - 1)))
        {
            int item = next++;
            int first = item == head ? headPoint : 0;
            headPoint = 0;
            Channel<Row> channel = ChannelOf(item);
            underWay[item] = Task.Run(() => ComputeAsync(item, first, channel), CancellationToken.None);
        }
    }

    private async Task ComputeAsync(int item, int firstPoint, Channel<Row> channel)
    {
        Exception? failure = null;
        try
        {
            int threads = Math.Max(1, study.Threads / beside);
            var computed = new StudyItem(item, firstPoint, threads, study.Columns, row => channel.Writer.TryWrite(row));
            await work.ComputeAsync(computed, ended.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = error; // the run gets it with the item's next point
        }

        lock (gate)
        {
            underWay.Remove(item);
            if (failure is not null)
            {
                failed ??= failure;
                foreach (Channel<Row> waiting in channels.Where(pair => pair.Key >= next).Select(pair => pair.Value))
                {
                    waiting.Writer.TryComplete(failure);
                }

                next = study.ItemCount;
            }

            Begin();
        }

        channel.Writer.Complete(failure);
    }
}
