using System.Text.RegularExpressions;
using Lab.Runs.Records;
using Lab.Workbench.Desks;

namespace Lab.Dashboard.Tests;

/// <summary>Orders to a run in another process, by the commands of the program.</summary>
public sealed partial class OrderTests : IDisposable
{
    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task A_run_is_paused_let_go_on_and_stopped_from_another_process()
    {
        string bench = place.Join("served.yaml");
        await using LabProcess twins = await LabProcess.ServeAsync(place.Folder, "--write-bench", bench); // on the wall's clock
        await using LabProcess run = LabProcess.Start(
            place.Folder, "run", "spin-diode", "--bench", bench, "--set", "frequencies=330..400 MHz step 0.1 MHz", "--set",
            "field=none", "--runs-dir", place.Runs);
        RunFolder folder = await BegunAsync();

        // What is no order keeps none from being taken, nor does a line of the log that was cut off.
        string orders = Path.Combine(folder.FullPath, RunOrders.FolderName);
        Directory.CreateDirectory(orders);
        await File.WriteAllTextAsync(Path.Combine(orders, "0.json"), new string(' ', 5000));
        await File.WriteAllTextAsync(Path.Combine(folder.FullPath, RunOrders.LogName), "{\"Time\":\n");
        await run.WaitForAsync(line => line.Contains("is none of Lab's and was thrown away", StringComparison.Ordinal));
        (await OrderAsync("pause")).Succeeds();
        await run.WaitForAsync(line => line.Contains("orders: pause. Pausing after the current point", StringComparison.Ordinal));
        await UntilAsync(() => LiveState.Read(folder.FullPath) is { IsPaused: true, Step: "paused" });
        long paused = folder.CountPoints();
        Answer answer = (await OrderAsync("continue")).Succeeds();
        Assert.Equal("Going on.\n", answer.Output);
        await UntilAsync(() => folder.CountPoints() > paused);
        (await OrderAsync("stop")).Succeeds();

        Assert.Equal(130, await run.ExitAsync());
        RunInfo info = folder.ReadInfo();
        Assert.Equal(RunStatus.Aborted, info.Status);
        Assert.Empty(info.Unsafe);
        Assert.Equal(
            [OrderKind.Pause, OrderKind.Continue, OrderKind.Stop], RunOrders.Read(folder).Select(taken => taken.Order));
        Assert.All(RunOrders.Read(folder), taken => Assert.Contains(Environment.UserName, taken.By, StringComparison.Ordinal));
        LiveState left = Assert.IsType<LiveState>(LiveState.Read(folder.FullPath));
        Assert.Contains(left.Settings, setting => setting is { Terminal: "rf", Channel: "output", Value: "off" });
        Answer late = await OrderAsync("stop");
        late.FailsWith(2, $"The run '{folder.Name}' is not under way (aborted); there is nothing to order.");
    }

    [Fact]
    public async Task The_guide_follows_a_run_in_Python()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs);
        run.Append(1, 1);
        run.Append(2, 2);
        run.End();
        string guide = await File.ReadAllTextAsync(Path.Combine(Workplace.Repository, "docs", "guides", "dashboard.md"));
        string python = PythonBlock().Match(guide.ReplaceLineEndings("\n")).Groups["text"].Value;

        Answer answer = await LabProcess.RunAsync(
            served.Place.Folder, "/usr/bin/python3", "-X", "utf8", "-c", python, served.Server.Address.ToString().TrimEnd('/'));

        Assert.Equal("done 2 of 100\n2 points from 0\n", answer.Succeeds().Output);
    }

    [Fact]
    public async Task A_page_for_others_needs_a_token()
    {
        Answer answer = await Workplace.LabAsync("ui", "--host", "0.0.0.0", "--port", "0", "--runs-dir", place.Runs);

        answer.FailsWith(
            2, "Others could reach the page: name a file for the token that viewers have to show, --view-token FILE.");
    }

    [Fact]
    public async Task A_page_makes_its_tokens_and_says_how_to_encrypt()
    {
        string token = place.Join("view.token");
        await using LabProcess page = LabProcess.Start(
            place.Folder, "ui", "--host-name", "lab.example", "--port", "0", "--runs-dir", place.Runs, "--view-token", token);
        string line = await page.WaitForAsync(text => text.StartsWith("Lab's page: ", StringComparison.Ordinal));
        await page.WaitForAsync(text => text.Contains("caddy reverse-proxy", StringComparison.Ordinal));
        using var client = new HttpClient { BaseAddress = new Uri(line["Lab's page: ".Length..]) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(token)).Trim());

        Assert.Equal("[]", await client.GetStringAsync("/api/runs"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(token));
        }

        page.Signal("INT");
        Assert.Equal(0, await page.ExitAsync());
    }

    private Task<Answer> OrderAsync(string order) =>
        Workplace.LabAsync("runs", order, RunFolder.List(place.Runs)[0].Name, "--runs-dir", place.Runs);

    private async Task<RunFolder> BegunAsync()
    {
        await UntilAsync(() => RunFolder.List(place.Runs) is [var begun] && LiveState.Read(begun.FullPath) is { Done: > 2 });
        return place.OnlyRun();
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }

    [GeneratedRegex(
        "^```python\n(?<text>.*?)^```", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.Multiline, 1000)]
    private static partial Regex PythonBlock();
}
