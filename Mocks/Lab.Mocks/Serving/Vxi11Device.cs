namespace Lab.Mocks.Serving;

/// <summary>A twin as VXI-11 sees it: its names and the lock that one link can hold.</summary>
/// <param name="name">The instrument's name on the bench.</param>
/// <param name="execute">Hands a message to the twin.</param>
/// <param name="inputBufferLength">The memory that the twin has for a message, in bytes.</param>
internal sealed class Vxi11Device(
    string name, Func<ReadOnlyMemory<byte>, TwinAnswer, CancellationToken, ValueTask> execute,
    int inputBufferLength = 0) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Vxi11Link? holder;

    public string Name => name;

    public int InputBufferLength => inputBufferLength;

    public async ValueTask<TwinAnswer> ExecuteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var answer = new TwinAnswer();
        await execute(message, answer, cancellationToken).ConfigureAwait(false);
        return answer;
    }

    /// <summary>Whether a link may use the device, at once or when the lock of another is free in time.</summary>
    public async ValueTask<bool> MayUseAsync(Vxi11Link link, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (holder == link || holder is null)
        {
            return true;
        }

        if (!await gate.WaitAsync(patience, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        gate.Release();
        return true;
    }

    /// <summary>Takes the lock for a link; false where another holds it for longer.</summary>
    public async ValueTask<bool> LockAsync(Vxi11Link link, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (holder == link || !await gate.WaitAsync(patience, cancellationToken).ConfigureAwait(false))
        {
            return holder == link;
        }

        holder = link;
        return true;
    }

    /// <summary>Gives the lock back; false where the link does not hold it.</summary>
    public bool Unlock(Vxi11Link link)
    {
        if (holder != link)
        {
            return false;
        }

        holder = null;
        gate.Release();
        return true;
    }

    public void Dispose() => gate.Dispose();
}
