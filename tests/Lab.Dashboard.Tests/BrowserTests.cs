using System.Text.RegularExpressions;
using Lab.Runs.Records;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Lab.Dashboard.Tests;

/// <summary>The page in a browser, as a person uses it.</summary>
public sealed partial class BrowserTests
{
    private const float PatienceMilliseconds = 120_000;

    [Fact]
    public async Task A_run_is_watched_to_its_report_overlaid_filtered_queued_and_stopped()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        string bench = served.Place.Join("served.yaml");
        await using LabProcess twins = await LabProcess.ServeAsync(
            served.Place.Folder, "--write-bench", bench); // on the wall's clock
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await ChromiumAsync(playwright);
        IPage page = await OpenAsync(browser, served.Server.Address, "#/runs");
        await Expect(page.GetByText("No run is recorded yet.")).ToBeVisibleAsync();

        // From its start to its report.
        await using LabProcess first = Run("first", "330..362 MHz step 1 MHz");
        ILocator row = page.Locator("tbody tr").First;
        await Expect(row.Locator(".chip.running")).ToBeVisibleAsync(new() { Timeout = PatienceMilliseconds });
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Progressbar).First)
            .ToHaveAttributeAsync("aria-valuenow", AtLeastThree(), new() { Timeout = PatienceMilliseconds });
        await Expect(page.Locator(".plot .main-svg").First).ToBeVisibleAsync();
        await Expect(page.Locator(".log li").First).ToContainTextAsync("spin-diode");
        await ShootAsync(page, "run-under-way");
        Assert.Equal(0, await first.ExitAsync());
        await Expect(page.Locator("h1 + .chip")).ToHaveTextAsync("done", new() { Timeout = PatienceMilliseconds });
        await Expect(page.FrameLocator("iframe.report").GetByText("spin-diode").First)
            .ToBeVisibleAsync(new() { Timeout = PatienceMilliseconds });
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Results" })).ToContainTextAsync("resonance_frequency");
        await ShootAsync(page, "run-done");

        // Stopped with the token, and refused without it.
        await using LabProcess second = Run("second", "330..400 MHz step 0.1 MHz");
        await page.GotoAsync(new Uri(served.Server.Address, "#/runs").ToString());
        await page.Locator("tbody tr", new() { Has = page.Locator(".chip.running") }).GetByRole(AriaRole.Link)
            .ClickAsync(new() { Timeout = PatienceMilliseconds });
        string running = await page.Locator("main h1").InnerTextAsync();
        await StopAsync(page, "this-is-not-the-token");
        await Expect(page.Locator("#told")).ToContainTextAsync("Show the token for control");
        Assert.Empty(Lab.Workbench.Desks.RunOrders.Read(RunFolder.Open(served.Place.Runs, running)));
        await StopAsync(page, ServedRuns.ControlToken);
        await Expect(page.Locator("h1 + .chip")).ToHaveTextAsync("aborted", new() { Timeout = PatienceMilliseconds });
        Assert.Equal(130, await second.ExitAsync());
        Assert.Contains(second.Lines, line =>
            line.Contains("alice at 127.0.0.1 orders: stop. Stopping after the current point", StringComparison.Ordinal));

        // Two over one another.
        await page.GotoAsync(new Uri(served.Server.Address, "#/runs").ToString());
        foreach (ILocator box in await page.Locator("tbody input[type=checkbox]").AllAsync())
        {
            await box.CheckAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Compare 2 runs" }).ClickAsync();
        await Expect(page.Locator(".plot .scatterlayer .trace")).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Settings that differ" })).ToContainTextAsync("frequencies");
        await ShootAsync(page, "compare");

        // Filtered, by what a person types.
        await page.GotoAsync(new Uri(served.Server.Address, "#/runs").ToString());
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("no such run");
        await Expect(page.GetByText("No run fits.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync(running);
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);

        // Queued again.
        await page.Locator("tbody tr").GetByRole(AriaRole.Link).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Queue again" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Queue", Exact = true }).ClickAsync();
        await Expect(page.Locator("#told")).ToContainTextAsync("Queued as number 1.", new() { Timeout = PatienceMilliseconds });
        await page.GetByRole(AriaRole.Link, new() { Name = "Queue" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("spin-diode");
        await ShootAsync(page, "queue");

        LabProcess Run(string name, string frequencies) => LabProcess.Start(
            served.Place.Folder, "run", "spin-diode", "--bench", bench, "--set", $"frequencies={frequencies}", "--set",
                "powers=10 uW",
            "--runs-dir", served.Place.Runs, "--seed", $"{name.Length}");
    }

    [Fact]
    public async Task A_phone_shows_progress_and_stop()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);
        run.Append(1, 1);
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await ChromiumAsync(playwright);

        IPage page = await OpenAsync(
            browser, served.Server.Address, $"#/run/{run.Name}", new() { ViewportSize = new() { Width = 390, Height = 844 } });

        ILocator bar = page.Locator(".bar");
        await Expect(bar.GetByRole(AriaRole.Progressbar)).ToBeInViewportAsync();
        await Expect(bar.GetByRole(AriaRole.Button, new() { Name = "Stop" })).ToBeInViewportAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
            "the page is wider than the phone");
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
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await ChromiumAsync(playwright);
        IPage page = await OpenAsync(browser, served.Server.Address, "#/runs");

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

    private static async Task StopAsync(IPage page, string token)
    {
        await page.Locator(".actions").GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await page.GetByLabel("Your name").FillAsync("alice");
        await page.GetByLabel("Token for control").FillAsync(token);
        await page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Take control" }).ClickAsync();
    }

    // Debian's own Chromium: nothing is fetched.
    private static Task<IBrowser> ChromiumAsync(IPlaywright playwright)
    {
        string[] names = OperatingSystem.IsWindows() ? ["chrome.exe", "msedge.exe"] : ["chromium", "chromium-browser",
            "google-chrome"];
        string program = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("These tests need Chromium: install it, as with 'apt-get install chromium'.");
        return playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    private static async Task<IPage> OpenAsync(IBrowser browser, Uri address, string place, BrowserNewPageOptions? options = null)
    {
        IPage page = await browser.NewPageAsync(options ?? new() { ViewportSize = new() { Width = 1360, Height = 900 } });
        page.SetDefaultTimeout(30_000);
        SetDefaultExpectTimeout(30_000);
        await page.GotoAsync(new Uri(address, place).ToString());
        return page;
    }

    // For who wants to look at the pages: LAB_SCREENSHOTS names a folder.
    private static async Task ShootAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("LAB_SCREENSHOTS") is not { Length: > 0 } folder)
        {
            return;
        }

        foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.WaitForTimeoutAsync(1500);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{scheme}.png"), FullPage = true });
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    [GeneratedRegex("^[3-9]$|^[1-9][0-9]+$", RegexOptions.None, 1000)]
    private static partial Regex AtLeastThree();
}
