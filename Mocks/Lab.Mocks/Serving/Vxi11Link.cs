using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;
using Lab.Instruments.Wires.Rpc;

namespace Lab.Mocks.Serving;

/// <summary>
/// One client's link to a twin: what it has sent of a message, the message that is being executed, and what it has not read yet
/// of an answer. As an instrument does, the twin works on while the client waits or gives up waiting.
/// </summary>
internal sealed class Vxi11Link : IDisposable
{
    /// <summary>Room for what stands after a block, when memory is made for the block.</summary>
    private const int AfterBlock = 256;

    /// <summary>The length of answers that are read as they lie in memory; shorter ones are read at once.</summary>
    private const int LongAnswer = 1 << 16;

    private readonly TwinServerOptions options;
    private readonly CancellationToken stopping;
    private byte[] message = [];
    private int messageLength;
    private MessageFrame frame = NewFrame();
    private Task<TwinAnswer>? execution;
    private CancellationTokenSource executing;
    private readonly Queue<ReadOnlyMemory<byte>> answer = new();
    private CancellationTokenSource abort = new();

    public Vxi11Link(int id, Vxi11Device device, TwinServerOptions options, CancellationToken stopping)
    {
        Id = id;
        Device = device;
        this.options = options;
        this.stopping = stopping;
        executing = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    public int Id { get; }

    public Vxi11Device Device { get; }

    /// <summary>Takes a piece of a message; at its LF or END the twin executes it.</summary>
    public async ValueTask<Vxi11Error> WriteAsync(ReadOnlyMemory<byte> piece, bool isEnd, TimeSpan patience)
    {
        if (messageLength + piece.Length + frame.Missing > Math.Max(options.MaximumMessageLength, Device.InputBufferLength))
        {
            messageLength = 0;
            frame = NewFrame();
            return Vxi11Error.OutOfResources;
        }

        Append(piece.Span);
        while (messageLength > 0)
        {
            int length = frame.FindEnd(message.AsSpan(0, messageLength));
            if (length < 0 && !isEnd)
            {
                break;
            }

            length = length < 0 ? messageLength : length;
            Vxi11Error error = await FinishAsync(patience).ConfigureAwait(false);
            if (error != Vxi11Error.None)
            {
                return error;
            }

            // A new message drops what was not read of the answer before (IEEE 488.2, 6.3.2.3, interrupted).
            answer.Clear();
            ReadOnlyMemory<byte> text = message.AsMemory(0, message[length - 1] == (byte)'\n' ? length - 1 : length);
            byte[] rest = message[length..messageLength];
            execution = Device.ExecuteAsync(text, executing.Token).AsTask();
            message = rest; // the twin has the other
            messageLength = rest.Length;
            frame = NewFrame();
        }

        if (messageLength == 0)
        {
            message = [];
        }

        return Vxi11Error.None;
    }

    /// <summary>Gives up to so many bytes of the answer, waiting for it where it is not there yet.</summary>
    public async ValueTask<(Vxi11Error Error, int Reason, ReadOnlyMemory<byte> Data)> ReadAsync(
        uint count, byte? termination, TimeSpan patience)
    {
        Vxi11Error error = await FinishAsync(patience).ConfigureAwait(false);
        if (error == Vxi11Error.None && answer.Count == 0)
        {
            error = await WaitInVainAsync(patience).ConfigureAwait(false);
        }

        if (error != Vxi11Error.None)
        {
            return (error, 0, default);
        }

        ReadOnlyMemory<byte> first = answer.Peek();
        int length = (int)Math.Min(count, (uint)first.Length);
        int reason = 0;
        if (termination is { } character && first.Span[..length].IndexOf(character) is >= 0 and int position)
        {
            length = position + 1;
            reason |= Vxi11Flags.ReasonCharacter;
        }

        ReadOnlyMemory<byte> data = first[..length];
        DropRead(length);
        reason |= answer.Count == 0 ? Vxi11Flags.ReasonEnd : 0;
        reason |= (uint)length == count ? Vxi11Flags.ReasonCount : 0;
        return (Vxi11Error.None, reason, data);
    }

    /// <summary>Whether the twin has something to say (IEEE 488.2, 11.2.1.2, message available).</summary>
    public bool HasAnswer => answer.Count > 0 || execution is { IsCompletedSuccessfully: true, Result.IsEmpty: false };

    /// <summary>Drops the message in execution and all that was written or not read.</summary>
    public async ValueTask ClearAsync()
    {
        await executing.CancelAsync().ConfigureAwait(false);
        executing.Dispose();
        executing = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        execution = null;
        answer.Clear();
        message = [];
        messageLength = 0;
        frame = NewFrame();
    }

    /// <summary>Ends a read or write that waits.</summary>
    public void Abort() => abort.Cancel();

    public void Dispose()
    {
        executing.Cancel();
        executing.Dispose();
        abort.Dispose();
    }

    private static MessageFrame NewFrame() => new() { HasEnds = true };

    // Memory for an open block is made once.
    private void Append(ReadOnlySpan<byte> piece)
    {
        if (message.Length < messageLength + piece.Length)
        {
            int needed = (int)Math.Max(messageLength + piece.Length, messageLength + frame.Missing + AfterBlock);
            int length = frame.Missing > 0 ? needed : Math.Max(message.Length * 2, needed);
            byte[] longer = BlockMemory.New<byte>(length);
            message.AsSpan(0, messageLength).CopyTo(longer);
            message = longer;
        }

        piece.CopyTo(message.AsSpan(messageLength));
        messageLength += piece.Length;
    }

    private void DropRead(int length)
    {
        ReadOnlyMemory<byte> first = answer.Dequeue();
        if (length < first.Length)
        {
            ReadOnlyMemory<byte>[] others = [.. answer];
            answer.Clear();
            answer.Enqueue(first[length..]);
            Array.ForEach(others, answer.Enqueue);
        }
    }

    // Takes over the answer of the message in execution, if it is there in time.
    private async ValueTask<Vxi11Error> FinishAsync(TimeSpan patience)
    {
        if (execution is null)
        {
            return Vxi11Error.None;
        }

        try
        {
            TwinAnswer response = await execution.WaitAsync(patience, Waiting()).ConfigureAwait(false);
            execution = null;
            if (!response.IsEmpty)
            {
                response.Append("\n"u8);
                IReadOnlyList<ReadOnlyMemory<byte>> segments = response.Length > LongAnswer
                    ? response.Segments
                    : [response.ToMemory()];
                foreach (ReadOnlyMemory<byte> segment in segments)
                {
                    answer.Enqueue(segment);
                }
            }

            return Vxi11Error.None;
        }
        catch (TimeoutException)
        {
            return Vxi11Error.Timeout;
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            return Vxi11Error.Aborted;
        }
    }

    // Nothing will come, but a client's time-out is what it asked for.
    private async ValueTask<Vxi11Error> WaitInVainAsync(TimeSpan patience)
    {
        try
        {
            await Task.Delay(patience, TimeProvider.System, Waiting()).ConfigureAwait(false);
            return Vxi11Error.Timeout;
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            return Vxi11Error.Aborted;
        }
    }

    private CancellationToken Waiting()
    {
        if (abort.IsCancellationRequested)
        {
            abort.Dispose();
            abort = new CancellationTokenSource();
        }

        return abort.Token;
    }
}
