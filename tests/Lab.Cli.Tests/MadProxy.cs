using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lab.Cli.Tests;

/// <summary>A port before an instrument that passes some messages on; then it answers the next one of each connection by itself,
/// and never stops.</summary>
internal sealed class MadProxy : IDisposable
{
    private const int PieceLength = 4096;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly int target;
    private readonly string answer;
    private readonly TimeSpan pause;
    private int saneMessages;

    /// <summary>Listens.</summary>
    /// <param name="target">The port of the instrument.</param>
    /// <param name="saneMessages">How many messages are passed on.</param>
    /// <param name="answer">The answer that is sent again and again after that.</param>
    /// <param name="pause">The pause in between; zero sends without end.</param>
    public MadProxy(int target, int saneMessages, string answer, TimeSpan pause)
    {
        (this.target, this.saneMessages, this.answer, this.pause) = (target, saneMessages, answer, pause);
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose()
    {
        ending.Cancel();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(ending.Token));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                using var instrument = new TcpClient { NoDelay = true };
                client.NoDelay = true;
                await instrument.ConnectAsync(IPAddress.Loopback, target, ending.Token);
                byte[] piece = new byte[PieceLength];
                while (await client.GetStream().ReadAsync(piece, ending.Token) is > 0 and int asked)
                {
                    if (--saneMessages < 0)
                    {
                        await RaveAsync(client.GetStream());
                    }

                    await instrument.GetStream().WriteAsync(piece.AsMemory(0, asked), ending.Token);
                    int said = await instrument.GetStream().ReadAsync(piece, ending.Token);
                    await client.GetStream().WriteAsync(piece.AsMemory(0, said), ending.Token);
                }
            }
        }
        catch (Exception error)
            when (error is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // One side went away.
        }
    }

    private async Task RaveAsync(NetworkStream stream)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(answer);
        while (true)
        {
            await stream.WriteAsync(bytes, ending.Token);
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, TimeProvider.System, ending.Token);
            }
        }
    }
}
