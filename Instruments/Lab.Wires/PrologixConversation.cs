using System.Buffers;
using System.Globalization;
using System.Text;
using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>
/// The conversation with one adapter, which has the commands of Prologix: each starts with <c>++</c>; CR, LF, ESC and + in data
/// are preceded by ESC. The adapter's version, the same line each time, shows that all before it is done, and that what follows
/// it belongs to nothing before (Prologix GPIB-ETHERNET manual 1.6.6.0; AR488 manual 0.53.03).
/// </summary>
/// <remarks>Used by one caller at a time.</remarks>
/// <param name="place">The adapter's address, for messages.</param>
internal sealed class PrologixConversation(string place)
{
    /// <summary>The question for the adapter's version.</summary>
    internal static readonly byte[] AskVersion = "++ver\n"u8.ToArray();

    /// <summary>How long the adapter waits for a byte of the instrument. Short, so that an instrument which takes long does not
    /// keep the bus from the others: it is asked again. An adapter takes 3 s at most.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>Silence after which the adapter has given a reading up for certain.</summary>
    private static readonly TimeSpan ReadSilence = ReadTimeout + TimeSpan.FromMilliseconds(150);

    /// <summary>Silence after which an adapter that was asked for its version is gone.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    /// <summary>The longest time for which an adapter may send what nothing asked for.</summary>
    private static readonly TimeSpan LongestFlood = TimeSpan.FromSeconds(30);

    /// <summary>The highest address that every adapter takes.</summary>
    private const int HighestAddress = 29;

    private const int MostThrownAwayAtOnce = 1 << 16;

    private static readonly SearchValues<byte> Special = SearchValues.Create("\r\n\x1B+"u8);

    private readonly PrologixAnswer own = new();
    private PrologixLine? line;
    private byte[] version = [];
    private string? addressed;
    private string lostBecause = "The connection to the GPIB adapter is closed";
    private bool isDirty;
    private int step;

    /// <summary>Whether there is a connection.</summary>
    public bool IsOpen => line is not null;

    private PrologixLine Line => line ?? throw new WireException(InstrumentFault.Disconnected, lostBecause);

