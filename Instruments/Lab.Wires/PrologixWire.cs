using Lab.Instruments;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>One of the instruments behind a GPIB adapter with the commands of Prologix.</summary>
public sealed class PrologixWire : IWire
{
    private readonly PrologixName name;
    private readonly WireSettings settings;
    private readonly PrologixAdapter adapter;
    private readonly PrologixAnswer answer = new();
    private Duration extraTime;
    private bool isDisposed;

    private PrologixWire(string address, PrologixName name, WireSettings settings, PrologixAdapter adapter)
    {
        Address = address;
        this.name = name;
        this.settings = settings;
        this.adapter = adapter;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <summary>Connects to the adapter, or shares the connection that this program has already.</summary>
    /// <exception cref="WireException">No adapter answers there. Whether the instrument does is not known yet.</exception>
    public static async ValueTask<PrologixWire> ConnectAsync(
        string address, PrologixName name, WireSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        PrologixAdapter adapter = await PrologixAdapter.AcquireAsync(
            name.Adapter, settings, stop => OpenAsync(name, settings, stop), cancellationToken).ConfigureAwait(false);
        return new PrologixWire(address, name, settings, adapter);
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        adapter.WriteAsync(name, message, cancellationToken);

    /// <summary>Asks the instrument to talk until it has said all, or for as long as the wire is patient. Between two attempts
    /// others have their turn on the bus.</summary>
    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        await ReceiveAsync(settings.MaximumAnswerLength, cancellationToken).ConfigureAwait(false);
        return answer.Message;
    }

    /// <inheritdoc/>
    /// <remarks>The adapter's own words stand after the answer, so that the block is taken out when all is
    /// there.</remarks>
    public async ValueTask ReadBlockAsync(BlockReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        int most = (int)Math.Min(int.MaxValue / 2, receiver.MostBytes + (2L * BlockReceiver.MostText));
        try
        {
            await ReceiveAsync(most, cancellationToken).ConfigureAwait(false);
        }
        catch (WireException error) when (error.Fault == InstrumentFault.Timeout)
        {
            receiver.Start(marksEnds: false);
            receiver.Write(answer.Received.Span);
            throw receiver.Late(settings.Timeout);
        }

        receiver.Start(marksEnds: true);
        receiver.Write(answer.Message.Span);
        receiver.End(isTerminated: false);
        answer.Clear();
    }

    /// <inheritdoc/>
    public void AllowForNextAnswer(Duration extra) => extraTime = extra;

    /// <summary>Clears this instrument and no other (<c>++clr</c>, selected device clear).</summary>
    public ValueTask ClearAsync(CancellationToken cancellationToken) => adapter.ClearAsync(name, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!isDisposed)
        {
            isDisposed = true;
            await adapter.ReleaseAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask ReceiveAsync(int most, CancellationToken cancellationToken)
    {
        Duration patience = settings.Timeout + extraTime;
        extraTime = default;
        answer.Clear();
        var clock = new BlockClock(patience);
        do
        {
            if (await adapter.ReadAsync(name, answer, most, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
        while (!clock.IsOver(answer.Length));

        throw WireFaults.NoAnswer(patience);
    }

    private static async ValueTask<PrologixLine> OpenAsync(
        PrologixName name, WireSettings settings, CancellationToken cancellationToken) =>
        name.Host is { } host
            ? await PrologixSocketLine.OpenAsync(
                new ResourceName(host, name.Port), settings, cancellationToken).ConfigureAwait(false)
            : new PrologixSerialLine(
                SerialWires.Open(name.Serial.SystemName, new SerialSettings { Baud = PrologixSerialLine.Baud }), settings);
}
