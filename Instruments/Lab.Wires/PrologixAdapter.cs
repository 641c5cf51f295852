using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>
/// A Prologix GPIB-ETHERNET or GPIB-USB, or an AR488, which all instruments on its bus share: one connection serves this whole
/// program, and each exchange has its turn.
/// </summary>
internal sealed class PrologixAdapter
{
    private static readonly Lock Registry = new();
    private static readonly Dictionary<string, PrologixAdapter> Known = [];

    private readonly PrologixConversation conversation;
    private readonly AsyncTurn turn = new();
    private Func<CancellationToken, ValueTask<PrologixLine>> open;
    private TimeSpan timeout;
    private int users;

    private PrologixAdapter(string place, Func<CancellationToken, ValueTask<PrologixLine>> open)
    {
        conversation = new PrologixConversation(place);
        this.open = open;
    }

    /// <summary>The adapter at a place, connected and set.</summary>
    /// <param name="place">The adapter's own address.</param>
    /// <param name="settings">Times.</param>
    /// <param name="open">Opens the line to it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="WireException">No adapter answers there.</exception>
    public static async ValueTask<PrologixAdapter> AcquireAsync(
        string place, WireSettings settings, Func<CancellationToken, ValueTask<PrologixLine>> open,
        CancellationToken cancellationToken)
    {
        PrologixAdapter? adapter;
        lock (Registry)
        {
            if (!Known.TryGetValue(place, out adapter))
            {
                Known[place] = adapter = new PrologixAdapter(place, open);
            }

            adapter.users++;
        }

        try
        {
            using (await adapter.turn.TakeAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!adapter.conversation.IsOpen)
                {
                    adapter.open = open;
                    adapter.timeout = settings.Timeout.ToTimeSpan();
                    await adapter.ConnectAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            return adapter;
        }
        catch
        {
            await adapter.ReleaseAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives the adapter back; the last user closes the connection.</summary>
    public async ValueTask ReleaseAsync()
    {
        using (await turn.TakeAsync(CancellationToken.None).ConfigureAwait(false))
        {
            bool isLast;
            lock (Registry)
            {
                isLast = --users == 0;
            }

            if (isLast)
            {
                conversation.Close();
            }
        }
    }

    /// <inheritdoc cref="PrologixConversation.WriteAsync"/>
    public async ValueTask WriteAsync(PrologixName instrument, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using (await turn.TakeAsync(cancellationToken).ConfigureAwait(false))
        {
            await conversation.WriteAsync(instrument.BusAddress, message, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="PrologixConversation.ReadAsync"/>
    public async ValueTask<bool> ReadAsync(
        PrologixName instrument, PrologixAnswer answer, int maximum, CancellationToken cancellationToken)
    {
        using (await turn.TakeAsync(cancellationToken).ConfigureAwait(false))
        {
            return await conversation.ReadAsync(instrument.BusAddress, answer, maximum, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Clears an instrument: it drops what it still had to say. Where the connection is broken, a new one is made
    /// first.</summary>
    /// <exception cref="WireException">The adapter does not answer.</exception>
    public async ValueTask ClearAsync(PrologixName instrument, CancellationToken cancellationToken)
    {
        using (await turn.TakeAsync(cancellationToken).ConfigureAwait(false))
        {
            if (conversation.IsOpen)
            {
                try
                {
                    await conversation.ClearAsync(instrument.BusAddress, cancellationToken).ConfigureAwait(false);
                    return;
                }
                catch (WireException)
                {
                    // The connection is of no use any more; the new one reports what is wrong.
                    conversation.Close();
                }
            }

            await ConnectAsync(cancellationToken).ConfigureAwait(false);
            await conversation.ClearAsync(instrument.BusAddress, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask ConnectAsync(CancellationToken cancellationToken)
    {
        PrologixLine opened = await open(cancellationToken).ConfigureAwait(false);
        await conversation.OpenAsync(opened, timeout, cancellationToken).ConfigureAwait(false);
    }
}
