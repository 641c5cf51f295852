using System.Net;
using System.Net.Sockets;

namespace Lab.Endurance.Kills;

/// <summary>A port before an instrument that passes everything on until it is told to hang: connections then stay open, new ones
/// are accepted, and nothing comes through any more.</summary>
internal sealed class StallingProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int target;
    private readonly CancellationTokenSource ending = new();
    private volatile bool hangs;

    public StallingProxy(int target)
    {
        this.target = target;
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Hang() => hangs = true;

    public void Dispose()
    {
        ending.Cancel();
        listener.Dispose();
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(ending.Token).ConfigureAwait(false);
                var instrument = new TcpClient { NoDelay = true };
                client.NoDelay = true;
                await instrument.ConnectAsync(IPAddress.Loopback, target, ending.Token).ConfigureAwait(false);
                _ = PassAsync(client, instrument);
                _ = PassAsync(instrument, client);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The trial is over.
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, ending.Token).ConfigureAwait(false) is > 0 and int count)
            {
                if (!hangs)
                {
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, count), ending.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One side went away.
        }

        from.Dispose();
        to.Dispose();
    }
}
