using System.Globalization;
using System.Text;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Drivers.Wires;

/// <summary>
/// A Prologix GPIB-ETHERNET or GPIB-USB, or an AR488, which all instruments on its bus share. Each of its commands starts with
/// <c>++</c>; CR, LF, ESC and + in data are preceded by ESC. Its own version, which is the same line each time, shows that everything
/// before it is done, and that what comes after it is from nothing before (Prologix GPIB-ETHERNET manual 1.6.6.0; AR488 manual 0.53.03).
/// </summary>
internal sealed class PrologixAdapter
{
    /// <summary>How long the adapter waits for a byte of the instrument. Short, so that an instrument which takes long does not keep the
    /// bus from the others: it is asked again. An adapter takes 3 s at most.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>Silence after which the adapter has given a reading up for certain.</summary>
    private static readonly TimeSpan ReadSilence = ReadTimeout + TimeSpan.FromMilliseconds(150);

    /// <summary>Silence after which an adapter that was asked for its version is gone.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);

    /// <summary>The longest time for which an adapter may send what nothing asked for.</summary>
    private static readonly TimeSpan LongestFlood = TimeSpan.FromSeconds(30);

    /// <summary>Time between the attempts to wake an adapter: an Arduino starts anew when its port is opened, which takes two seconds.</summary>
    private static readonly TimeSpan WakePause = TimeSpan.FromSeconds(1);

    /// <summary>The shortest time that an adapter on a serial port is given to start.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(150);

    /// <summary>The highest address that every adapter takes.</summary>
    private const int HighestAddress = 29;

    private static readonly byte[] AskVersion = "++ver\n"u8.ToArray();

    private static readonly Lock Registry = new();
    private static readonly Dictionary<string, PrologixAdapter> Known = [];

    private readonly string place;
    private readonly AsyncTurn turn = new();
    private readonly PrologixAnswer own = new();
    private Func<CancellationToken, ValueTask<PrologixLine>> open;
    private PrologixLine? line;
    private byte[] version = [];
    private string? addressed;
    private string lostBecause = "The connection to the GPIB adapter is closed";
    private TimeSpan timeout;
    private bool isDirty;
    private int step;
    private int users;

    private PrologixAdapter(string place, Func<CancellationToken, ValueTask<PrologixLine>> open)
    {
        this.place = place;
        this.open = open;
    }

