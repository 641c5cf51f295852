using Lab.Dashboard.Access;
using Lab.Dashboard.Views;
using Lab.Runs.Records;
using Lab.Workbench;
using Lab.Workbench.Composition;
using Lab.Workbench.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lab.Dashboard.Pages;

/// <summary>What can be asked of the queue, and done to it.</summary>
/// <param name="folders">The folder of all runs.</param>
/// <param name="guard">Who may do what.</param>
/// <param name="options">The dashboard's options.</param>
internal sealed class QueueEndpoints(RunFolders folders, RequestGuard guard, DashboardOptions options)
{
    private const string Whole = "queue";

    private readonly RunQueue queue = new(options.QueueFolder);
    private Snapshot<QueueView>? shown;

    /// <summary>Adds the addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/queue").WithTags("queue");
        shown = new Snapshot<QueueView>(Show, DashboardJson.Default.QueueView, options.ListAge);
        group.MapGet(string.Empty, shown.AnswerAsync).Produces<QueueView>().WithSummary("The queue.");
        group.MapPost("/clear", (QueueRequestView request, HttpContext context) =>
            DoAsync(request, context, Whole, "clears the queue of ended runs", () => queue.ClearAsync()))
            .WithSummary("Takes the runs that have ended out of the list, save those that another waits for. The records stay, "
                + "and what a recorded run was frozen with.");
        group.MapPost(string.Empty, AddAsync).WithSummary(
            "Queues a recorded run again, with its settings and its bench, rehearsed first; needs the token for control.");
        group.MapPost("/pause", (QueueRequestView request, HttpContext context) =>
            DoAsync(request, context, Whole, "pauses the queue", queue.PauseAsync)).WithSummary("Lets no further run begin.");
        group.MapPost("/continue", (QueueRequestView request, HttpContext context) =>
            DoAsync(request, context, Whole, "lets the queue go on", queue.ContinueAsync)).WithSummary("Lets runs begin again.");
        group.MapPost("/{number:int}/move", (int number, QueueRequestView request, HttpContext context) =>
            DoAsync(request, context, $"{number}", $"moves number {number}", () => queue.MoveAsync(number, request.Places)))
            .WithSummary("Moves a waiting run by 'places'.");
        group.MapPost("/{number:int}/remove", (int number, QueueRequestView request, HttpContext context) =>
            DoAsync(request, context, $"{number}", $"removes number {number}", () => queue.RemoveAsync(number)))
            .WithSummary("Takes a waiting run out of the queue.");
    }

    private QueueView Show()
    {
        QueueState state = queue.Read();
        return new QueueView(state.IsPaused, state.Reason, queue.IsServed, [.. state.Runs.Select(Of)]);
    }

    private static QueuedView Of(QueuedRun run) => new(
        run.Number,
        run.Protocol,
        run.Bench,
        run.Command,
        run.Status.ToString().ToLowerInvariant(),
        run.Reason,
        run.Terms.Conditions,
        [.. run.Attempts.Select(attempt => attempt.Run).OfType<string>().Distinct()]);

    private async Task<IResult> DoAsync(
        QueueRequestView request, HttpContext context, string meant, string what, Func<Task> act)
    {
        guard.RequireControl(context);
        RequireConfirmed(request, meant);
        string by = Requester.Of(request.By, context, guard);
        await act().ConfigureAwait(false);
        Note(by, what);
        return Results.Accepted();
    }

    private async Task<QueuedView> AddAsync(QueueRequestView request, HttpContext context)
    {
        guard.RequireControl(context);
        string by = Requester.Of(request.By, context, guard);
        RunFolder run = folders.Find(request.Run ?? throw new DashboardException(400, "Name the recorded run, 'run'."));
        RequireConfirmed(request, run.Name);
        RunInfo info = run.ReadInfo();
        if (info.LimitChanges.Count > 0)
        {
            throw new DashboardException(
                409, $"'{info.Run}' was carried out with changed limits; queue it with 'lab queue add run' and --limit.");
        }

        RequireAsRecorded(info);
        LabWorkbench workbench = await LabWorkbench.OpenAsync(info.BenchFile, new WorkbenchOptions
        {
            RunsFolder = folders.Root,
            CalibrationsFolder = options.CalibrationsFolder,
            Simulate = info.Simulate,
            HasRoughTwins = info.HasRoughTwins,
        }).ConfigureAwait(false);
        (QueuedRun added, _) = await new QueueAdmission(queue).AddAsync(
            workbench.ExperimentOf(info.Protocol, info.Settings, info.Seed),
            new QueueRequest($"lab run {info.Protocol} as in {info.Run}", folders.Root, by, new QueueTerms()),
            observer: null,
            context.RequestAborted).ConfigureAwait(false);
        Note(by, $"queues {info.Run} again, as number {added.Number}");
        return Of(added);
    }

    private static void RequireConfirmed(QueueRequestView request, string meant)
    {
        if (request.Confirm != meant)
        {
            throw new DashboardException(400, $"Confirm it with '{meant}' in 'confirm'; nothing was done.");
        }
    }

    private void Note(string by, string what)
    {
        queue.Note(TimeProvider.System.GetUtcNow(), by, what);
        options.Log($"{by} {what}");
        shown?.Forget();
    }

    // The files are those that the record names: it may have come from elsewhere, and they may have changed.
    private static void RequireAsRecorded(RunInfo info)
    {
        const string byHand = "queue it with 'lab queue add run'.";
        IEnumerable<string> paths = info.Files.Select(file => file.Path).Append(info.BenchFile).OfType<string>();
        if (paths.FirstOrDefault(path => path.StartsWith(@"\\", StringComparison.Ordinal)
            || path.StartsWith("//", StringComparison.Ordinal)) is { } remote)
        {
            throw new DashboardException(409, $"'{info.Run}' read '{remote}', which lies on another computer; {byHand}");
        }

        if (info.Files.Where(file => file.Setting != RunFiles.Bench || info.BenchFile is not null)
            .FirstOrDefault(file => RunFiles.SumOf(file.Path) != file.Sha256) is { } changed)
        {
            throw new DashboardException(409, $"'{changed.Path}' is not any more as '{info.Run}' read it; {byHand}");
        }

        if (info.BenchFile is { } named && info.Files.All(file => file.Setting != RunFiles.Bench))
        {
            throw new DashboardException(409, $"'{info.Run}' does not tell how its bench file '{named}' was; {byHand}");
        }

        if (info.Files.Any(file => file.Setting == RunFiles.Module)
            || (info.BenchFile is { } file && BenchModules.AreNamedBy(file)))
        {
            throw new DashboardException(409, $"The bench of '{info.Run}' brings code of its own; {byHand}");
        }
    }
}