    /// <summary>Waits for the adapter at the other end of a new line, and sets all that an earlier program may have
    /// left.</summary>
    /// <exception cref="WireException">No adapter answers.</exception>
    public async ValueTask OpenAsync(PrologixLine opened, TimeSpan patience, CancellationToken cancellationToken)
    {
        line = opened;
        try
        {
            version = await PrologixGreeting.AskAsync(opened, place, patience, cancellationToken).ConfigureAwait(false);
            if (version.AsSpan().StartsWith("Prologix"u8))
            {
                // It would write each of the settings that follow to its EEPROM. An AR488 writes at this command and at no other.
                await SendAsync("++savecfg 0\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            }

            await FindStepAsync(cancellationToken).ConfigureAwait(false);
            string[] commands =
            [
                "++mode 1", "++auto 0", "++eoi 1", "++eos 2", "++eot_enable 1", "++eot_char 10",
                string.Create(CultureInfo.InvariantCulture, $"++read_tmo_ms {ReadTimeout.TotalMilliseconds:F0}"), "++ifc",
            ];
            foreach (string command in commands)
            {
                await CommandAsync(Encoding.ASCII.GetBytes($"{command}\n"), cancellationToken).ConfigureAwait(false);
            }

            await ConfirmAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Lose(lostBecause);
            throw;
        }
    }

    /// <summary>Ends the connection.</summary>
    public void Close() => Lose("The connection to the GPIB adapter is closed");

    /// <summary>Sends a message to an instrument.</summary>
    /// <param name="instrument">The instrument's address on the bus.</param>
    /// <param name="message">The message, to which the adapter appends LF with END.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WireException">The adapter does not take it, or is gone.</exception>
    public async ValueTask WriteAsync(string instrument, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        byte[] lines = [.. Select(instrument), .. Escaped(message.Span), (byte)'\n'];
        await CommandAsync(lines, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks an instrument to talk, once.</summary>
    /// <param name="instrument">The instrument's address on the bus.</param>
    /// <param name="answer">Where what it says is added.</param>
    /// <param name="maximum">The longest answer that is accepted, in bytes.</param>
    /// <param name="cancellationToken">Ends the wait; the next exchange finds back into step.</param>
    /// <returns>Whether the answer is complete; otherwise it may be asked for once more.</returns>
    /// <exception cref="WireException">The answer is too long, or the adapter is gone.</exception>
    public async ValueTask<bool> ReadAsync(
        string instrument, PrologixAnswer answer, int maximum, CancellationToken cancellationToken)
    {
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        isDirty = true;
        await SendAsync([.. Select(instrument), .. "++read eoi\n"u8], cancellationToken).ConfigureAwait(false);
        while (!answer.IsComplete() && await ReceiveAsync(answer, ReadSilence, cancellationToken).ConfigureAwait(false) > 0)
        {
            Check(answer, maximum, maximum + 1);
        }

        // Nothing is sent while a reading is under way: an AR488 would end it.
        await SendAsync(AskVersion, cancellationToken).ConfigureAwait(false);
        await ReceiveUntilAsync(answer, version, maximum, cancellationToken).ConfigureAwait(false);
        isDirty = false;
        return answer.IsComplete();
    }

    /// <summary>Clears an instrument: it drops what it still had to say.</summary>
    /// <exception cref="WireException">The adapter does not answer.</exception>
    public async ValueTask ClearAsync(string instrument, CancellationToken cancellationToken)
    {
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        isDirty = true;
        await SendAsync([.. Select(instrument), .. "++clr\n"u8], cancellationToken).ConfigureAwait(false);
        await ConfirmAsync(cancellationToken).ConfigureAwait(false);
    }

    // Beside the answer there are the mark of its END and the adapter's version.
    private static void Check(PrologixAnswer answer, int maximum, int most)
    {
        if (answer.Length > most)
        {
            throw WireFaults.TooLong(maximum);
        }
    }

    private static byte[] Escaped(ReadOnlySpan<byte> message)
    {
        var escaped = new byte[message.Length + CountSpecial(message)];
        int position = 0;
        foreach (byte b in message)
        {
            if (Special.Contains(b))
            {
                escaped[position++] = 0x1B;
            }

            escaped[position++] = b;
        }

        return escaped;
    }

    private static int CountSpecial(ReadOnlySpan<byte> message)
    {
        int count = 0;
        while (message.IndexOfAny(Special) is >= 0 and int next)
        {
            count++;
            message = message[(next + 1)..];
        }

        return count;
    }

    // The command that selects the instrument, where another was selected.
    private byte[] Select(string instrument)
    {
        if (addressed == instrument)
        {
            return [];
        }

        addressed = instrument;
        return Encoding.ASCII.GetBytes($"++addr {instrument}\n");
    }

    // What an exchange that was cut off left behind must not be the next one's.
    private async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        _ = Line;
        if (isDirty)
        {
            await FindStepAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Sends lines to which the adapter has nothing to say.
    private async ValueTask CommandAsync(byte[] lines, CancellationToken cancellationToken)
    {
        isDirty = true;
        await SendAsync(lines, cancellationToken).ConfigureAwait(false);
        if (Line.IsPaced)
        {
            await ConfirmAsync(cancellationToken).ConfigureAwait(false);
        }

        isDirty = false;
    }

    // Waits until the adapter has done all that it was told.
    private async ValueTask ConfirmAsync(CancellationToken cancellationToken)
    {
        own.Clear();
        await SendAsync(AskVersion, cancellationToken).ConfigureAwait(false);
        await ReceiveUntilAsync(own, version, maximum: null, cancellationToken).ConfigureAwait(false);
        isDirty = false;
    }

    // The same after something was cut off. An answer may be under way to a question for the version that was given up. Hence
    // another question besides: which address is selected, another each time.
    private async ValueTask FindStepAsync(CancellationToken cancellationToken)
    {
        own.Clear();
        step = (step % HighestAddress) + 1;
        string mine = step.ToString(CultureInfo.InvariantCulture);
        addressed = null;
        byte[] questions = [.. AskVersion, .. Encoding.ASCII.GetBytes($"++addr {mine}\n++addr\n")];
        await SendAsync(questions, cancellationToken).ConfigureAwait(false);
        byte[] answers = [.. version, .. Encoding.ASCII.GetBytes($"{mine}\r\n")];
        await ReceiveUntilAsync(own, answers, maximum: null, cancellationToken).ConfigureAwait(false);
        addressed = mine;
        isDirty = false;
    }

    private async ValueTask ReceiveUntilAsync(PrologixAnswer into, byte[] mark, int? maximum, CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!into.Received.Span.EndsWith(mark))
        {
            if (maximum is { } most)
            {
                Check(into, most, most + 1 + mark.Length);
            }
            else if (into.Length > MostThrownAwayAtOnce)
            {
                into.KeepLast(mark.Length);
            }

            int count = await ReceiveAsync(into, LongestSilence, cancellationToken).ConfigureAwait(false);
            if (count == 0 || TimeProvider.System.GetElapsedTime(started) > LongestFlood)
            {
                string what = count == 0 ? "no longer answers" : "does not stop sending";
                Lose($"The GPIB adapter at {place} {what}");
                throw new WireException(InstrumentFault.Disconnected, lostBecause);
            }
        }

        into.Remove(mark.Length);
    }

    private async ValueTask<int> ReceiveAsync(PrologixAnswer into, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            int count = await Line.ReadAsync(into.Space(), patience, cancellationToken).ConfigureAwait(false);
            into.Add(count);
            return count;
        }
        catch (WireException error) when (error.Fault == InstrumentFault.Disconnected)
        {
            Lose(error.Message);
            throw;
        }
    }

    private async ValueTask SendAsync(byte[] lines, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool isSent = false;
        try
        {
            await Line.WriteAsync(lines, cancellationToken).ConfigureAwait(false);
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
}
