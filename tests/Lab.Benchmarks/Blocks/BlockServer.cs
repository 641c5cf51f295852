using System.Diagnostics;
using System.Globalization;
using Doubles.Waveforms;
using Lab.Mocks.Serving;

namespace Lab.Benchmarks.Blocks;

/// <summary>The twin of the waveform instrument behind a port, in a process of its own.</summary>
internal sealed class BlockServer : IAsyncDisposable
{
    /// <summary>The argument with which this program serves.</summary>
    public const string Argument = "block-server";

    private readonly Process process;

    private BlockServer(Process process, int port)
    {
        this.process = process;
        Port = port;
    }

    /// <summary>Where it answers.</summary>
    public int Port { get; }

    /// <summary>Its process.</summary>
    public int ProcessId => process.Id;

    public static async Task<BlockServer> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Lab.Benchmarks.dll"), Argument])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string? port = await process.StandardOutput.ReadLineAsync();
        return new BlockServer(process, int.Parse(port!, CultureInfo.InvariantCulture));
    }

    /// <summary>Serves until the standard input ends.</summary>
    public static async Task ServeAsync()
    {
        using var twin = new WaveformTwin(TimeProvider.System);
        var options = new TwinServerOptions();
        await using var server = new LineServer(
            twin.Name,
            0,
            options,
            new MemoryBudget(twin.InputBufferLength),
            twin.ExecuteAsync,
            inputBufferLength: twin.InputBufferLength);
        Console.WriteLine(server.EndPoint.Port.ToString(CultureInfo.InvariantCulture));
        await Console.In.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
