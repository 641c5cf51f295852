using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Lab.Dashboard.Feeds;
using Lab.Runs.Records;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lab.Dashboard.Tests;

/// <summary>Runs that are followed by events.</summary>
public sealed class FollowTests
{
    [Fact]
    public async Task Events_OfARunUnderWay_TellItsPointsUntilItsEnd()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);
        run.Append(1, 10);
        using var viewer = await EventReader.OpenAsync(served, $"/api/runs/{run.Name}/events?columns=frequency,voltage");

        JsonElement state = await viewer.NextAsync("state");
        Assert.Equal("running", state.GetProperty("status").GetString());
        double[] first = Numbers(await viewer.NextAsync("series"), "y");
        Assert.Equal([10], first);
        run.Append(2, 20);
        JsonElement further = await viewer.NextAsync("series");
        Assert.Equal(1, further.GetProperty("start").GetInt32());
        Assert.Equal([20], Numbers(further, "y"));
        run.Append(3, 30);
        run.End();
        while (state.GetProperty("status").GetString() == "running")
        {
            state = await viewer.NextAsync("state");
        }

        Assert.Equal("done", state.GetProperty("status").GetString());
        Assert.Equal(3, state.GetProperty("points").GetInt64());
        await viewer.NextAsync("end");
    }

    [Fact]
    public async Task Events_OfARunThatHasEnded_TellAllAndEnd()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);
        for (int i = 0; i < 25_000; i++)
        {
            run.Append(i, Math.Sin(i));
        }

        run.End(RunStatus.Failed);
        using var viewer = await EventReader.OpenAsync(
            served, $"/api/runs/{run.Name}/events?columns=frequency,voltage&columns=point,voltage");

        var lengths = new Dictionary<string, long>();
        while (await viewer.NextAsync() is { Name: not "end" } told)
        {
            if (told.Name == "series")
            {
                lengths[told.Document.GetProperty("series").GetString() ?? string.Empty] = told.Document.GetProperty("points")
                    .GetInt64();
            }
        }

        Assert.Equal(new Dictionary<string, long> { ["frequency,voltage"] = 25_000, ["point,voltage"] = 25_000 }, lengths);
    }

    [Fact]
    public async Task Events_OfARunThatIsAnalysed_EndWithItsReport()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);
        run.Append(1, 10);
        IDisposable claim = run.Folder.Claim();
        using var viewer = await EventReader.OpenAsync(served, $"/api/runs/{run.Name}/events?columns=frequency,voltage");

        // As the engine does: how the measurement ended, then the results, then the report.
        run.Folder.WriteInfo(run.Info with { Status = RunStatus.Done, Points = 1 });
        JsonElement state = await StateAsync(now => now.GetProperty("status").GetString() == "done");
        Assert.False(state.GetProperty("isEnded").GetBoolean());
        run.Folder.WriteInfo(run.Info with
        {
            Status = RunStatus.Done,
            Points = 1,
            Ended = TimeProvider.System.GetUtcNow(),
            Warnings = ["few points"],
        });
        state = await StateAsync(now => now.GetProperty("warnings").GetArrayLength() == 1);
        Assert.False(state.GetProperty("isEnded").GetBoolean());
        await File.WriteAllTextAsync(run.Folder.ReportFile, "<p>report");
        state = await StateAsync(now => now.GetProperty("hasReport").GetBoolean());
        Assert.False(state.GetProperty("isEnded").GetBoolean());
        claim.Dispose();

        await StateAsync(now => now.GetProperty("isEnded").GetBoolean());
        await viewer.NextAsync("end");

        async Task<JsonElement> StateAsync(Func<JsonElement, bool> isSo)
        {
            while (true)
            {
                (string name, JsonElement document) = await viewer.NextAsync();
                Assert.NotEqual("end", name);
                if (name == "state" && isSo(document))
                {
                    return document;
                }
            }
        }
    }

    [Fact]
    public async Task Viewer_ThatTakesNothing_HoldsUpNobody()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);
        for (int i = 0; i < 40_000; i++)
        {
            run.Append(i, Math.Sin(i)); // a map of which is more than what the system holds back for a viewer
        }

        using var frozen = new TcpClient();
        frozen.ReceiveBufferSize = 1 << 16;
        await frozen.ConnectAsync(IPAddress.Loopback, served.Server.Address.Port);
        string columns = string.Concat(
            from axes in new[] { "frequency,voltage", "voltage,frequency" }
            from z in new[] { "voltage", "frequency", "point", "bench_seconds" }
            select $"&columns={axes},{z}");
        await frozen.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /api/runs/{run.Name}/events?{columns[1..]} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        Assert.Equal(1, await frozen.GetStream().ReadAsync(new byte[1])); // it is served, and takes no more
        using var other = await EventReader.OpenAsync(served, $"/api/runs/{run.Name}/events?columns=frequency,voltage");
        JsonElement series = await other.NextAsync("series");
        run.Append(40_000, 5);
        while (series.GetProperty("points").GetInt64() < 40_001)
        {
            series = await other.NextAsync("series");
        }
    }

    [Fact]
    public async Task Viewer_ThatWasWaitedFor_IsDropped()
    {
        using var place = new Workplace();
        using var run = new RecordedRun(place.Runs);
        await using var feed = new RunFeed(run.Folder);
        var connection = new FrozenConnection();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestLifetimeFeature>(connection);
        context.Response.Body = connection.Body;

        await new Viewer(feed, [], TimeSpan.FromMilliseconds(1)).FollowAsync(context);

        Assert.True(connection.IsBrokenOff);
    }

    [Fact]
    public async Task State_OfARunWithATornLineOfOrders_IsShown()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);
        run.Append(1, 10);
        run.End();
        using var viewer = await EventReader.OpenAsync(served, $"/api/runs/{run.Name}/events");
        await File.WriteAllTextAsync(Path.Combine(run.Folder.FullPath, "control.jsonl"), "torn {");
        await viewer.NextAsync("end");

        JsonElement state = await served.GetAsync($"/api/runs/{run.Name}/state");

        Assert.Equal("done", state.GetProperty("status").GetString());
        Assert.Empty(state.GetProperty("orders").EnumerateArray());
    }

    [Fact]
    public async Task Series_WithAColumnThatIsNotThere_SaysWhichThereAre()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);

        using HttpResponseMessage response = await served.Client.GetAsync(
            $"/api/runs/{run.Name}/series?columns=frequency,\"; DROP TABLE points");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("it has frequency, voltage.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ShowsStarsTagsAndNotes()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);
        run.End();

        using HttpResponseMessage marked = await served.PostAsync(
            $"/api/runs/{run.Name}/marks", new { by = "alice", note = "new cable", add = new[] { "star", "good" } });

        Assert.Equal(HttpStatusCode.OK, marked.StatusCode);
        JsonElement line = Assert.Single((await served.GetAsync("/api/runs")).EnumerateArray());
        Assert.True(line.GetProperty("hasStar").GetBoolean());
        Assert.Equal("new cable", line.GetProperty("note").GetString());
        Assert.Equal(["good"], line.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
    }

    [Fact]
    public async Task List_ThatManyAskFor_IsReadOnceAndSentOnce()
    {
        await using ServedRuns served = await ServedRuns.StartAsync(options => options with { ListAge = TimeSpan.FromHours(1) });
        using var run = new RecordedRun(served.Place.Runs);
        using HttpResponseMessage first = await served.Client.GetAsync("/api/runs");
        run.Append(1, 1);
        run.End();

        // Read once, however the run goes on; and not sent to who has it.
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/runs");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage second = await served.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());

        // What a person does here is seen at once.
        (await served.PostAsync($"/api/runs/{run.Name}/marks", new { by = "alice", note = "new cable" }))
            .EnsureSuccessStatusCode();
        JsonElement line = Assert.Single((await served.GetAsync("/api/runs")).EnumerateArray());
        Assert.Equal("new cable", line.GetProperty("note").GetString());
        Assert.Equal("done", line.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Description_NamesEveryAddress()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();

        JsonElement paths = (await served.GetAsync("/api/openapi.json")).GetProperty("paths");

        string[] expected =
        [
            "/api/session", "/api/runs", "/api/runs/{run}", "/api/runs/{run}/state", "/api/runs/{run}/series",
            "/api/runs/{run}/events", "/api/runs/{run}/report", "/api/runs/{run}/orders", "/api/runs/{run}/marks", "/api/benches",
            "/api/queue", "/api/queue/clear", "/api/studies", "/api/runs/{run}/items", "/api/runs/{run}/array",
            "/api/runs/{run}/image", "/api/runs/{run}/stack",
            "/api/queue/pause", "/api/queue/continue", "/api/queue/{number}/move", "/api/queue/{number}/remove",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), paths.EnumerateObject().Select(path => path.Name)
            .Order(StringComparer.Ordinal));
        Assert.Contains(
            "and what a recorded run was frozen with",
            paths.GetProperty("/api/queue/clear").GetProperty("post").GetProperty("summary").GetString(),
            StringComparison.Ordinal);
    }

    private static double[] Numbers(JsonElement part, string axis) =>
        [.. part.GetProperty(axis).EnumerateArray().Select(value => value.GetDouble())];

    // Takes nothing that is written to it.
    private sealed class FrozenConnection : IHttpRequestLifetimeFeature
    {
        private readonly CancellationTokenSource aborted = new();

        public FrozenConnection() => RequestAborted = aborted.Token;

        public Stream Body { get; } = new System.IO.Pipelines.Pipe(
            new System.IO.Pipelines.PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1)).Writer.AsStream();

        public CancellationToken RequestAborted { get; set; }

        public bool IsBrokenOff => aborted.IsCancellationRequested;

        public void Abort() => aborted.Cancel();
    }
}
