using System.Net;
using Lab.Dashboard.Access;
using Lab.Dashboard.Feeds;
using Lab.Dashboard.Pages;
using Lab.Dashboard.Views;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Workbench;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lab.Dashboard;

/// <summary>Serves the page on which people watch runs, compare them, and keep the queue.</summary>
/// <remarks>All that it shows is read from records, each time through a connection of its own; a run neither waits for it nor
/// hears of it. What a person orders lies in a file for the run to take.</remarks>
public sealed class DashboardServer : IAsyncDisposable
{
    private const long LongestBody = 64 << 10;

    private readonly WebApplication application;
    private readonly RunFeeds feeds;
    private readonly Attention attention;

    private DashboardServer(WebApplication application, RunFeeds feeds, Attention attention, Uri address)
    {
        this.application = application;
        this.feeds = feeds;
        this.attention = attention;
        Address = address;
    }

    /// <summary>Where browsers find the page.</summary>
    public Uri Address { get; }

    /// <summary>How long nobody has looked; zero while a viewer follows a run.</summary>
    public TimeSpan SinceLastRequest => attention.SinceLast;

    /// <summary>Starts to serve.</summary>
    /// <param name="options">What is shown, where, and to whom.</param>
    /// <exception cref="DashboardException">Others could reach the page, and no token is asked for; or the port is
    /// taken.</exception>
    public static async Task<DashboardServer> StartAsync(DashboardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options is { IsPublic: true, ViewToken: null })
        {
            throw new DashboardException(400, "A page that others can reach asks for a token: give one for viewing.");
        }

        if (options.ViewToken is { } view && view == options.ControlToken)
        {
            throw new DashboardException(400, "The tokens for viewing and for control are the same: who looks could stop runs.");
        }

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LongestBody;
            kestrel.Limits.MaxConcurrentConnections = 1000;
            kestrel.Listen(options.Address, options.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddOpenApi();
        builder.Services.ConfigureHttpJsonOptions(
            json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, DashboardJson.Default));
        WebApplication application = builder.Build();
        var feeds = new RunFeeds();
        var attention = new Attention();
        application.Use(attention.CountAsync);
        Map(application, options, feeds);
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch (IOException error)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new DashboardException(500, $"The page cannot be served at {options.Address}:{options.Port}: {error.Message}");
        }

        string address = application.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()?.Addresses.First()
            ?? throw new InvalidOperationException("Bug in Lab: the server has no address.");
        return new DashboardServer(application, feeds, attention, new Uri(address));
    }

    /// <summary>Ends: viewers are let go.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        await application.StopAsync(patience.Token).ConfigureAwait(false);
        await feeds.DisposeAsync().ConfigureAwait(false);
        await application.DisposeAsync().ConfigureAwait(false);
    }

    private static void Map(WebApplication application, DashboardOptions options, RunFeeds feeds)
    {
        var guard = new RequestGuard(options);
        var folders = new RunFolders(options.RunsFolder);
        var calibrations = new CalibrationStore(options.CalibrationsFolder
            ?? Path.Combine(Path.GetDirectoryName(folders.Root) ?? string.Empty, Experiment.CalibrationsName));
        application.Use(
            (context, next) => AnswerFaultsAsync(context, guard, () => guard.InvokeAsync(context, next), options.Log));
        application.UseRouting();
        application.MapGet("/", context => PageFiles.WriteAsync(context, "index.html")).ExcludeFromDescription();
        application.MapGet("/assets/{name}", (string name, HttpContext context) => PageFiles.WriteAsync(context, name))
            .ExcludeFromDescription();
        application.MapGet("/api/session", (HttpContext context) =>
            new SessionView(!guard.IsViewer(context.Request), guard.HasControl, RunEngine.Version)).WithTags("session");
        application.MapPost("/api/session", (SessionRequest request, HttpContext context) =>
            guard.TryOpenSession(context, request.Token)
                ? new SessionView(NeedsToken: false, guard.HasControl, RunEngine.Version)
                : throw new DashboardException(StatusCodes.Status401Unauthorized, "This is not the token for viewing."))
                    .WithTags("session");
        var lines = new RunLines(folders);
        var studies = new StudyPages(folders, lines);
        new RunEndpoints(folders, guard, feeds, options, lines, studies).Map(application);
        new ArrayEndpoints(folders).Map(application);
        new QueueEndpoints(folders, guard, options).Map(application);
        var benches = new Snapshot<IReadOnlyList<BenchView>>(
            () => BenchPages.List(folders, calibrations), DashboardJson.Default.IReadOnlyListBenchView, options.ListAge);
        application.MapGet("/api/benches", benches.AnswerAsync).Produces<IReadOnlyList<BenchView>>().WithTags("benches")
            .WithSummary("The benches as their last runs found and left them, with the calibrations in force.");
        var items = new Snapshot<IReadOnlyList<StudyView>>(
            studies.List, DashboardJson.Default.IReadOnlyListStudyView, options.ListAge);
        application.MapGet("/api/studies", items.AnswerAsync).Produces<IReadOnlyList<StudyView>>().WithTags("studies")
            .WithSummary("The studies whose items workers compute: how many are done, workers, failures, time left.");
        application.MapOpenApi("/api/openapi.json");
    }

    private static async Task AnswerFaultsAsync(
        HttpContext context, RequestGuard guard, Func<Task> answer, Action<string> log)
    {
        (int status, string message) fault;
        try
        {
            await answer().ConfigureAwait(false);
            return;
        }
        catch (DashboardException error)
        {
            fault = (error.Status, error.Message);
        }
        catch (RunException error)
        {
            fault = (StatusCodes.Status409Conflict, error.Message);
        }
        catch (WorkbenchException error)
        {
            fault = (StatusCodes.Status409Conflict, error.Message);
        }
        catch (BadHttpRequestException error)
        {
            fault = (error.StatusCode, error.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // who asked has left
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            fault = (StatusCodes.Status409Conflict, error.Message);
        }
        catch (Exception bug)
        {
            fault = (StatusCodes.Status500InternalServerError, $"Bug in Lab: {bug.GetType().Name}: {bug.Message}");
            log($"{context.Request.Method} {context.Request.Path}: {bug}");
        }

        if (fault.status < StatusCodes.Status500InternalServerError)
        {
            LogRefusal(context, guard, fault.message, log);
        }

        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = fault.status;
        await context.Response.WriteAsJsonAsync(new Fault(fault.message), DashboardJson.Default.Fault).ConfigureAwait(false);
    }

    // Address, request, time and reason of what is refused; what a request says of itself is no line of its own.
    private static void LogRefusal(HttpContext context, RequestGuard guard, string why, Action<string> log)
    {
        HttpRequest request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            string line = $"{TimeProvider.System.GetUtcNow():u} {Requester.AddressOf(context, guard)} is refused "
                + $"{request.Method} {request.Path}: {why}";
            log(string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c)));
        }
    }
}
