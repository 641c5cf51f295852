using System.Net;
using System.Text;
using Lab.Instruments.Wires;
using Lab.Mocks.Rough;

namespace Lab.Mocks.Serving;

/// <summary>One TCP port on which messages are answered, each connection on its own. They end with LF, or with CR or a bracket
/// where the instrument has them so.</summary>
/// <remarks>Of a twin with the manners of a real instrument an answer comes in two pieces, as networks split it.</remarks>
internal sealed class LineServer : IAsyncDisposable
{
    private readonly Func<ReadOnlyMemory<byte>, TwinAnswer, CancellationToken, ValueTask> answer;
    private readonly int mostMessageLength;
    private readonly PortListener listener;
    private readonly bool isRough;
    private readonly bool endsAtCarriageReturn;
    private readonly byte[] bracket;
    private readonly byte[] answerEnd;

    public LineServer(
        string name,
        int port,
        TwinServerOptions options,
        MemoryBudget budget,
        Func<ReadOnlyMemory<byte>, TwinAnswer, CancellationToken, ValueTask> answer,
        RoughManners? manners = null,
        int inputBufferLength = 0,
        string terminator = "lf",
        string answerEnd = "")
    {
        endsAtCarriageReturn = terminator == "cr";
        bracket = terminator == LineTerminator.Bracket ? ")"u8.ToArray() : [];
        this.answerEnd = Encoding.ASCII.GetBytes(answerEnd.Length > 0 ? answerEnd : "\n");
        this.answer = answer;
        mostMessageLength = Math.Max(options.MaximumMessageLength, inputBufferLength);
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
        var response = new TwinAnswer();
        int start = 0; // what came in and was not yet looked at lies from here
        int end = 0;   // to here
        MessageFrame frame = NewFrame();
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

                if (end == incoming.Length || frame.Missing > incoming.Length - end)
                {
                    client.Grow(ref incoming, mostMessageLength, end, frame.Missing);
                }

                int count = await client.ReceiveAsync(
                    incoming.AsMemory(end), end > 0, cancellationToken, frame.Missing > 0).ConfigureAwait(false);
                if (count == 0)
                {
                    return;
                }

                end += count;
                continue;
            }

            response.Clear();
            int ownLength = bracket.Length > 0 ? length : length - 1; // a bracket belongs to its message
            await answer(incoming.AsMemory(start, ownLength), response, cancellationToken).ConfigureAwait(false);
            bool refersToMessage = response.OwnLength < response.Length;
            if (refersToMessage)
            {
                await SendAsync(client, response, outgoing, cancellationToken).ConfigureAwait(false);
            }

            start += length;
            frame = NewFrame();
            if (start == end)
            {
                start = end = 0;
                client.Shrink(ref incoming);
            }

            // An answer with bytes of its own takes the place of the message.
            if (!refersToMessage && !response.IsEmpty)
            {
                await SendAsync(client, response, outgoing, cancellationToken).ConfigureAwait(false);
            }

            await client.EndMessageAsync().ConfigureAwait(false);
        }
    }

    private MessageFrame NewFrame() => new() { EndsAtCarriageReturn = endsAtCarriageReturn, EndText = bracket };

    // A short answer goes with its terminator in one send: a second small one would wait for the client's delayed
    // acknowledgement. A long one goes as it lies in memory.
    private async ValueTask SendAsync(
        ClientConnection client, TwinAnswer response, byte[] outgoing, CancellationToken cancellationToken)
    {
        int own = (int)Math.Max(0, response.OwnLength - outgoing.Length);
        client.Take(own);
        response.Append(answerEnd);
        if (response.Length > outgoing.Length)
        {
            foreach (ReadOnlyMemory<byte> segment in response.Segments)
            {
                await client.SendAsync(segment, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            int length = 0;
            foreach (ReadOnlyMemory<byte> segment in response.Segments)
            {
                segment.CopyTo(outgoing.AsMemory(length));
                length += segment.Length;
            }

            int first = isRough ? length / 2 : 0;
            if (first > 0)
            {
                await client.SendAsync(outgoing.AsMemory(0, first), cancellationToken).ConfigureAwait(false);
                await Task.Yield();
            }

            await client.SendAsync(outgoing.AsMemory(first, length - first), cancellationToken).ConfigureAwait(false);
        }

        client.Return(own);
    }
}
