using System.Text;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Results;
using Lab.Workbench.Workers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Lab.Dashboard.Tests;

/// <summary>The page in a browser, as a person uses it.</summary>
public sealed class BrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_run_is_watched_from_its_first_point_to_its_report()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        IPage page = await OpenAsync(served.Server.Address, "#/runs");
        await Expect(page.GetByText("No run is recorded yet.")).ToBeVisibleAsync();

        using var run = new RecordedRun(served.Place.Runs);
        IDisposable claim = run.Folder.Claim();
        await page.GetByRole(AriaRole.Link, new() { Name = run.Name }).ClickAsync();
        for (int i = 0; i < 3; i++)
        {
            run.Append(i, i * i);
        }

        ILocator status = page.Locator("h1 + .chip");
        await Expect(page.GetByRole(AriaRole.Progressbar).First).ToHaveAttributeAsync("aria-valuenow", "3");
        await Expect(page.Locator(".plot .scatterlayer .point")).ToHaveCountAsync(3);
        await Expect(status).ToHaveTextAsync("running");

        // As the engine does: the end of the measurement, the results, the report.
        run.End();
        await Expect(status).ToHaveTextAsync("analysing");
        await File.WriteAllTextAsync(run.Folder.ReportFile, "<body>REPORT");
        claim.Dispose();
        await Expect(status).ToHaveTextAsync("done");
        await Expect(page.FrameLocator("iframe.report").GetByText("REPORT")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Figures_of_a_report_are_saved_as_images_and_as_a_table()
    {
        using var work = new Workplace();
        string file = work.Join("report.html");
        HtmlReport.WritePage(file, "Title", "Subtitle", new Analysis
        {
            Figures =
            [
                new Figure("Weight against current", "current (A)", [
                    new FigurePanel(
                        "weight <V/W>", [new FigureSeries("=a, \"b\"", [0, 0.002], [1, -2], SeriesStyle.Points, 0, [0.5, 0.25])]),
                ]),
            ],
        });
        IPage page = await OpenAsync(new Uri(file), string.Empty);

        Assert.Equal(
            "\ufeff\"series\",\"axis\",\"current (mA)\",\"value\",\"uncertainty\",\"uncertainty across\",\"colour\"\r\n"
                + "\"'=a, \"\"b\"\"\",\"weight <V/W>\",0,1,0.5,,\r\n\"'=a, \"\"b\"\"\",\"weight <V/W>\",2,-2,0.25,,\r\n",
            Encoding.UTF8.GetString(await SaveAsync(page, "CSV")));
        Assert.StartsWith("<svg ", Encoding.UTF8.GetString(await SaveAsync(page, "SVG")), StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await SaveAsync(page, "PNG"))[..4]);
    }

    [Fact]
    public async Task A_run_is_stopped_with_the_token_and_by_no_other_word()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);
        run.Append(1, 1);
        string orders = Path.Combine(run.Folder.FullPath, "orders");
        IPage page = await OpenAsync(served.Server.Address, $"#/run/{run.Name}");

        await StopAsync(page, "this-is-not-the-token");
        await Expect(page.Locator("#told")).ToContainTextAsync("Show the token for control");
        Assert.False(Directory.Exists(orders));
        await StopAsync(page, ServedRuns.ControlToken);
        await Expect(page.Locator("#told")).ToContainTextAsync("Stop: the run is told.");

        string order = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(orders)));
        Assert.Contains("alice at 127.0.0.1", order, StringComparison.Ordinal);
        Assert.Contains("Stop", order, StringComparison.Ordinal);

        // What the run makes of it is told as well.
        await File.WriteAllTextAsync(
            Path.Combine(run.Folder.FullPath, "control.jsonl"),
            """{"time":"2026-01-02T03:04:05Z","order":"Stop","by":"alice","given":"2026-01-02T03:04:05Z","outcome":"Stopping."}"""
                + "\n");
        await Expect(page.Locator("#told")).ToContainTextAsync("Stop: Stopping.");
    }

    [Fact]
    public async Task Runs_are_compared_filtered_and_queued_again()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        foreach (string frequencies in new[] { "330..362 MHz step 1 MHz", "330..358 MHz step 1 MHz" })
        {
            (await Workplace.LabAsync(
                "run", "spin-diode", "--set", $"frequencies={frequencies}", "--set", "powers=10 uW", "--runs-dir",
                served.Place.Runs)).Succeeds();
        }

        IPage page = await OpenAsync(served.Server.Address, "#/runs");

        // Two over one another.
        ILocator boxes = page.Locator("tbody input[type=checkbox]");
        await Expect(boxes).ToHaveCountAsync(2);
        await ShootAsync(page, "runs");
        await boxes.Nth(0).CheckAsync();
        await boxes.Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare 2 runs" }).ClickAsync();
        await Expect(page.Locator(".plot .scatterlayer .trace")).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Settings that differ" })).ToContainTextAsync("frequencies");
        await ShootAsync(page, "compare");

        // Filtered, by what a person types.
        string run = RunFolder.List(served.Place.Runs)[0].Name;
        await page.GetByRole(AriaRole.Link, new() { Name = "Runs", Exact = true }).ClickAsync();
        await Expect(boxes).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("no such run");
        await Expect(page.GetByText("No run fits.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync("");
        await Expect(boxes).ToHaveCountAsync(2);

        // With its results and its report.
        await page.Locator("tbody").GetByRole(AriaRole.Link, new() { Name = run, Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Results" })).ToContainTextAsync("resonance_frequency");
        await Expect(page.FrameLocator("iframe.report").GetByText("spin-diode").First).ToBeVisibleAsync();
        await ShootAsync(page, "run-done");
        await page.Locator("iframe.report").ScrollIntoViewIfNeededAsync();
        await ShootAsync(page, "run-report", isFull: false);

        // Queued again.
        await page.GetByRole(AriaRole.Button, new() { Name = "Queue again" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Queue", Exact = true }).ClickAsync();
        await TakeControlAsync(page, ServedRuns.ControlToken);
        await page.GetByRole(AriaRole.Link, new() { Name = "Queue" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("spin-diode");
        await ShootAsync(page, "queue");
        await page.GetByRole(AriaRole.Link, new() { Name = "Benches" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "spin-diode" })).ToContainTextAsync("Instruments");
        await ShootAsync(page, "benches");
    }

    [Fact]
    public async Task A_study_shows_its_items_and_workers_as_they_go()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs, "classifier");
        run.Append(1, 1);
        var folder = new ItemFolder(Path.Combine(run.Folder.FullPath, "workers"));
        StudyTests.Plant(folder);
        IPage page = await OpenAsync(served.Server.Address, "#/studies");

        ILocator card = page.GetByRole(AriaRole.Region, new() { Name = run.Name });
        await Expect(card).ToContainTextAsync("2 of 10 items");
        await Expect(card).ToContainTextAsync("The loss is not a number.");
        await Expect(card.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("aria-valuenow", "3");
        await Expect(card.Locator("tbody tr").First).ToContainTextAsync("mine");
        await ShootAsync(page, "studies");

        // On the page of its run as well, and as it goes on there.
        await card.GetByRole(AriaRole.Link, new() { Name = run.Name }).ClickAsync();
        ILocator items = page.GetByRole(AriaRole.Region, new() { Name = "Items" });
        await Expect(items).ToContainTextAsync(" left");
        folder.Put(new ItemResult { Item = 2, Hash = "hash", Worker = "mine", Seconds = 20, Outcome = 1 });
        await Expect(items).ToContainTextAsync("3 of 10 items");
        await ShootAsync(page, "study-run");
        await page.SetViewportSizeAsync(390, 844);
        await ShootAsync(page, "study-phone");
        await FitsAsync(page);

        // All are on record, and the workers' folder is gone.
        await folder.RemoveAsync();
        await Expect(items).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("#/studies")]
    [InlineData("#/run/")]
    public async Task A_study_that_cannot_be_read_any_more_says_why_where_its_workers_were_closed(string place)
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs, "classifier");
        run.Append(1, 1);
        var folder = new ItemFolder(Path.Combine(run.Folder.FullPath, "workers"));
        StudyTests.Plant(folder);
        IPage page = await OpenAsync(served.Server.Address, place.EndsWith('/') ? place + run.Name : place);
        ILocator workers = page.Locator("details", new() { HasText = "Workers on the machine of the study" });
        await workers.Locator("summary").ClickAsync();
        await Expect(workers).Not.ToHaveAttributeAsync("open", string.Empty);

        await File.WriteAllTextAsync(Path.Combine(folder.FullPath, "order.json"), "nonsense");

        await Expect(page.Locator(".alert.bad").Filter(new() { HasText = "cannot be read" })).ToBeVisibleAsync();
        await Expect(page.Locator("#told")).ToHaveTextAsync(string.Empty);
    }

    [Fact]
    public async Task Arrays_are_looked_at_by_point_and_all_together()
    {
        var spectrum = new Column("spectrum", "V", "Density of the voltage.", ColumnKind.Array);
        var frequencies = new Column("spectrum_frequency", "Hz", "Where it is.", ColumnKind.Array);
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs, "psd", change: null, spectrum, frequencies);
        for (int i = 0; i < 40; i++)
        {
            double center = 3e8 + (1e6 * i);
            double[] across = [.. Enumerable.Range(0, 900).Select(k => 2.8e8 + (1e5 * k))];
            run.Append(i, i, row =>
            {
                row.Set(frequencies, across);
                row.Set(spectrum, [.. across.Select(f => 1e-6 / (1 + Math.Pow((f - center) / 2e6, 2)))]);
            });
        }

        IPage page = await OpenAsync(served.Server.Address, $"#/run/{run.Name}");
        ILocator card = page.GetByRole(AriaRole.Region, new() { Name = "Arrays" });
        await Expect(card.Locator(".plot .scatterlayer .trace")).ToHaveCountAsync(1);
        await Expect(card.GetByRole(AriaRole.Spinbutton, new() { Name = "Point" })).ToHaveValueAsync("39");
        await card.GetByLabel("Across").SelectOptionAsync("spectrum_frequency");
        await Expect(card.Locator(".xtitle")).ToHaveTextAsync("spectrum_frequency (Hz)");
        await card.GetByRole(AriaRole.Slider, new() { Name = "Point" }).FillAsync("7");
        await Expect(card.GetByRole(AriaRole.Spinbutton, new() { Name = "Point" })).ToHaveValueAsync("7");
        await ShootAsync(page, "array-line");
        await card.GetByLabel("Show").SelectOptionAsync("stack");
        await Expect(card.Locator(".plot .heatmaplayer image")).ToHaveCountAsync(1);
        await card.GetByLabel("Up").SelectOptionAsync("frequency");
        await card.GetByLabel("Across").SelectOptionAsync("spectrum_frequency");
        await Expect(card.Locator(".ytitle")).ToHaveTextAsync("frequency (Hz)");
        await Expect(card.Locator(".xtitle")).ToHaveTextAsync("spectrum_frequency (Hz)");
        await ShootAsync(page, "array-stack");

        // What was chosen stays when light turns to dark, for which all is shown anew.
        ILocator figure = page.GetByRole(AriaRole.Region, new() { Name = "Figure 1" });
        await figure.GetByLabel("Up").SelectOptionAsync("frequency");
        await card.EvaluateAsync("card => { card.dataset.old = 'yes'; }");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Expect(page.Locator("[data-old]")).ToHaveCountAsync(0);
        await Expect(card.GetByLabel("Show")).ToHaveValueAsync("stack");
        await Expect(card.GetByLabel("Up")).ToHaveValueAsync("frequency");
        await Expect(figure.GetByLabel("Up")).ToHaveValueAsync("frequency");
        await Expect(card.Locator(".plot .heatmaplayer image")).ToHaveCountAsync(1);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await card.GetByLabel("Show").SelectOptionAsync("image");
        await Expect(card).ToContainTextAsync("Rows of 30 elements");
        await page.SetViewportSizeAsync(390, 844);
        await ShootAsync(page, "array-phone");
        await FitsAsync(page);
    }

    [Fact]
    public async Task Array_of_a_point_that_comes_while_the_one_before_is_read_is_shown_after_it()
    {
        var spectrum = new Column("spectrum", "V", "Density of the voltage.", ColumnKind.Array);
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs, "psd", change: null, spectrum);
        void Append() => run.Append(1, 1, row => row.Set(spectrum, [1, 2, 3]));
        Append();
        IPage page = await OpenAsync(served.Server.Address, "#/runs");
        int asked = 0;
        await page.RouteAsync(url => url.Contains("/array?", StringComparison.Ordinal), async route =>
        {
            IAPIResponse answer = await route.FetchAsync();
            if (Interlocked.Increment(ref asked) == 1)
            {
                Append(); // the page is told of it before it has this answer
                await page.EvaluateAsync("window.shownArrays.update(2)");
            }

            await route.FulfillAsync(new() { Response = answer });
        });

        await page.EvaluateAsync(
            """
            async path => {
              const { arraysCard } = await import('/assets/arrays.js');
              const { columns } = await (await fetch(path)).json();
              window.shownArrays = arraysCard(path, columns);
              document.body.replaceChildren(window.shownArrays.element);
              window.shownArrays.update(1);
            }
            """,
            $"/api/runs/{run.Name}");

        await Expect(page.GetByRole(AriaRole.Spinbutton, new() { Name = "Point" })).ToHaveValueAsync("1");
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_phone_shows_progress_and_stop()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);
        run.Append(1, 1);

        IPage page = await OpenAsync(
            served.Server.Address, $"#/run/{run.Name}", new() { ViewportSize = new() { Width = 390, Height = 844 } });

        ILocator bar = page.Locator(".bar");
        await Expect(bar.GetByRole(AriaRole.Progressbar)).ToBeInViewportAsync();
        await Expect(bar.GetByRole(AriaRole.Button, new() { Name = "Stop" })).ToBeInViewportAsync();
        await FitsAsync(page);
        Assert.True(
            await page.Locator("nav").EvaluateAsync<bool>("nav => nav.scrollWidth <= nav.clientWidth"),
            "The names of the pages do not fit on a phone.");
        await ShootAsync(page, "phone");

        // A button that is pressed while the run goes on is the same one when it is let go.
        ILocator stop = bar.GetByRole(AriaRole.Button, new() { Name = "Stop" });
        await stop.EvaluateAsync("button => { button.isTheSame = true; button.focus(); }");
        run.Append(2, 2);
        await Expect(bar).ToContainTextAsync("2 of 100 points");
        Assert.True(await stop.EvaluateAsync<bool>("button => button.isTheSame === true && document.activeElement === button"));

        // Without its server the page says so.
        await served.Server.DisposeAsync();
        await Expect(page.GetByText("Not connected since")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("<script>window.isHurt = true</script>")]
    [InlineData("<img src=x onerror=\"window.isHurt = true\">")]
    [InlineData("\"'><svg onload=window.isHurt=true>")]
    public async Task Names_that_look_like_code_are_texts(string name)
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs, "sweep", info => info with
        {
            Bench = name,
            Reason = name,
            Settings = new Dictionary<string, string> { [name] = name },
            Instruments = [new InstrumentRecord("rf", name, name, name)],
            Limits = [name],
        });
        run.Folder.ChangeNotes(notes => notes.WithNote(TimeProvider.System.GetUtcNow(), name));
        run.Append(1, 1);
        run.End(RunStatus.Failed);
        await File.WriteAllTextAsync(run.Folder.LogFile,
            $$"""{"Level":"{{"<b>"}}","RenderedMessage":{{System.Text.Json.JsonSerializer.Serialize(name)}}}""" + "\n");
        await File.WriteAllTextAsync(
            run.Folder.ReportFile,
            "<body>REPORT<script>try { parent.isHurt = true; } catch { } "
                + "fetch('/api/queue/pause', { method: 'POST' }).catch(() => {});</script>");
        IPage page = await OpenAsync(served.Server.Address, "#/runs");

        await Expect(page.Locator("tbody")).ToContainTextAsync(name);
        foreach (string other in new[] { $"#/run/{run.Name}", "#/benches", $"#/compare?run={run.Name}&run={run.Name}" })
        {
            await page.GotoAsync(new Uri(served.Server.Address, other).ToString());
            await Expect(page.Locator("main"))
                .ToContainTextAsync(other.StartsWith("#/compare", StringComparison.Ordinal) ? "Results" : name);
            if (other.StartsWith("#/run/", StringComparison.Ordinal))
            {
                await Expect(page.Locator(".log li")).ToContainTextAsync(name);
                await Expect(page.FrameLocator("iframe.report").GetByText("REPORT")).ToBeVisibleAsync();
            }

            Assert.False(await page.EvaluateAsync<bool>("window.isHurt === true"));
            Assert.False(new Lab.Workbench.Queues.RunQueue(served.Place.Join("queue")).Read().IsPaused);
            Assert.Equal(
                0, await page.Locator("main script, main img, main svg:not(.main-svg):not(.main-svg *):not(.icon)").CountAsync());
        }
    }

    // No wider than the phone, once the figures have followed.
    private static async Task FitsAsync(IPage page)
    {
        for (int look = 0; look < 3000; look++)
        {
            if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"))
            {
                return;
            }

            await page.WaitForTimeoutAsync(100);
        }

        Assert.Fail("The page is wider than the phone: " + await page.EvaluateAsync<string>(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
                + ".map(e => e.tagName + '.' + e.className).slice(0, 8).join(' ')"));
    }

    private static async Task StopAsync(IPage page, string token)
    {
        await page.Locator(".actions").GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await TakeControlAsync(page, token);
    }

    private static async Task TakeControlAsync(IPage page, string token)
    {
        await page.GetByLabel("Your name").FillAsync("alice");
        await page.GetByLabel("Token for control").FillAsync(token);
        await page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Take control" }).ClickAsync();
    }

    private static async Task<byte[]> SaveAsync(IPage page, string format)
    {
        IDownload saved = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(
            AriaRole.Button, new() { Name = $"Save 'Weight against current' as {format}" }).ClickAsync());
        Assert.Equal($"weight-against-current.{format.ToLowerInvariant()}", saved.SuggestedFilename);
        return await File.ReadAllBytesAsync(await saved.PathAsync());
    }

    private async Task<IPage> OpenAsync(Uri address, string place, BrowserNewPageOptions? options = null)
    {
        IPage page = await chromium.OpenAsync(options ?? new() { ViewportSize = new() { Width = 1360, Height = 900 } });
        await page.GotoAsync(new Uri(address, place).ToString());
        return page;
    }

    // For who wants to look at the pages: LAB_SCREENSHOTS names a folder.
    private static async Task ShootAsync(IPage page, string name, bool isFull = true)
    {
        if (Environment.GetEnvironmentVariable("LAB_SCREENSHOTS") is not { Length: > 0 } folder)
        {
            return;
        }

        foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.WaitForTimeoutAsync(1500);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{scheme}.png"), FullPage = isFull });
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
