using System.Diagnostics;

namespace Lab.Instruments.Tests.Wires;

/// <summary>A pseudo-terminal that socat connects with a TCP port or with another one:
/// to a program it is a serial port.</summary>
internal sealed class PseudoTerminal : IAsyncDisposable
{
    private Process? socat;

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"lab-pty-{Guid.NewGuid():N}");

    /// <summary>The other end of a pair, for the instrument.</summary>
    public string OtherPath => $"{Path}-other";

    /// <summary>The port as the system names it: <c>/dev/pts/7</c>.</summary>
    public string DevicePath => File.ResolveLinkTarget(Path, returnFinalTarget: true)!.FullName;

    public Task StartAsync(int port) => StartAsync($"tcp:127.0.0.1:{port},nodelay", Path);

    public Task StartPairAsync() => StartAsync($"pty,raw,echo=0,link={OtherPath}", Path, OtherPath);

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
        File.Delete(OtherPath);
    }

    private async Task StartAsync(string other, params string[] links)
    {
        socat = Process.Start(new ProcessStartInfo("socat", [$"pty,raw,echo=0,link={Path}", other]) { UseShellExecute = false })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!Array.TrueForAll(links, File.Exists))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }
}
