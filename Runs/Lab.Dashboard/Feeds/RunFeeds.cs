using Lab.Runs.Records;

namespace Lab.Dashboard.Feeds;

/// <summary>The runs that are being watched, each followed once.</summary>
internal sealed class RunFeeds : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (RunFeed Feed, int Viewers)> feeds = [];

    /// <summary>Follows a run until the lease is given back.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="Lab.Runs.RunException">It cannot be read.</exception>
    public Lease Watch(RunFolder run)
    {
        lock (gate)
        {
            (RunFeed feed, int viewers) = feeds.TryGetValue(run.Name, out (RunFeed Feed, int Viewers) known)
                ? known
                : (new RunFeed(run), 0);
            feeds[run.Name] = (feed, viewers + 1);
            return new Lease(this, run.Name, feed);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        RunFeed[] left;
        lock (gate)
        {
            left = [.. feeds.Values.Select(each => each.Feed)];
            feeds.Clear();
        }

        foreach (RunFeed feed in left)
        {
            await feed.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask ReturnAsync(string run)
    {
        RunFeed? unwatched = null;
        lock (gate)
        {
            if (!feeds.TryGetValue(run, out (RunFeed Feed, int Viewers) known))
            {
                return; // the server ends
            }

            if (known.Viewers == 1)
            {
                feeds.Remove(run);
                unwatched = known.Feed;
            }
            else
            {
                feeds[run] = (known.Feed, known.Viewers - 1);
            }
        }

        if (unwatched is not null)
        {
            await unwatched.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A viewer's hold on a run.</summary>
    /// <param name="owner">Where it is given back.</param>
    /// <param name="run">The run.</param>
    /// <param name="feed">What follows it.</param>
    internal sealed class Lease(RunFeeds owner, string run, RunFeed feed) : IAsyncDisposable
    {
        /// <summary>What follows the run.</summary>
        public RunFeed Feed { get; } = feed;

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => owner.ReturnAsync(run);
    }
}
