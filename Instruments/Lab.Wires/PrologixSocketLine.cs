using System.Net.Sockets;
using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>The line to an adapter on the network.</summary>
internal sealed class PrologixSocketLine : PrologixLine
{
    private readonly Socket socket;
    private readonly ResourceName place;
    private readonly WireSettings settings;

    private PrologixSocketLine(Socket socket, ResourceName place, WireSettings settings)
    {
        this.socket = socket;
        this.place = place;
        this.settings = settings;
    }

    /// <inheritdoc/>
    public override bool IsPaced => false;

    /// <summary>Connects.</summary>
    /// <exception cref="WireException">Nothing listens there.</exception>
    public static async ValueTask<PrologixLine> OpenAsync(
        ResourceName place, WireSettings settings, CancellationToken cancellationToken)
    {
        SocketPatience patience = settings.Patience ?? SocketPatience.SingleClient;
        return new PrologixSocketLine(
            await TcpWire.OpenAsync(place, settings.Timeout, patience, cancellationToken).ConfigureAwait(false), place, settings);
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(settings.Timeout.ToTimeSpan());
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await socket.SendAsync(bytes, deadline.Token).ConfigureAwait(false)..];
            }
        }
        catch (SocketException)
        {
            throw Taken();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw WireFaults.NothingTaken(settings.Timeout);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            int count = await socket.ReceiveAsync(buffer, deadline.Token).ConfigureAwait(false);
            return count > 0 ? count : throw Taken();
        }
        catch (SocketException)
        {
            throw Taken();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => TcpWire.Reset(socket);

    // A Prologix GPIB-ETHERNET serves its newest client and hangs up on the one before.
    private WireException Taken() => new(
        InstrumentFault.Disconnected,
        $"The GPIB adapter at {place.Host}:{place.Port} hung up: "
        + "it serves one program, and another program took the adapter, or it was switched off");
}
