using Lab.Instruments.Wires;

namespace Lab.Endurance.Fuzz;

/// <summary>A wire on which the same bytes answer every message.</summary>
internal sealed class AnswerWire : IWire
{
    /// <summary>The bytes that answer.</summary>
    public ReadOnlyMemory<byte> Answer { get; set; }

    /// <inheritdoc/>
    public string Address => "fuzz";

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => new(Answer);

    /// <inheritdoc/>
    public ValueTask ClearAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
