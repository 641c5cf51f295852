using System.Diagnostics;
using System.Globalization;
using Lab.Dashboard;

namespace Lab.Benchmarks.Dashboards;

/// <summary>A dashboard in a process of its own, or those who look at it in another.</summary>
internal sealed class DashboardProcess : IDisposable
{
    /// <summary>The argument with which this program serves the page of a folder of runs.</summary>
    public const string ServerArgument = "dashboard-server";

    /// <summary>The argument with which this program looks at the page of an address.</summary>
    public const string ViewersArgument = "dashboard-viewers";

    private const int Viewers = 100;

    private readonly Process process;

    private DashboardProcess(Process process) => this.process = process;

    /// <summary>The largest memory of the process so far, MiB.</summary>
    public double PeakMebibytes
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Time of the processor that the process took so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static DashboardProcess Start(params string[] arguments) => new(Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "Lab.Benchmarks.dll"), .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        UseShellExecute = false,
    })!);

    /// <summary>The next line that the process writes.</summary>
    public async Task<string> ReadAsync() =>
        await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The process died.");

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    /// <summary>Serves until the process is killed.</summary>
    public static async Task ServeAsync(string runs)
    {
        await using DashboardServer server = await DashboardServer.StartAsync(new DashboardOptions { RunsFolder = runs });
        Console.WriteLine(server.Address);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    }

    /// <summary>Follows the run that comes next, a hundredfold; one viewer never reads what it is sent.</summary>
    public static async Task LookAsync(string address)
    {
        using var client = new HttpClient { BaseAddress = new Uri(address), Timeout = Timeout.InfiniteTimeSpan };
        Console.WriteLine("ready");
        string run;
        while ((run = await FirstRunAsync(client)).Length == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }

        string path = $"/api/runs/{run}/events?columns=frequency,voltage&columns=point,voltage";
        using HttpResponseMessage frozen = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead); // never read
        long[] bytes = new long[Viewers - 1];
        await Task.WhenAll(Enumerable.Range(0, bytes.Length).Select(async viewer =>
        {
            using HttpResponseMessage response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            await using Stream stream = await response.Content.ReadAsStreamAsync();
            byte[] buffer = new byte[1 << 16];
            int count = 1;
            while (count > 0)
            {
                count = await stream.ReadAsync(buffer);
                bytes[viewer] += count;
            }
        }));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes.Average():F0}"));
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    }

    private static async Task<string> FirstRunAsync(HttpClient client)
    {
        string list = await client.GetStringAsync(new Uri("/api/runs", UriKind.Relative));
        int at = list.IndexOf("\"run\":\"", StringComparison.Ordinal);
        return at < 0 ? string.Empty : list[(at + 7)..list.IndexOf('"', at + 7)];
    }
}