    /// <summary>The adapter at a place, connected and set; one connection serves this whole program.</summary>
    /// <param name="place">The adapter's own address.</param>
    /// <param name="settings">Times.</param>
    /// <param name="open">Opens the line to it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="WireException">No adapter answers there.</exception>
    public static async ValueTask<PrologixAdapter> AcquireAsync(
        string place, WireSettings settings, Func<CancellationToken, ValueTask<PrologixLine>> open, CancellationToken cancellationToken)
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
                if (adapter.line is null)
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
                line?.Dispose();
                line = null;
            }
        }
    }

    /// <summary>Sends a message to an instrument.</summary>
    /// <exception cref="WireException">The adapter does not take it, or is gone.</exception>
    public async ValueTask WriteAsync(PrologixName instrument, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using (await turn.TakeAsync(cancellationToken).ConfigureAwait(false))
        {
            PrologixLine current = await SettleAsync(cancellationToken).ConfigureAwait(false);
            await CommandAsync(current, [.. Select(instrument), .. Escaped(message.Span), (byte)'\n'], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks an instrument to talk, once.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="answer">Where what it says is added.</param>
    /// <param name="maximum">The longest answer that is accepted, in bytes.</param>
    /// <param name="cancellationToken">Ends the wait; the next turn on the bus finds back into step.</param>
    /// <returns>Whether the answer is complete; otherwise it may be asked for once more.</returns>
    /// <exception cref="WireException">The answer is too long, or the adapter is gone.</exception>
    public async ValueTask<bool> ReadAsync(PrologixName instrument, PrologixAnswer answer, int maximum, CancellationToken cancellationToken)
    {
        using (await turn.TakeAsync(cancellationToken).ConfigureAwait(false))
        {
            PrologixLine current = await SettleAsync(cancellationToken).ConfigureAwait(false);
            isDirty = true;
            await SendAsync(current, [.. Select(instrument), .. "++read eoi\n"u8], cancellationToken).ConfigureAwait(false);
            while (!answer.IsComplete())
            {
                int count = await ReceiveAsync(current, answer, ReadSilence, cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                Check(answer, maximum, maximum + 1);
            }

            // Nothing is sent while a reading is under way: an AR488 would end it.
            await SendAsync(current, AskVersion, cancellationToken).ConfigureAwait(false);
            await ReceiveUntilAsync(current, answer, version, maximum, cancellationToken).ConfigureAwait(false);
            isDirty = false;
            return answer.IsComplete();
        }
    }

    /// <summary>Clears an instrument: it drops what it still had to say. Where the connection is broken a new one is made first.</summary>
    /// <exception cref="WireException">The adapter does not answer.</exception>
    public async ValueTask ClearAsync(PrologixName instrument, CancellationToken cancellationToken)
    {
        using (await turn.TakeAsync(cancellationToken).ConfigureAwait(false))
        {
            if (line is not null)
            {
                try
                {
                    await ClearOnceAsync(instrument, cancellationToken).ConfigureAwait(false);
                    return;
                }
                catch (WireException)
                {
                    // The connection is of no use any more; the new one reports what is wrong.
                    Lose(lostBecause);
                }
            }

            await ConnectAsync(cancellationToken).ConfigureAwait(false);
            await ClearOnceAsync(instrument, cancellationToken).ConfigureAwait(false);
        }
    }

    // Beside the answer there are the mark of its END and the adapter's version.
    private static void Check(PrologixAnswer answer, int maximum, int most)
    {
        if (answer.Length > most)
        {
            throw WireFaults.TooLong(maximum);
        }
    }

    private static List<byte> Escaped(ReadOnlySpan<byte> message)
    {
        var escaped = new List<byte>(message.Length + 8);
        foreach (byte b in message)
        {
            if (b is (byte)'\r' or (byte)'\n' or 0x1B or (byte)'+')
            {
                escaped.Add(0x1B);
            }

            escaped.Add(b);
        }

        return escaped;
    }

    private async ValueTask ClearOnceAsync(PrologixName instrument, CancellationToken cancellationToken)
    {
        PrologixLine current = await SettleAsync(cancellationToken).ConfigureAwait(false);
        isDirty = true;
        await SendAsync(current, [.. Select(instrument), .. "++clr\n"u8], cancellationToken).ConfigureAwait(false);
        await ConfirmAsync(current, cancellationToken).ConfigureAwait(false);
    }

    // The command that selects the instrument, where another was selected.
    private byte[] Select(PrologixName instrument)
    {
        if (addressed == instrument.BusAddress)
        {
            return [];
        }

        addressed = instrument.BusAddress;
        return Encoding.ASCII.GetBytes($"++addr {addressed}\n");
    }

    // What an exchange that was cut off left behind must not be the next one's.
    private async ValueTask<PrologixLine> SettleAsync(CancellationToken cancellationToken)
    {
        PrologixLine current = line ?? throw new WireException(InstrumentFault.Disconnected, lostBecause);
        if (isDirty)
        {
            await FindStepAsync(current, cancellationToken).ConfigureAwait(false);
        }

        return current;
    }

    // Sends lines to which the adapter has nothing to say.
    private async ValueTask CommandAsync(PrologixLine current, byte[] lines, CancellationToken cancellationToken)
    {
        isDirty = true;
        await SendAsync(current, lines, cancellationToken).ConfigureAwait(false);
        if (current.IsPaced)
        {
            await ConfirmAsync(current, cancellationToken).ConfigureAwait(false);
        }

        isDirty = false;
    }

    // Waits until the adapter has done all that it was told.
    private async ValueTask ConfirmAsync(PrologixLine current, CancellationToken cancellationToken)
    {
        own.Clear();
        await SendAsync(current, AskVersion, cancellationToken).ConfigureAwait(false);
        await ReceiveUntilAsync(current, own, version, maximum: null, cancellationToken).ConfigureAwait(false);
        isDirty = false;
    }

    // The same after something was cut off. There may be an answer under way to a question for the version that was given up, so that
    // another one is asked besides: which address is selected, another each time.
    private async ValueTask FindStepAsync(PrologixLine current, CancellationToken cancellationToken)
    {
        own.Clear();
        step = (step % HighestAddress) + 1;
        string mine = step.ToString(CultureInfo.InvariantCulture);
        addressed = null;
        await SendAsync(current, [.. AskVersion, .. Encoding.ASCII.GetBytes($"++addr {mine}\n++addr\n")], cancellationToken).ConfigureAwait(false);
        byte[] mark = [.. version, .. Encoding.ASCII.GetBytes($"{mine}\r\n")];
        await ReceiveUntilAsync(current, own, mark, maximum: null, cancellationToken).ConfigureAwait(false);
        addressed = mine;
        isDirty = false;
    }

    private async ValueTask ReceiveUntilAsync(
        PrologixLine current, PrologixAnswer into, byte[] mark, int? maximum, CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!into.Received.Span.EndsWith(mark))
        {
            if (maximum is { } most)
            {
                Check(into, most, most + 1 + mark.Length);
            }
            else if (into.Length > 1 << 16)
            {
                into.KeepLast(mark.Length);
            }

            int count = await ReceiveAsync(current, into, LongestSilence, cancellationToken).ConfigureAwait(false);
            if (count == 0 || TimeProvider.System.GetElapsedTime(started) > LongestFlood)
            {
                Lose(count == 0 ? $"The GPIB adapter at {place} no longer answers" : $"The GPIB adapter at {place} does not stop sending");
                throw new WireException(InstrumentFault.Disconnected, lostBecause);
            }
        }

        into.Remove(mark.Length);
    }

    private async ValueTask<int> ReceiveAsync(PrologixLine current, PrologixAnswer into, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            int count = await current.ReadAsync(into.Space(), patience, cancellationToken).ConfigureAwait(false);
            into.Add(count);
            return count;
        }
        catch (WireException error) when (error.Fault == InstrumentFault.Disconnected)
        {
            Lose(error.Message);
            throw;
        }
    }

    private async ValueTask SendAsync(PrologixLine current, byte[] lines, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool isSent = false;
        try
        {
            await current.WriteAsync(lines, cancellationToken).ConfigureAwait(false);
            isSent = true;
        }
        catch (WireException error)
        {
            lostBecause = error.Message;
            throw;
        }
        finally
        {
            if (!isSent)
            {
                Lose(lostBecause); // of half a line the adapter would make one line with the next
            }
        }
    }

    private void Lose(string reason)
    {
        lostBecause = reason;
        line?.Dispose();
        line = null;
    }

    private async ValueTask ConnectAsync(CancellationToken cancellationToken)
    {
        line = await open(cancellationToken).ConfigureAwait(false);
        try
        {
            await WakeAsync(line, cancellationToken).ConfigureAwait(false);
            if (version.AsSpan().StartsWith("Prologix"u8))
            {
                // It would write each of the settings that follow to its EEPROM. An AR488 writes at this command and at no other.
                await SendAsync(line, "++savecfg 0\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            }

            await FindStepAsync(line, cancellationToken).ConfigureAwait(false);
            string[] commands =
            [
                "++mode 1", "++auto 0", "++eoi 1", "++eos 2", "++eot_enable 1", "++eot_char 10",
                string.Create(CultureInfo.InvariantCulture, $"++read_tmo_ms {ReadTimeout.TotalMilliseconds:F0}"), "++ifc",
            ];
            foreach (string command in commands)
            {
                await CommandAsync(line, Encoding.ASCII.GetBytes($"{command}\n"), cancellationToken).ConfigureAwait(false);
            }

            await ConfirmAsync(line, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Lose(lostBecause);
            throw;
        }
    }

    // Asks for the version until the same line came twice: the first may have bytes of somebody before in front of it, and a small
    // computer that starts takes no commands.
    private async ValueTask WakeAsync(PrologixLine current, CancellationToken cancellationToken)
    {
        TimeSpan patience = current.IsPaced && timeout < StartTime ? StartTime : timeout;
        long started = TimeProvider.System.GetTimestamp();
        byte[] before = [];
        while (TimeProvider.System.GetElapsedTime(started) < patience)
        {
            own.Clear();
            await current.WriteAsync(AskVersion, cancellationToken).ConfigureAwait(false);
            for (TimeSpan wait = WakePause; await ReceiveAsync(current, own, wait, cancellationToken).ConfigureAwait(false) > 0; wait = Quiet)
            {
                if (own.Length > 1 << 16 || TimeProvider.System.GetElapsedTime(started) > LongestFlood)
                {
                    throw new WireException(InstrumentFault.BadAnswer, $"What answers at {place} does not stop sending; it is no GPIB adapter");
                }
            }

            byte[] last = LastLine(own.Received.Span);
            if (last.Length > 2 && last.AsSpan().SequenceEqual(before))
            {
                version = last;
                return;
            }

            before = last;
        }

        throw new WireException(
            InstrumentFault.Disconnected, $"No GPIB adapter answers at {place} (++ver); it has to be a Prologix, an AR488 or one with the same commands");
    }

    // With its CR LF; empty where nothing came.
    private static byte[] LastLine(ReadOnlySpan<byte> text)
    {
        if (!text.EndsWith("\n"u8))
        {
            return [];
        }

        int start = text[..^1].LastIndexOf((byte)'\n') + 1;
        return text[start..].ToArray();
    }
}
