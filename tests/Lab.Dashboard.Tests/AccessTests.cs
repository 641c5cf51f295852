using System.Net;
using System.Text.Json;
using Lab.Runs.Records;

namespace Lab.Dashboard.Tests;

/// <summary>Who may see and do what.</summary>
public sealed class AccessTests
{
    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)] // a name that was given the address of this computer
    [InlineData("localhost.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("192.0.2.1", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    public async Task A_name_that_is_not_served_gets_nothing(string host, HttpStatusCode status)
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        foreach (string path in new[] { "/", "/api/runs", "/assets/app.js" })
        {
            var request = new HttpRequestMessage(
                HttpMethod.Get, path)
            { Headers = { Host = $"{host}:{served.Server.Address.Port}" } };
            using HttpResponseMessage response = await served.Client.SendAsync(request);
            Assert.Equal(status, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")] // a sandboxed page, as the report is one
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_request_from_another_site_does_nothing(string header, string value)
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);

        using HttpResponseMessage response = await served.PostAsync(
            $"/api/runs/{run.Name}/orders",
            new { order = "Stop", confirm = run.Name, by = "alice" },
            headers => headers.Add(header, value));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(Directory.Exists(Path.Combine(run.Folder.FullPath, "orders")));
    }

    [Fact]
    public async Task A_form_of_another_site_does_nothing_even_without_an_origin()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);
        using var form = new StringContent(
            $$"""{"order":"Stop","confirm":"{{run.Name}}","by":"a"}""", System.Text.Encoding.UTF8, "text/plain");
        form.Headers.Add("X-Lab-Control", ServedRuns.ControlToken);

        using HttpResponseMessage response = await served.Client.PostAsync($"/api/runs/{run.Name}/orders", form);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Without_a_token_for_control_the_page_only_shows()
    {
        await using ServedRuns served = await ServedRuns.StartAsync(options => options with { ControlToken = null });
        using var run = new RecordedRun(served.Place.Runs);

        foreach ((string path, object body) in new (string, object)[]
        {
            ($"/api/runs/{run.Name}/orders", new { order = "Stop", confirm = run.Name, by = "alice" }),
            ($"/api/runs/{run.Name}/marks", new { by = "alice", add = new[] { "star" } }),
            ("/api/queue/pause", new { by = "alice" }),
            ("/api/queue/continue", new { by = "alice" }),
            ("/api/queue/1/move", new { by = "alice", places = 1 }),
            ("/api/queue/1/remove", new { by = "alice" }),
            ("/api/queue/clear", new { by = "alice" }),
            ("/api/queue", new { by = "alice", run = run.Name }),
        })
        {
            using HttpResponseMessage response = await served.PostAsync(path, body);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await served.Client.GetAsync("/api/runs")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("control-token-012345678")]
    [InlineData("control-token-0123456789x")]
    [InlineData(ServedRuns.ViewToken)]
    public async Task With_a_wrong_token_for_control_nothing_is_done(string token)
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);

        using HttpResponseMessage response = await served.PostAsync(
            $"/api/runs/{run.Name}/orders",
            new { order = "Stop", confirm = run.Name, by = "alice" },
            headers =>
            {
                headers.Remove("X-Lab-Control");
                headers.TryAddWithoutValidation("X-Lab-Control", token);
            });

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(Directory.Exists(Path.Combine(run.Folder.FullPath, "orders")));
    }

    [Theory]
    [InlineData("Stop", "another-run", "alice")] // not confirmed
    [InlineData("Stop", null, "")] // nobody is named
    [InlineData("Stop", null, "alice\nroot")]
    [InlineData("SetPower", null, "alice")] // no such order
    [InlineData("7", null, "alice")]
    public async Task An_order_that_is_none_is_refused(string order, string? confirm, string by)
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);

        using HttpResponseMessage response = await served.PostAsync(
            $"/api/runs/{run.Name}/orders", new { order, confirm = confirm ?? run.Name, by });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(Directory.Exists(Path.Combine(run.Folder.FullPath, "orders")));
    }

    [Fact]
    public async Task An_order_says_who_and_from_where()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);

        using HttpResponseMessage response = await served.PostAsync(
            $"/api/runs/{run.Name}/orders", new { order = "Pause", confirm = run.Name, by = "alice" });

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        string order = File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(run.Folder.FullPath, "orders"))));
        Assert.Equal("alice at 127.0.0.1", JsonDocument.Parse(order).RootElement.GetProperty("by").GetString());
        Assert.Equal([$"alice at 127.0.0.1 orders {run.Name}: pause"], served.Log);
    }

    [Fact]
    public async Task A_page_for_others_asks_for_a_token_before_it_shows_anything()
    {
        await using ServedRuns served = await ServedRuns.StartAsync(options => options with
        {
            ViewToken = ServedRuns.ViewToken,
            HostNames = ["lab.example"],
        });
        using var run = new RecordedRun(served.Place.Runs);
        string[] paths =
        [
            "/api/runs", $"/api/runs/{run.Name}", $"/api/runs/{run.Name}/state", $"/api/runs/{run.Name}/events",
            $"/api/runs/{run.Name}/series?columns=frequency,voltage", $"/api/runs/{run.Name}/report", "/api/benches",
                "/api/queue", "/api/studies", $"/api/runs/{run.Name}/items", $"/api/runs/{run.Name}/array?column=x",
            $"/api/runs/{run.Name}/image?column=x&width=1", $"/api/runs/{run.Name}/stack?column=x", "/api/openapi.json",
        ];
        foreach (string path in paths)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await served.Client.GetAsync(path)).StatusCode);
        }

        // The page itself has nothing of any run, and asks for the token.
        Assert.Equal(HttpStatusCode.OK, (await served.Client.GetAsync("/")).StatusCode);
        Assert.True((await served.GetAsync("/api/session")).GetProperty("needsToken").GetBoolean());
        Assert.Equal(
            HttpStatusCode.Unauthorized, (await served.PostAsync("/api/session", new { token = "x" })).StatusCode);

        using HttpResponseMessage opened = await served.PostAsync("/api/session", new { token = ServedRuns.ViewToken });
        string cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(ServedRuns.ViewToken, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await served.Client.GetAsync("/api/runs")).StatusCode); // by the cookie
        using var program = new HttpClient { BaseAddress = served.Server.Address };
        program.DefaultRequestHeaders.Authorization = new("Bearer", ServedRuns.ViewToken);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/runs")).StatusCode);
    }

    [Fact]
    public async Task A_page_for_others_without_a_token_is_not_served()
    {
        DashboardException refused = await Assert.ThrowsAsync<DashboardException>(
            () => DashboardServer.StartAsync(new DashboardOptions { Address = IPAddress.Any }));

        Assert.Equal("A page that others can reach asks for a token: give one for viewing.", refused.Message);
    }

    [Theory]
    [InlineData("..%2F..%2Fetc")]
    [InlineData("%2Fetc")]
    [InlineData("..")]
    [InlineData(".%2E")]
    [InlineData("C%3A%5CWindows")]
    [InlineData("20260101")] // the beginning of a name is none
    public async Task A_name_that_is_a_path_leads_nowhere(string name)
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);

        foreach (string end in new[] { string.Empty, "/state", "/report" })
        {
            using HttpResponseMessage response = await served.Client.GetAsync(
                new Uri(served.Server.Address, $"/api/runs/{name}{end}"));
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task Scripts_come_from_the_page_alone()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();

        using HttpResponseMessage response = await served.Client.GetAsync("/");

        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        string page = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("http", page, StringComparison.Ordinal); // nothing from elsewhere
    }

    [Fact]
    public async Task A_report_runs_as_a_page_without_an_origin()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);
        run.End();
        await File.WriteAllTextAsync(run.Folder.ReportFile, "<p>A report.</p>");

        using HttpResponseMessage response = await served.Client.GetAsync($"/api/runs/{run.Name}/report");

        Assert.StartsWith(
            "sandbox allow-scripts allow-downloads; default-src 'none';",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("log.jsonl")]
    [InlineData("report.html")]
    public async Task A_link_in_a_record_is_not_followed(string file)
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);
        run.End();
        string secret = served.Place.Write("control.token", ServedRuns.ControlToken);
        File.CreateSymbolicLink(Path.Combine(run.Folder.FullPath, file), secret);

        foreach (string path in new[] { "report", "state", "events" })
        {
            using HttpResponseMessage response = await served.Client.GetAsync($"/api/runs/{run.Name}/{path}");
            Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
            Assert.DoesNotContain(
                ServedRuns.ControlToken, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_run_whose_bench_file_has_changed_is_not_queued_again()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        string bench = served.Place.Write("mine.yaml", "bench: now\n");
        using var run = new RecordedRun(served.Place.Runs, "sweep", info => info with
        {
            BenchFile = bench,
            Files = [new RunFile("bench", bench, 1, new string('0', 64), Copy: null)],
        });
        run.End();

        using HttpResponseMessage response = await served.PostAsync(
            "/api/queue", new { run = run.Name, by = "alice", confirm = run.Name });

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains(
            "is not any more as", (await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_bench_brings_code_is_not_queued_by_the_page()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        string bench = served.Place.Write("mine.yaml", "bench: mine\nmodules: [ evil.cs ]\n");
        served.Place.Write("evil.cs", "throw new System.Exception();");
        using var run = new RecordedRun(served.Place.Runs, "sweep", info => info with
        {
            BenchFile = bench,
            Files = [new RunFile("bench", bench, 1, RunFiles.SumOf(bench) ?? string.Empty, Copy: null)],
        });
        run.End();

        using HttpResponseMessage response = await served.PostAsync(
            "/api/queue", new { run = run.Name, by = "alice", confirm = run.Name });

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("brings code of its own", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pause", null)]
    [InlineData("continue", "1")]
    [InlineData("clear", "")]
    [InlineData("1/move", "2")]
    [InlineData("1/remove", "queue")]
    public async Task Nothing_is_done_to_the_queue_that_is_not_confirmed(string what, string? confirm)
    {
        await using ServedRuns served = await ServedRuns.StartAsync();

        using HttpResponseMessage response = await served.PostAsync($"/api/queue/{what}", new { by = "alice", confirm });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("nothing was done", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(served.Place.Join("queue")));
    }

    [Theory]
    [InlineData(true, "192.0.2.7 through the proxy at 127.0.0.1")]
    [InlineData(false, "127.0.0.1")] // any program of this computer can send the header
    public async Task Behind_a_proxy_the_address_is_that_of_the_person_and_the_cookie_goes_by_TLS_alone(
        bool hasProxy, string address)
    {
        await using ServedRuns served = await ServedRuns.StartAsync(options => options with
        {
            ViewToken = ServedRuns.ViewToken,
            HostNames = hasProxy ? ["lab.example.org"] : [],
        });
        void Proxied(System.Net.Http.Headers.HttpRequestHeaders headers)
        {
            headers.Add("X-Forwarded-For", "1.2.3.4, 192.0.2.7");
            headers.Add("X-Forwarded-Proto", "https");
            headers.Authorization = new("Bearer", ServedRuns.ViewToken);
        }

        using HttpResponseMessage opened = await served.PostAsync(
            "/api/session", new { token = ServedRuns.ViewToken }, Proxied);
        using HttpResponseMessage paused = await served.PostAsync(
            "/api/queue/pause", new { by = "alice", confirm = "queue" }, Proxied);

        string cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith($"lab-session-{served.Server.Address.Port}=", cookie, StringComparison.Ordinal);
        Assert.Equal(hasProxy, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(HttpStatusCode.Accepted, paused.StatusCode);
        Assert.Equal([$"alice at {address} pauses the queue"], served.Log);
    }

    [Fact]
    public async Task One_token_for_looking_and_for_control_is_refused()
    {
        DashboardException error = await Assert.ThrowsAsync<DashboardException>(() => ServedRuns.StartAsync(
            options => options with { ViewToken = ServedRuns.ControlToken }));

        Assert.Contains("are the same", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_keeps_who_wrote_it()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);

        using HttpResponseMessage nobody = await served.PostAsync($"/api/runs/{run.Name}/marks", new { note = "mine", by = " " });
        using HttpResponseMessage written = await served.PostAsync(
            $"/api/runs/{run.Name}/marks", new { note = "the cable was moved", add = new[] { "good" }, by = "alice" });

        Assert.Equal(HttpStatusCode.BadRequest, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.OK, written.StatusCode);
        RunNote note = Assert.Single(run.Folder.ReadNotes().Notes);
        Assert.Equal(("the cable was moved", "alice at 127.0.0.1"), (note.Text, note.By));
        JsonElement shown = (await served.GetAsync($"/api/runs/{run.Name}")).GetProperty("notes")[0];
        Assert.Equal("alice at 127.0.0.1", shown.GetProperty("by").GetString());
        Assert.Equal($"alice at 127.0.0.1 marks {run.Name}: +good a note", served.Log[^1]);
    }

    [Fact]
    public async Task What_is_refused_is_told_with_who_what_when_and_why()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);
        DateTimeOffset before = TimeProvider.System.GetUtcNow().AddSeconds(-2);

        using HttpResponseMessage wrong = await served.PostAsync(
            "/api/queue/pause", new { by = "alice", confirm = "queue" }, headers => headers.Remove("X-Lab-Control"));
        using HttpResponseMessage other = await served.PostAsync("/api/queue/pause", new { by = "alice", confirm = "1" });
        using HttpResponseMessage order = await served.PostAsync(
            $"/api/runs/{run.Name}/orders", new { order = "Stop", confirm = "another", by = "alice" });
        using HttpResponseMessage nowhere = await served.PostAsync(
            "/api/runs/a%0Ab/orders", new { order = "Stop", confirm = "another", by = "alice" });
        _ = await served.Client.GetAsync(new Uri(served.Server.Address, "/api/runs/none"));

        Assert.Equal(4, served.Log.Count); // who only looks is not told of
        Assert.All(served.Log, line => Assert.DoesNotContain('\n', line));
        string[] said = [.. served.Log.Select(line => line["2026-01-01 00:00:00Z ".Length..])];
        Assert.Equal(
            "127.0.0.1 is refused POST /api/queue/pause: Show the token for control in the header X-Lab-Control; nothing was "
                + "done.",
            said[0]);
        Assert.Equal(
            "127.0.0.1 is refused POST /api/queue/pause: Confirm it with 'queue' in 'confirm'; nothing was done.", said[1]);
        Assert.Equal(
            $"127.0.0.1 is refused POST /api/runs/{run.Name}/orders: Confirm the order with the run's name, '{run.Name}'; "
                + "nothing was done.",
            said[2]);
        Assert.StartsWith("127.0.0.1 is refused POST /api/runs/a%0Ab/orders: ", said[3], StringComparison.Ordinal);
        Assert.All(served.Log, line => Assert.True(
            DateTimeOffset.ParseExact(line[..20], "u", System.Globalization.CultureInfo.InvariantCulture) >= before));
    }

    [Fact]
    public async Task What_is_done_to_the_queue_is_kept_with_who_and_when()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();

        using HttpResponseMessage response = await served.PostAsync("/api/queue/pause", new { by = "alice", confirm = "queue" });

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        JsonElement line = JsonDocument.Parse(
            Assert.Single(await File.ReadAllLinesAsync(served.Place.Join("queue/control.jsonl")))).RootElement;
        Assert.Equal("alice at 127.0.0.1", line.GetProperty("by").GetString());
        Assert.Equal("pauses the queue", line.GetProperty("what").GetString());
        Assert.True(line.GetProperty("time").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
    }
}
