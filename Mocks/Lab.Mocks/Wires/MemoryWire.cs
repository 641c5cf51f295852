using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Mocks.Wires;

/// <summary>A wire to a twin in the same process. An instrument that would not answer is a timeout at once.</summary>
public sealed class MemoryWire : IWire
{
    private readonly ITwin twin;
    private readonly Queue<ReadOnlyMemory<byte>> answers = new();
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
        ReadOnlyMemory<byte> answer;
        try
        {
            answer = await twin.ExecuteAsync(message, cancellationToken).ConfigureAwait(false);
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
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => answers.TryDequeue(out ReadOnlyMemory<byte> answer)
        ? new ValueTask<ReadOnlyMemory<byte>>(answer)
        : throw new WireException(InstrumentFault.Timeout, "No answer came");

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

    private void RequireConnection()
    {
        if (isBroken)
        {
            throw Broken();
        }
    }

    // What comes late stands in front of what was asked for, as on a real line.
    private void Take(ReadOnlyMemory<byte> received)
    {
        var frame = default(MessageFrame);
        while (frame.FindEnd(received.Span) is var length and > 0)
        {
            answers.Enqueue(received[..(length - 1)]);
            received = received[length..];
            frame = default;
        }

        answers.Enqueue(received);
    }
}
