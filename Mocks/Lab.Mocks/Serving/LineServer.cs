using System.Net;
using System.Net.Sockets;
using Lab.Instruments.Wires;

namespace Lab.Mocks.Serving;

/// <summary>One TCP port on which messages ended by LF are answered, each connection on its own.</summary>
internal sealed class LineServer : IAsyncDisposable
{
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> answer;
    private readonly TwinServerOptions options;
    private readonly Socket listener;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task accepting;
    private int connections;

    public LineServer(
        string name, int port, TwinServerOptions options, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> answer)
    {
        Name = name;
        this.answer = answer;
        this.options = options;
        listener = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(options.Address, port));
        listener.Listen(options.MaximumConnections);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        accepting = Task.Run(AcceptAsync);
    }

    public string Name { get; }

    public IPEndPoint EndPoint { get; }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        listener.Dispose();
        await accepting.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(stopping.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return; // the server stops
            }

            if (Interlocked.Increment(ref connections) > options.MaximumConnections)
            {
                Interlocked.Decrement(ref connections);
                client.Dispose();
                continue;
            }

            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            client.NoDelay = true;
            await AnswerAllAsync(client, stopping.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException or ConnectionLostException)
        {
            // The client went away or the server stops: either ends this connection and nothing else.
        }
        finally
        {
            client.Dispose();
            Interlocked.Decrement(ref connections);
        }
    }

    private async Task AnswerAllAsync(Socket client, CancellationToken cancellationToken)
    {
        byte[] incoming = new byte[4096];
        byte[] outgoing = new byte[4096];
        int received = 0;
        var frame = default(MessageFrame);
        while (true)
        {
            int length = frame.FindEnd(incoming.AsSpan(0, received));
            if (length < 0)
            {
                if (received == incoming.Length)
                {
                    if (received >= options.MaximumMessageLength)
                    {
                        return;
                    }

                    Array.Resize(ref incoming, Math.Min(incoming.Length * 2, options.MaximumMessageLength));
                }

                int count = await client.ReceiveAsync(incoming.AsMemory(received), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    return;
                }

                received += count;
                continue;
            }

            ReadOnlyMemory<byte> response = await answer(incoming.AsMemory(0, length - 1), cancellationToken).ConfigureAwait(false);
            incoming.AsSpan(length, received - length).CopyTo(incoming);
            received -= length;
            frame = default;
            if (response.IsEmpty)
            {
                continue;
            }

            if (outgoing.Length <= response.Length)
            {
                outgoing = new byte[response.Length * 2];
            }

            response.CopyTo(outgoing);
            outgoing[response.Length] = (byte)'\n';
            ReadOnlyMemory<byte> rest = outgoing.AsMemory(0, response.Length + 1);
            while (!rest.IsEmpty)
            {
                rest = rest[await client.SendAsync(rest, cancellationToken).ConfigureAwait(false)..];
            }
        }
    }
}
