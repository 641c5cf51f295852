using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Lab.Dashboard.Tests;

/// <summary>One browser for all tests of the page: a cold start takes a busy machine half a minute.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // A bound for what never comes; a busy machine is waited for.
    private const float PatienceMilliseconds = 600_000;

    private IPlaywright? playwright;
    private IBrowser? browser;
    private IPage? last;

    // Debian's own Chromium: nothing is fetched.
    public async Task InitializeAsync()
    {
        string[] names = OperatingSystem.IsWindows() ? ["chrome.exe", "msedge.exe"] : ["chromium", "chromium-browser",
            "google-chrome"];
        string program = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("These tests need Chromium: install it, as with 'apt-get install chromium'.");
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu"],
            Timeout = PatienceMilliseconds,
        });
        SetDefaultExpectTimeout(PatienceMilliseconds);
    }

    /// <summary>An empty page with cookies and storage of its own; the page before it is closed.</summary>
    public async Task<IPage> OpenAsync(BrowserNewPageOptions options)
    {
        if (last is not null)
        {
            await last.Context.CloseAsync();
        }

        last = await browser!.NewPageAsync(options);
        last.SetDefaultTimeout(PatienceMilliseconds);
        return last;
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}
