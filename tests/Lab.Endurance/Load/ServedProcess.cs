using System.Diagnostics;
using System.Globalization;
using Lab.Endurance.Kills;

namespace Lab.Endurance.Load;

/// <summary><c>lab serve</c> in a process of its own.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private readonly Process process;

    private ServedProcess(Process process) => this.process = process;

    /// <summary>The ports of the twins.</summary>
    public List<int> Ports { get; } = [];

    /// <summary>The memory that the process holds, in MiB.</summary>
    public double ResidentMebibytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    public static async Task<ServedProcess> StartAsync()
    {
        var served = new ServedProcess(Process.Start(new ProcessStartInfo("dotnet", [LabRun.Program, "serve"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!);
        while (await served.process.StandardOutput.ReadLineAsync() is { } line && line != "ready")
        {
            if (line.EndsWith("::SOCKET", StringComparison.Ordinal))
            {
                served.Ports.Add(int.Parse(line.Split("::")[2], CultureInfo.InvariantCulture));
            }
        }

        return served;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
