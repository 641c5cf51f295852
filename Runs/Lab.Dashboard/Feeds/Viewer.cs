using Lab.Dashboard.Views;
using Microsoft.AspNetCore.Http;

namespace Lab.Dashboard.Feeds;

/// <summary>One browser that follows a run by events: state, log, and the series that it chose.</summary>
/// <param name="feed">What follows the run.</param>
/// <param name="series">The series that the viewer chose.</param>
/// <param name="patience">How long the viewer may take nothing before it is dropped.</param>
internal sealed class Viewer(RunFeed feed, IReadOnlyList<FollowedSeries> series, TimeSpan patience)
{
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(10);

    private readonly SeriesPlace[] places = [.. series.Select(_ => SeriesPlace.Nothing)];
    private int stateSeen;
    private long logSeen;

    /// <summary>Tells the viewer all, until the run has ended or the viewer is gone.</summary>
    /// <param name="context">The viewer's request.</param>
    public async Task FollowAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would keep events back
        CancellationToken gone = context.RequestAborted;
        try
        {
            while (true)
            {
                // Taken first: what changes while this viewer is told is told next.
                Task change = feed.WhenChanged();
                bool isComplete = feed.IsComplete;
                bool wasTold = await TellAsync(context).ConfigureAwait(false);
                if (isComplete)
                {
                    await WriteAsync(context, "event: end\ndata: {}\n\n"u8.ToArray()).ConfigureAwait(false);
                    return;
                }

                if (!wasTold)
                {
                    await WriteAsync(context, ServerEvent.Beat).ConfigureAwait(false);
                }

                await Task.WhenAny(change, Task.Delay(BeatInterval, TimeProvider.System, gone)).ConfigureAwait(false);
                gone.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The viewer has left.
        }
        catch (TimeoutException)
        {
            context.Abort(); // it took nothing for too long; a browser that wakes up asks again
        }
    }

    private async Task<bool> TellAsync(HttpContext context)
    {
        bool wasTold = false;
        RunFeed.StateNow state = feed.State;
        if (state.Version != stateSeen)
        {
            stateSeen = state.Version;
            await WriteAsync(context, state.Event).ConfigureAwait(false);
            wasTold = true;
        }

        for (int i = 0; i < series.Count; i++)
        {
            if (series[i].PartFor(ref places[i]) is { } part)
            {
                await WriteAsync(context, part).ConfigureAwait(false);
                wasTold = true;
            }
        }

        if (feed.Log.After(ref logSeen) is { Count: > 0 } lines)
        {
            await WriteAsync(context, ServerEvent.Of("log", new LogPart(lines), DashboardJson.Default.LogPart))
                .ConfigureAwait(false);
            wasTold = true;
        }

        return wasTold;
    }

    // The server holds back what a viewer does not take, 64 KiB of it; then this waits.
    private async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask()
            .WaitAsync(patience, TimeProvider.System).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(context.RequestAborted).WaitAsync(patience, TimeProvider.System)
            .ConfigureAwait(false);
    }
}
