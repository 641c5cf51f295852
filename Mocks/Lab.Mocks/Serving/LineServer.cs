using System.Net;
using Lab.Instruments.Wires;
using Lab.Mocks.Rough;

namespace Lab.Mocks.Serving;

/// <summary>One TCP port on which messages ended by LF are answered, each connection on its own.</summary>
/// <remarks>Of a twin with the manners of a real instrument an answer comes in two pieces, as networks split it.</remarks>
internal sealed class LineServer : IAsyncDisposable
{
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> answer;
    private readonly PortListener listener;
    private readonly bool isRough;

    public LineServer(
        string name,
        int port,
        TwinServerOptions options,
        MemoryBudget budget,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> answer,
        RoughManners? manners = null)
    {
        this.answer = answer;
        isRough = manners is not null;
        listener = new PortListener(name, port, options, budget, AnswerAllAsync, manners);
    }

    public string Name => listener.Name;

    public IPEndPoint EndPoint => listener.EndPoint;

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    private async Task AnswerAllAsync(ClientConnection client, CancellationToken cancellationToken)
    {
        byte[] incoming = ClientConnection.NewBuffer();
        byte[] outgoing = ClientConnection.NewBuffer();
        int start = 0; // what came in and was not yet looked at lies from here
        int end = 0;   // to here
        var frame = default(MessageFrame);
        while (true)
        {
            int length = frame.FindEnd(incoming.AsSpan(start, end - start));
            if (length < 0)
            {
                if (start > 0)
                {
                    incoming.AsSpan(start, end - start).CopyTo(incoming);
                    end -= start;
                    start = 0;
                }

                if (end == incoming.Length)
                {
                    client.Grow(ref incoming);
                }

                int count = await client.ReceiveAsync(incoming.AsMemory(end), end > 0, cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    return;
                }

                end += count;
                continue;
            }

            ReadOnlyMemory<byte> response = await answer(incoming.AsMemory(start, length - 1), cancellationToken).ConfigureAwait(false);
            start += length;
            frame = default;
            if (start == end)
            {
                start = end = 0;
                client.Shrink(ref incoming);
            }

            if (!response.IsEmpty)
            {
                if (outgoing.Length <= response.Length)
                {
                    client.Take(response.Length + 1 - outgoing.Length);
                    outgoing = new byte[response.Length + 1];
                }

                // One send for answer and terminator: a second small one would wait for the client's delayed acknowledgement.
                response.CopyTo(outgoing);
                outgoing[response.Length] = (byte)'\n';
                int first = isRough ? (response.Length + 1) / 2 : 0;
                if (first > 0)
                {
                    await client.SendAsync(outgoing.AsMemory(0, first), cancellationToken).ConfigureAwait(false);
                    await Task.Yield();
                }

                await client.SendAsync(outgoing.AsMemory(first, response.Length + 1 - first), cancellationToken).ConfigureAwait(false);
                client.Shrink(ref outgoing);
            }

            await client.EndMessageAsync().ConfigureAwait(false);
        }
    }
}
