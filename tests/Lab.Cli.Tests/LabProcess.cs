using System.Diagnostics;
using System.Globalization;
using Lab.Endurance.Kills;

namespace Lab.Cli.Tests;

/// <summary>The program in a process of its own.</summary>
internal sealed class LabProcess : IAsyncDisposable
{
    /// <summary>How long a test waits for a line or an end before it says that none came.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly Process process;
    private readonly List<string> lines = [];
    private readonly SemaphoreSlim arrived = new(0);

    private LabProcess(Process process)
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

    public int ExitCode => process.ExitCode;

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

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

    public static LabProcess Start(string folder, params string[] arguments) =>
        new(Launch(folder, "dotnet", [Program, .. arguments]));

    /// <summary>Starts the program with variables of its surroundings.</summary>
    public static LabProcess Start(string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments) =>
        new(Launch(folder, "dotnet", [Program, .. arguments], variables: variables));

    /// <summary>Starts any program, whose standard input stays open until the test is over.</summary>
    public static LabProcess StartProgram(string folder, string program, params string[] arguments) =>
        new(Launch(folder, program, arguments, keepsInputOpen: true));

    /// <summary>Serves the twins of a bench and waits until they are ready.</summary>
    public static async Task<LabProcess> ServeAsync(string folder, params string[] arguments)
    {
        LabProcess server = Start(folder, ["serve", .. arguments]);
        await server.WaitForAsync(line => line == "ready");
        return server;
    }

    /// <summary>Runs any program to its end.</summary>
    public static Task<Answer> RunAsync(string folder, string program, params string[] arguments) =>
        RunAsync(folder, variables: null, program, arguments);

    /// <summary>Does the same with variables of its surroundings.</summary>
    public static async Task<Answer> RunAsync(
        string folder, IReadOnlyDictionary<string, string>? variables, string program, params string[] arguments)
    {
        using Process process = Launch(folder, program, arguments, variables: variables);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"'{program} {string.Join(' ', arguments)}' did not end within {Patience.TotalSeconds} s.");
        }

        return new Answer(process.ExitCode, await output, await error);
    }

    /// <summary>How many points a line of progress says are done, with or without the number planned; -1 for others.</summary>
    public static int PointsDone(string line)
    {
        int end = line.IndexOfAny(['/', ' ']);
        return end > 0 && line.Contains(" points, ", StringComparison.Ordinal)
            && int.TryParse(line.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out int done) ? done : -1;
    }

    /// <summary>The ports of a serving process by instrument.</summary>
    public IReadOnlyDictionary<string, int> Ports() => Lines
        .Where(line => line.EndsWith("::SOCKET", StringComparison.Ordinal))
        .ToDictionary(
            line => line[..line.IndexOf(':', StringComparison.Ordinal)],
            line => int.Parse(line.Split("::")[2], CultureInfo.InvariantCulture));

    /// <summary>Waits for a line of the process, or of a watchdog of it that writes to the same streams.</summary>
    public async Task<string> WaitForAsync(Func<string, bool> isIt)
    {
        using var patience = new CancellationTokenSource(Patience);
        Task ended = process.WaitForExitAsync(patience.Token); // nobody writes to its streams any more
        while (true)
        {
            bool isLast = ended.IsCompleted;
            if (Lines.FirstOrDefault(isIt) is { } line)
            {
                return line;
            }

            if (isLast)
            {
                Assert.Fail($"The line did not come; there are:{Environment.NewLine}{string.Join(Environment.NewLine, Lines)}");
            }

            await Task.WhenAny(arrived.WaitAsync(patience.Token), ended);
        }
    }

    /// <summary>Sends a signal such as INT, TERM or KILL.</summary>
    public void Signal(string signal) => UnixSignal.Send(process.Id, signal);

    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        // A child that was stopped holds the streams open, for whose end this waits as well: a failed test must not hang in it.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.CancelOutputRead();
            process.CancelErrorRead();
        }

        process.Dispose();
        arrived.Dispose();
    }

    private static Process Launch(string folder, string program, string[] arguments, bool keepsInputOpen = false,
        IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = keepsInputOpen,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        start.Environment.Remove("LAB_DATA"); // whose images no test may touch
        foreach ((string name, string value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
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

        try
        {
            arrived.Release();
        }
        catch (ObjectDisposedException)
        {
            // The test is over; nobody waits for this line.
        }
    }
}
