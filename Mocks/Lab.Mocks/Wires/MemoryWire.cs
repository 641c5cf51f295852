using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Mocks.Wires;

/// <summary>A wire to a twin in the same process. An instrument that would not answer is a timeout at once.</summary>
public sealed class MemoryWire : IWire
{
    private readonly ITwin twin;
    private readonly Queue<ReadOnlyMemory<byte>> answers = new();

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
        ReadOnlyMemory<byte> answer = await twin.ExecuteAsync(message, cancellationToken).ConfigureAwait(false);
        if (!answer.IsEmpty)
        {
            answers.Enqueue(answer);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => answers.TryDequeue(out ReadOnlyMemory<byte> answer)
        ? new ValueTask<ReadOnlyMemory<byte>>(answer)
        : throw new WireException(InstrumentFault.Timeout, "No answer came");

    /// <inheritdoc/>
    public ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        answers.Clear();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
