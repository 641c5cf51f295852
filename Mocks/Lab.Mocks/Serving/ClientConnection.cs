using System.Net.Sockets;
using Lab.Instruments.Blocks;
using Lab.Quantities;

namespace Lab.Mocks.Serving;

/// <summary>One client of a port: what it may take in time and memory.</summary>
internal sealed class ClientConnection : IDisposable
{
    /// <summary>After so many messages without a pause another connection gets its turn on this thread.</summary>
    private const int MessagesInARow = 32;

    private const int FirstBufferLength = 4096;

    /// <summary>The most bytes that are sent at a time, so that a client that takes none is noticed.</summary>
    private const int Slice = 256 << 10;

    /// <summary>Room for what stands after a block, when memory is made for the block.</summary>
    private const int AfterBlock = 256;

    private readonly Socket socket;
    private readonly TwinServerOptions options;
    private readonly MemoryBudget budget;
    private CancellationTokenSource deadline = new();
    private long taken;
    private int messages;
    private bool isTransferTimed;
    private long transferStarted;
    private long transferred;

    public ClientConnection(Socket socket, TwinServerOptions options, MemoryBudget budget)
    {
        this.socket = socket;
        this.options = options;
        this.budget = budget;
        socket.NoDelay = true;
    }

    /// <summary>Whether a whole message has come; a client that never sent any may have to make room for another.</summary>
    public bool HasSpoken { get; private set; }

    /// <summary>A buffer of the length that costs nothing.</summary>
    public static byte[] NewBuffer() => new byte[FirstBufferLength];

    /// <summary>Receives bytes; 0 at the end of the connection.</summary>
    /// <param name="target">Where they go.</param>
    /// <param name="isWithinMessage">Whether a message has begun, which has to end in time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="isWithinBlock">Whether a block has begun that tells its length,
    /// which has the time that its length needs.</param>
    /// <exception cref="LimitException">Nothing came in time.</exception>
    public async ValueTask<int> ReceiveAsync(
        Memory<byte> target, bool isWithinMessage, CancellationToken cancellationToken, bool isWithinBlock = false)
    {
        // From the first byte of a message on, the clock of its transfer runs, however slowly more bytes trickle in.
        if (!isWithinMessage)
        {
            StartClock(options.IdleTime.ToTimeSpan());
            isTransferTimed = false;
        }
        else if (!isTransferTimed)
        {
            BeginTransfer();
            StartClock(options.TransferTime.ToTimeSpan());
            isTransferTimed = true;
        }
        else if (isWithinBlock)
        {
            StartClock(TransferTimeLeft());
        }

        using CancellationTokenRegistration stop = Follow(cancellationToken);
        try
        {
            int count = await socket.ReceiveAsync(target, deadline.Token).ConfigureAwait(false);
            transferred += count;
            return count;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LimitException(isWithinMessage
                ? $"did not end a message within {options.TransferTime}"
                : $"said nothing for {options.IdleTime}");
        }
    }

    /// <summary>Sends bytes.</summary>
    /// <exception cref="LimitException">The client did not take them in time.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        BeginTransfer();
        isTransferTimed = false;
        using CancellationTokenRegistration stop = Follow(cancellationToken);
        try
        {
            while (!data.IsEmpty)
            {
                StartClock(TransferTimeLeft());
                int count = await socket.SendAsync(data[..Math.Min(data.Length, Slice)], deadline.Token).ConfigureAwait(false);
                data = data[count..];
                transferred += count;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LimitException($"did not take an answer within {options.TransferTime}");
        }
    }

    /// <summary>A message is complete: the next one has its own time, and others get their turn.</summary>
    public async ValueTask EndMessageAsync()
    {
        HasSpoken = true;
        isTransferTimed = false;

        // Messages that are there already complete without a wait: a client that floods would keep the thread.
        if (++messages % MessagesInARow == 0)
        {
            await Task.Yield();
        }
    }

    /// <summary>Makes a buffer longer out of the budget that all connections share: twice as long,
    /// or as long as an open block needs.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="most">The longest message that is taken.</param>
    /// <param name="used">How many bytes of it hold something.</param>
    /// <param name="missing">How many bytes of a block are still to come.</param>
    /// <exception cref="LimitException">The message or all messages together are too long.</exception>
    public void Grow(ref byte[] buffer, int most, int used, long missing = 0)
    {
        if (buffer.Length >= most || used + missing > most)
        {
            throw new LimitException($"sent a message of more than {most} bytes");
        }

        int length = (int)Math.Min(missing > 0 ? used + missing + AfterBlock : buffer.Length * 2L, most);
        byte[] longer = missing > 0 ? budget.Spare.Take(length) : BlockMemory.New<byte>(length);
        Take(longer.Length - buffer.Length);
        buffer.AsSpan(0, used).CopyTo(longer);
        buffer = longer;
    }

    /// <summary>Takes bytes out of the budget that all connections share.</summary>
    /// <exception cref="LimitException">There are not that many left.</exception>
    public void Take(int count)
    {
        if (!budget.TryTake(count))
        {
            throw new LimitException($"would make unfinished messages hold more than {options.MaximumBufferedLength} bytes");
        }

        taken += count;
    }

    /// <summary>Gives bytes back to the budget.</summary>
    public void Return(int count)
    {
        budget.Return(count);
        taken -= count;
    }

    /// <summary>Exchanges a buffer that has grown for a first one; nobody may refer to it any more.</summary>
    public void Shrink(ref byte[] buffer)
    {
        if (buffer.Length > FirstBufferLength)
        {
            Return(buffer.Length - FirstBufferLength);
            budget.Spare.GiveBack(buffer);
            buffer = NewBuffer();
        }
    }

    /// <summary>Ends the connection from outside; a call that waits for it learns that it is gone.</summary>
    public void Abort() => socket.Dispose();

    public void Dispose()
    {
        budget.Return(taken);
        taken = 0;
        socket.Dispose();
        deadline.Dispose();
    }

    private void BeginTransfer()
    {
        transferStarted = TimeProvider.System.GetTimestamp();
        transferred = 0;
    }

    // A long message may take as long as the slowest line needs for it, but never stand still.
    private TimeSpan TransferTimeLeft()
    {
        TimeSpan most = options.TransferTime.ToTimeSpan();
        TimeSpan left = most + BlockPace.TimeFor(transferred).ToTimeSpan() - TimeProvider.System.GetElapsedTime(transferStarted);
        return left > most ? most : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void StartClock(TimeSpan time)
    {
        if (!deadline.TryReset())
        {
            deadline.Dispose();
            deadline = new CancellationTokenSource();
        }

        deadline.CancelAfter(time);
    }

    private CancellationTokenRegistration Follow(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
}
