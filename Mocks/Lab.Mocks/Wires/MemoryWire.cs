using Lab.Instruments;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;

namespace Lab.Mocks.Wires;

/// <summary>A wire to a twin in the same process. An instrument that would not answer is a timeout at once.</summary>
public sealed class MemoryWire : IWire
{
    private readonly ITwin twin;
    private readonly Queue<TwinAnswer> answers = new();
    private bool isBroken;

    /// <summary>Connects to a twin.</summary>
    public MemoryWire(ITwin twin, string address)
    {
        this.twin = twin;
        Address = address;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        RequireConnection();
        var answer = new TwinAnswer();
        try
        {
            await twin.ExecuteAsync(message, answer, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectionLostException)
        {
            isBroken = true;
            answers.Clear();
            throw Broken();
        }

        if (!answer.IsEmpty)
        {
            Take(answer);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => new(Next().ToMemory());

    /// <inheritdoc/>
    public ValueTask ReadBlockAsync(BlockReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        TwinAnswer answer = Next();
        receiver.Start(marksEnds: true);
        foreach (ReadOnlyMemory<byte> segment in answer.Segments)
        {
            receiver.Write(segment.Span);
        }

        receiver.End(isTerminated: false);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        isBroken = false;
        answers.Clear();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static WireException Broken() => new(InstrumentFault.Disconnected, "The connection broke");

    private TwinAnswer Next() => answers.TryDequeue(out TwinAnswer? answer)
        ? answer
        : throw new WireException(InstrumentFault.Timeout, "No answer came");

    private void RequireConnection()
    {
        if (isBroken)
        {
            throw Broken();
        }
    }

    // What comes late stands in front of what was asked for, as on a real line.
    private void Take(TwinAnswer received)
    {
        var frame = new MessageFrame { HasEnds = true };
        var message = new TwinAnswer();
        foreach (ReadOnlyMemory<byte> segment in received.Segments)
        {
            ReadOnlyMemory<byte> rest = segment;
            while (frame.FindEndIn(rest.Span) is var length and > 0)
            {
                message.Refer(rest[..(length - 1)]);
                answers.Enqueue(message);
                message = new TwinAnswer();
                rest = rest[length..];
                frame = new MessageFrame { HasEnds = true };
            }

            message.Refer(rest);
        }

        answers.Enqueue(message);
    }
}
