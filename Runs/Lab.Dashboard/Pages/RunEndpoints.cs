using Lab.Dashboard.Access;
using Lab.Dashboard.Feeds;
using Lab.Dashboard.Views;
using Lab.Instruments.Files;
using Lab.Runs.Records;
using Lab.Workbench.Desks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lab.Dashboard.Pages;

/// <summary>What can be asked of runs, and told to them.</summary>
/// <param name="folders">The folder of all runs.</param>
/// <param name="guard">Who may do what.</param>
/// <param name="feeds">The runs that are watched.</param>
/// <param name="options">The dashboard's options.</param>
/// <param name="lines">The runs as a list shows them.</param>
/// <param name="studies">The studies with workers.</param>
internal sealed class RunEndpoints(
    RunFolders folders, RequestGuard guard, RunFeeds feeds, DashboardOptions options, RunLines lines, StudyPages studies)
{
    private const int MostSeries = 8;
    private const int MostViewers = 400;
    private const int MostReaders = 4;
    private const long LongestReport = 256 << 20;

    private readonly Turns reading = new(MostReaders);
    private readonly Snapshot<IReadOnlyList<RunLine>> listed =
        new(lines.List, DashboardJson.Default.IReadOnlyListRunLine, options.ListAge);

    private int viewers;

    /// <summary>Adds the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder runs = routes.MapGroup("/api/runs").WithTags("runs");
        runs.MapGet(string.Empty, listed.AnswerAsync).Produces<IReadOnlyList<RunLine>>().WithSummary("All runs, newest first.");
        runs.MapGet("/{run}", Page).WithSummary("A run: columns, settings, instruments, limits, calibrations, notes.");
        runs.MapGet("/{run}/state", State).WithSummary("How far a run is, its results, and what it was told.");
        runs.MapGet("/{run}/series", SeriesAsync).WithSummary(
            "Columns of a run against one another, 'columns=x,y' or 'columns=x,y,z'; thinned to what a screen shows.");
        runs.MapGet("/{run}/items", (string run) => studies.Of(folders.Find(run))).WithSummary(
            "The items of a study that workers compute: how many are done, workers, failures, time left.");
        runs.MapGet("/{run}/events", FollowAsync).WithSummary(
            "A run as it goes, by server-sent events 'state', 'series', 'log' and 'end'; 'columns' may be given several times.");
        runs.MapGet("/{run}/report", ReportAsync).WithSummary("The report of a run.");
        runs.MapPost("/{run}/orders", Order).WithSummary(
            "Pauses a run, lets it go on, or stops it; needs the token for control and the run's name in 'confirm'.");
        runs.MapPost("/{run}/marks", Mark).WithSummary("Writes a note or tags beside a run; needs the token for control.");
    }

    private RunPage Page(string run)
    {
        RunFolder folder = folders.Find(run);
        return RunPages.Of(folder, lines.Of(folder));
    }

    private RunState State(string run) => RunStates.Read(folders.Find(run));

    // A long record takes a while to read; who comes meanwhile waits for a turn.
    private Task<SeriesPart> SeriesAsync(string run, string columns, CancellationToken gone) =>
        reading.TakeAsync(() => ReadSeriesAsync(run, columns, gone), gone);

    private async Task<SeriesPart> ReadSeriesAsync(string run, string columns, CancellationToken gone)
    {
        await using RunFeeds.Lease lease = feeds.Watch(folders.Find(run));
        var key = SeriesKey.Parse(columns);
        FollowedSeries series = lease.Feed.Follow(key);
        try
        {
            await CatchUpAsync(lease.Feed, series, gone).ConfigureAwait(false);
            return series.Whole();
        }
        finally
        {
            lease.Feed.Leave(key);
        }
    }

    private static async Task CatchUpAsync(RunFeed feed, FollowedSeries series, CancellationToken gone)
    {
        while (!series.IsCaughtUp)
        {
            Task change = feed.WhenChanged();
            if (!series.IsCaughtUp)
            {
                if (feed.Fault is { } fault)
                {
                    throw new DashboardException(409, fault);
                }

                await Task.WhenAny(change, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, gone))
                    .ConfigureAwait(false);
                gone.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task FollowAsync(string run, string[] columns, HttpContext context)
    {
        if (columns.Length > MostSeries)
        {
            throw new DashboardException(400, $"A viewer follows at most {MostSeries} series at a time.");
        }

        if (Interlocked.Increment(ref viewers) > MostViewers)
        {
            Interlocked.Decrement(ref viewers);
            throw new DashboardException(503, $"{MostViewers} viewers are here already; try again later.");
        }

        try
        {
            await using RunFeeds.Lease lease = feeds.Watch(folders.Find(run));
            List<(SeriesKey Key, FollowedSeries Series)> followed = [];
            try
            {
                foreach (SeriesKey key in columns.Select(SeriesKey.Parse))
                {
                    followed.Add((key, lease.Feed.Follow(key)));
                }

                await new Viewer(lease.Feed, [.. followed.Select(each => each.Series)], options.ViewerPatience)
                    .FollowAsync(context).ConfigureAwait(false);
            }
            finally
            {
                followed.ForEach(each => lease.Feed.Leave(each.Key));
            }
        }
        finally
        {
            Interlocked.Decrement(ref viewers);
        }
    }

    // A report may come from elsewhere: its scripts run, but as those of a page without an origin, which may
    // ask for nothing here.
    private async Task ReportAsync(string run, HttpContext context)
    {
        RunFolder folder = folders.Find(run);
        if (!File.Exists(folder.ReportFile))
        {
            throw new DashboardException(404, $"The run '{run}' has no report yet.");
        }

        await using FileStream report = PlainFile.Open(folder.ReportFile);
        if (report.Length > LongestReport)
        {
            throw new DashboardException(413, $"The report of '{run}' has {report.Length} bytes; open the file itself.");
        }

        context.Response.Headers.ContentSecurityPolicy = "sandbox allow-scripts allow-downloads; default-src 'none'; "
            + "script-src 'unsafe-inline' blob: data:; style-src 'unsafe-inline'; img-src data: blob:; frame-ancestors 'self'";
        context.Response.Headers.XFrameOptions = "SAMEORIGIN";
        context.Response.ContentType = "text/html; charset=utf-8";
        await report.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private IResult Order(string run, OrderRequest request, HttpContext context)
    {
        guard.RequireControl(context);
        RunFolder folder = folders.Find(run);
        if (request.Confirm != folder.Name)
        {
            throw new DashboardException(400, $"Confirm the order with the run's name, '{folder.Name}'; nothing was done.");
        }

        if (!Enum.IsDefined(request.Order))
        {
            throw new DashboardException(
                400, $"A run is told {string.Join(", ", Enum.GetNames<OrderKind>())}; nothing was done.");
        }

        string by = Requester.Of(request.By, context, guard);
        RunOrders.Give(folder, new RunOrder(request.Order, by, TimeProvider.System.GetUtcNow()));
        options.Log($"{by} orders {folder.Name}: {request.Order.ToString().ToLowerInvariant()}");
        return Results.Accepted();
    }

    private RunPage Mark(string run, MarkRequest request, HttpContext context)
    {
        guard.RequireControl(context);
        RunFolder folder = folders.Find(run);
        string by = Requester.Of(request.By, context, guard);
        folder.ChangeNotes(notes =>
        {
            RunNotes changed = notes.WithTags([.. request.Add ?? []], [.. request.Remove ?? []]);
            return request.Note is { } note ? changed.WithNote(TimeProvider.System.GetUtcNow(), note, by) : changed;
        });
        options.Log($"{by} marks {folder.Name}: {string.Join(' ', MarksOf(request))}");
        listed.Forget();
        return Page(run);
    }

    // Tags are words, which the notes have made sure of; the text of a note stands in the record alone.
    private static IEnumerable<string> MarksOf(MarkRequest request) =>
    [
        .. (request.Add ?? []).Select(tag => $"+{tag}"), .. (request.Remove ?? []).Select(tag => $"-{tag}"),
        .. request.Note is null ? (string[])[] : ["a note"],
    ];
}
