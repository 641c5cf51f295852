using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>Finds out which adapter is at the other end of a line, and waits until it is there.</summary>
internal static class PrologixGreeting
{
    /// <summary>Time between the attempts: an Arduino starts anew when its port is opened, which takes two seconds.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The shortest time that an adapter is given to start.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(5);

    /// <summary>Silence after which an answer is over.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(150);

    private const int LongestGreeting = 1 << 16;

    /// <summary>Asks for the version until the same line came twice: the first may have bytes of an earlier conversation in front
    /// of it, and a small computer that starts takes no commands.</summary>
    /// <param name="line">The line.</param>
    /// <param name="place">The adapter's address, for messages.</param>
    /// <param name="patience">Time allowed for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The line that the adapter answers, with its CR LF.</returns>
    /// <exception cref="WireException">No adapter answers.</exception>
    public static async ValueTask<byte[]> AskAsync(
        PrologixLine line, string place, TimeSpan patience, CancellationToken cancellationToken)
    {
        TimeSpan allowed = patience < StartTime ? StartTime : patience;
        long started = TimeProvider.System.GetTimestamp();
        var heard = new PrologixAnswer();
        byte[] before = [];
        while (TimeProvider.System.GetElapsedTime(started) < allowed)
        {
            heard.Clear();
            await line.WriteAsync(PrologixConversation.AskVersion, cancellationToken).ConfigureAwait(false);
            for (TimeSpan wait = Pause; await line.ReadAsync(heard.Space(), wait, cancellationToken).ConfigureAwait(false) is > 0
                and int count; wait = Quiet)
            {
                heard.Add(count);
                if (heard.Length > LongestGreeting)
                {
                    throw new WireException(
                        InstrumentFault.BadAnswer, $"What answers at {place} does not stop sending; it is no GPIB adapter");
                }
            }

            byte[] last = LastLine(heard.Received.Span);
            if (last.Length > 2 && last.AsSpan().SequenceEqual(before))
            {
                return last;
            }

            before = last;
        }

        throw new WireException(
            InstrumentFault.Disconnected,
            $"No GPIB adapter answers at {place} (++ver); it has to be a Prologix, an AR488 or one with the same commands");
    }

    // Empty where no line is complete.
    private static byte[] LastLine(ReadOnlySpan<byte> text) =>
        text.EndsWith("\n"u8) ? text[(text[..^1].LastIndexOf((byte)'\n') + 1)..].ToArray() : [];
}
