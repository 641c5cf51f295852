using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Lab.Runs.Records;

namespace Lab.Dashboard.Tests;

/// <summary>Runs that are followed by events.</summary>
public sealed class FollowTests
{
    // Of some 11 MB that the viewer in the test asks for: at most so much is in the buffers of both ends of a connection.
    private const long MostHeldBack = 8 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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
    public async Task Viewer_ThatTakesNothing_IsDroppedAndHoldsUpNobody()
    {
        await using ServedRuns served = await ServedRuns.StartAsync(
            options => options with { ViewerPatience = TimeSpan.FromSeconds(1) });
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
        using var other = await EventReader.OpenAsync(served, $"/api/runs/{run.Name}/events?columns=frequency,voltage");
        await other.NextAsync("series");
        run.Append(40_000, 5);
        JsonElement further = await other.NextAsync("series");

        Assert.Equal(40_001, further.GetProperty("points").GetInt64());

        // The frozen viewer finds its connection broken off once it reads again, before the end of the answer.
        long read = 0;
        byte[] buffer = new byte[1 << 16];
        using var patience = new CancellationTokenSource(Patience);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System); // takes nothing for longer than is waited
        try
        {
            while (await frozen.GetStream().ReadAsync(buffer, patience.Token) is > 0 and var count)
            {
                read += count;
            }
        }
        catch (IOException)
        {
            // Reset by the server.
        }

        Assert.False(patience.IsCancellationRequested);
        Assert.True(read < MostHeldBack, $"{read} bytes came: more than the system holds back for a frozen viewer");
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
            $"/api/runs/{run.Name}/marks", new { note = "new cable", add = new[] { "star", "good" } });

        Assert.Equal(HttpStatusCode.OK, marked.StatusCode);
        JsonElement line = Assert.Single((await served.GetAsync("/api/runs")).EnumerateArray());
        Assert.True(line.GetProperty("hasStar").GetBoolean());
        Assert.Equal("new cable", line.GetProperty("note").GetString());
        Assert.Equal(["good"], line.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
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
            "/api/queue", "/api/queue/pause", "/api/queue/continue", "/api/queue/{number}/move", "/api/queue/{number}/remove",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), paths.EnumerateObject().Select(path => path.Name)
            .Order(StringComparer.Ordinal));
    }

    private static double[] Numbers(JsonElement part, string axis) =>
        [.. part.GetProperty(axis).EnumerateArray().Select(value => value.GetDouble())];
}
