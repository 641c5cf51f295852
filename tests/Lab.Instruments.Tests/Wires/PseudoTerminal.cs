using System.Diagnostics;

namespace Lab.Instruments.Tests.Wires;

/// <summary>A pseudo-terminal that socat connects with a TCP port: to a program it is a serial port.</summary>
internal sealed class PseudoTerminal : IAsyncDisposable
{
    private Process? socat;

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"lab-pty-{Guid.NewGuid():N}");

    public async Task StartAsync(int port)
    {
        socat = Process.Start(new ProcessStartInfo("socat", [$"pty,raw,echo=0,link={Path}", $"tcp:127.0.0.1:{port},nodelay"]) { UseShellExecute = false })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!File.Exists(Path))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (socat is null)
        {
            return;
        }

        socat.Kill();
        await socat.WaitForExitAsync();
        socat.Dispose();
        socat = null;
        File.Delete(Path);
    }
}
