using System.Diagnostics;
using System.Globalization;

namespace Lab.Endurance.Kills;

/// <summary>The program in a process of its own, whose lines are read and which gets signals.</summary>
internal sealed class LabRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan PatienceWithStreams = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly List<string> lines = [];
    private readonly SemaphoreSlim arrived = new(0);

    private LabRun(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The built program as users start it, which 'dotnet' runs: the copy beside the tests has no machine
    /// code.</summary>
    public static string Program { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory,
        "..",
        "..",
        "Lab.Cli",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        "lab.dll"));

    /// <summary>All lines of both streams so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines)
            {
                return [.. lines];
            }
        }
    }

    /// <summary>Points that the run said were recorded.</summary>
    public int PointsReported => Lines.Select(PointsOf).DefaultIfEmpty(0).Max();

    public static LabRun Start(params string[] arguments) => StartProgram("dotnet", [Program, .. arguments]);

    public static LabRun StartProgram(
        string program, params string[] arguments) => new(Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!);

    /// <summary>Waits for a line.</summary>
    /// <returns>The line, or <see langword="null"/> where the process ended without it.</returns>
    /// <exception cref="TimeoutException">Neither comes.</exception>
    public async Task<string?> WaitForAsync(Func<string, bool> isIt)
    {
        for (long began = Stopwatch.GetTimestamp(); ;)
        {
            if (Lines.FirstOrDefault(isIt) is { } line)
            {
                return line;
            }

            if (process.HasExited)
            {
                await ReadToTheEndAsync().ConfigureAwait(false);
                return Lines.FirstOrDefault(isIt);
            }

            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"The line did not come within {Patience.TotalSeconds} s.");
            }

            await arrived.WaitAsync(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a signal such as KILL; nothing where the process has ended.</summary>
    public void Signal(string signal) => UnixSignal.Send(process.Id, signal);

    /// <summary>Sends a signal to the process and its children, as a terminal does on Ctrl-C.</summary>
    public void SignalGroup(string signal) => Signal(signal, [process.Id, .. Children()]);

    /// <summary>Sends a signal to the children: the watchdog.</summary>
    public void SignalChildren(string signal) => Signal(signal, Children());

    /// <summary>Waits for the end of the process and of all that write to its streams, its watchdog among them.</summary>
    /// <exception cref="TimeoutException">It does not end.</exception>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"The process did not end within {Patience.TotalSeconds} s.", late);
        }

        return process.ExitCode;
    }

    /// <summary>Waits for the end of the process itself.</summary>
    /// <returns>Whether it came in time.</returns>
    public async Task<bool> EndsWithinAsync(double seconds)
    {
        long began = Stopwatch.GetTimestamp();
        while (!process.HasExited && Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System).ConfigureAwait(false);
        }

        return process.HasExited;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync().ConfigureAwait(false);
        process.Dispose();
    }

    // Lines may still be on their way when the process has ended; its watchdog may hold the streams for longer.
    private async Task ReadToTheEndAsync()
    {
        using var patience = new CancellationTokenSource(PatienceWithStreams);
        try
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Another process writes to the streams: what it will say is not waited for.
        }
    }

    private static void Signal(string signal, IReadOnlyList<int> processes)
    {
        foreach (int id in processes)
        {
            UnixSignal.Send(id, signal);
        }
    }

    private static int PointsOf(string line)
    {
        int slash = line.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && line.Contains(" points, bench time ", StringComparison.Ordinal)
            && int.TryParse(line.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out int done) ? done : 0;
    }

    private List<int> Children()
    {
        List<int> children = [];
        foreach (string task in Directory.Exists($"/proc/{process.Id}/task")
            ? Directory.GetDirectories($"/proc/{process.Id}/task")
            : [])
        {
            string file = Path.Combine(task, "children");
            children.AddRange(
                File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(
                    text => int.Parse(text, CultureInfo.InvariantCulture)));
        }

        return children;
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (lines)
        {
            lines.Add(line);
        }

        arrived.Release();
    }
}
