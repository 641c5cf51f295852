using Lab.Benches.Safety;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>A wire that reports to the bench's activity when something got through it or was given up.</summary>
/// <param name="wire">The wire.</param>
/// <param name="activity">The activity that it reports to.</param>
public sealed class WatchedWire(IWire wire, BenchActivity activity) : IWire
{
    /// <inheritdoc/>
    public string Address => wire.Address;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            await wire.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            activity.Touch();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await wire.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            activity.Touch();
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteBlockAsync(BlockMessage message, CancellationToken cancellationToken)
    {
        activity.Expect(BlockPace.TimeFor(message.Length).ToTimeSpan());
        try
        {
            await wire.WriteBlockAsync(message, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            activity.Touch();
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReadBlockAsync(BlockReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        receiver.Proceeded = activity.Touch;
        try
        {
            await wire.ReadBlockAsync(receiver, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            receiver.Proceeded = null;
            activity.Touch();
        }
    }

    /// <inheritdoc/>
    public void AllowForNextAnswer(Duration extra)
    {
        activity.Expect(extra.ToTimeSpan());
        wire.AllowForNextAnswer(extra);
    }

    /// <inheritdoc/>
    public ValueTask<bool> HasUnreadAsync(CancellationToken cancellationToken) => wire.HasUnreadAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask ClearAsync(CancellationToken cancellationToken) => wire.ClearAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => wire.DisposeAsync();
}
