using System.Text;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Sessions;

/// <summary>One message out, one answer in, with the instrument's manners: its gap between messages, blank lines before an
/// answer, an echo that has to be named. After a fault the wire is cleared and the same instrument must answer.</summary>
internal sealed class Conversation(string name, IWire wire, TimeProvider clock, InstrumentManners manners) : IAsyncDisposable
{
    /// <summary>The longest answer to a query of numbers or texts.</summary>
    private const int LongestAnswer = 64 << 10;

    /// <summary>Blank lines that are passed over before an answer.</summary>
    private const int MostBlankLines = 4;

    private byte[] outgoing = new byte[256];
    private Duration? lastExchange;
    private bool isUnanswered;

    /// <summary>The identity that must answer after a clear; <see langword="null"/> before the instrument is
    /// identified.</summary>
    public string? Identity { get; set; }

    /// <summary>Whether parts of an earlier answer may still be under way.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Whether nothing was sent yet: what comes before the first answer is then no late answer.</summary>
    public bool IsNew { get; private set; } = true;

    /// <summary>Sends a message that is not answered.</summary>
    public async ValueTask SendAsync(SessionMessage message, string shown, CancellationToken cancellationToken)
    {
        await WriteAsync(message, shown, cancellationToken).ConfigureAwait(false);

        // Nothing tells when the instrument has it: the next message waits a whole gap.
        lastExchange = null;
        isUnanswered = true;
        IsDirty = false;
        IsNew = false;
    }

    /// <summary>Sends a message and returns its answer, without blanks, NULs and ends of lines around it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="shown">The text that is shown of it in errors.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="takes">Time that the instrument needs for it, beyond the usual.</param>
    /// <exception cref="InstrumentException">No answer, an echo, or an answer that does not end.</exception>
    public async ValueTask<string> AskAsync(
        SessionMessage message, string shown, CancellationToken cancellationToken, Duration takes = default)
    {
        await BeginAsync(message, shown, takes, cancellationToken).ConfigureAwait(false);
        string answer = await ReadAsync(shown, cancellationToken).ConfigureAwait(false);
        EndExchange(message, answer);
        return answer;
    }

    /// <summary>Sends a message whose answer holds a block, and receives it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="shown">The text that is shown of it in errors.</param>
    /// <param name="receiver">Takes the answer.</param>
    /// <param name="takes">Time that the instrument needs for it, beyond the usual.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer, an echo, or a block that is not what its header says.</exception>
    public async ValueTask AskBlockAsync(
        SessionMessage message, string shown, BlockReceiver receiver, Duration takes, CancellationToken cancellationToken)
    {
        await BeginAsync(message, shown, takes, cancellationToken).ConfigureAwait(false);
        string answer = string.Empty;
        try
        {
            for (int blank = 0; answer.Length == 0 && !receiver.HasBlock && blank <= MostBlankLines; blank++)
            {
                await wire.ReadBlockAsync(receiver, cancellationToken).ConfigureAwait(false);
                answer = Answers.Trimmed(receiver.Before);
            }
        }
        catch (WireException error)
        {
            throw Failed(error, shown);
        }

        if (answer.Length == 0 && !receiver.HasBlock)
        {
            throw BadAnswer(answer, shown, $"one; {MostBlankLines + 1} blank lines came");
        }

        EndExchange(message, answer);
    }

    /// <summary>Reads a further line that was not asked for; <see langword="null"/> where none comes.</summary>
    public async ValueTask<string?> ReadFurtherAsync(CancellationToken cancellationToken)
    {
        IsDirty = true;
        try
        {
            return Answers.Trimmed(Encoding.UTF8.GetString((await wire.ReadAsync(cancellationToken).ConfigureAwait(false)).Span));
        }
        catch (WireException error) when (error.Fault == InstrumentFault.Timeout)
        {
            return null;
        }
    }

    /// <summary>Throws away what is still under way, and makes sure that the same instrument is at the other end.</summary>
    public async ValueTask ClearAsync(string shown, CancellationToken cancellationToken)
    {
        try
        {
            await WaitForGapAsync(cancellationToken).ConfigureAwait(false);
            await wire.ClearAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (WireException error)
        {
            throw Failed(error, shown);
        }

        EndExchange();
        IsDirty = false;
        if (Identity is null)
        {
            return;
        }

        string answer = await AskAsync(manners.IdentityQuery, shown, cancellationToken).ConfigureAwait(false);
        if (answer != Identity)
        {
            IsDirty = true;
            throw (!Answers.IsIdentity(answer) && !manners.HasFreeIdentity)
                || Identity.StartsWith(answer, StringComparison.Ordinal) // its end is missing
                || InstrumentIdentity.Parse(answer).Model == InstrumentIdentity.Parse(Identity).Model
                ? BadAnswer(answer, manners.IdentityQuery, $"'{Identity}'")
                : new InstrumentException(
                    InstrumentFault.WrongInstrument,
                    $"'{Answers.Shorten(answer)}' answers where '{Identity}' did before the connection was lost",
                    $"{name}, {wire.Address}",
                    "Check the cables and the address, and open the bench again.");
        }
    }

    /// <summary>The error for an answer that breaks the command's documentation.</summary>
    public InstrumentException BadAnswer(string answer, string query, string expected) => new(
        InstrumentFault.BadAnswer,
        $"The answer '{Answers.Shorten(answer)}' is not {expected}",
        $"{name}, {query}",
        RemedyFor(InstrumentFault.BadAnswer));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => wire.DisposeAsync();

    /// <summary>Refuses to go on where something has come in that was not asked for: it would be taken for the next answer, and
    /// each answer after it for the one before.</summary>
    /// <exception cref="InstrumentException">Something has come in.</exception>
    public async ValueTask RequireNothingUnreadAsync(CancellationToken cancellationToken)
    {
        bool hasUnread;
        try
        {
            hasUnread = !IsNew && await wire.HasUnreadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (WireException error)
        {
            IsDirty = true;
            throw Failed(error, "looking for late answers");
        }

        if (hasUnread)
        {
            IsDirty = true;
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                "A line came in that nothing had asked for, so that an answer may have been taken for another's",
                $"{name}, {wire.Address}",
                RemedyFor(InstrumentFault.BadAnswer));
        }
    }

    private async ValueTask BeginAsync(SessionMessage message, string shown, Duration takes, CancellationToken cancellationToken)
    {
        await WriteAsync(message, shown, cancellationToken).ConfigureAwait(false);
        if (takes.Seconds > 0)
        {
            wire.AllowForNextAnswer(takes);
        }
    }

    private async ValueTask WriteAsync(SessionMessage message, string shown, CancellationToken cancellationToken)
    {
        // A block does not count: whether the instrument has the memory for it is the instrument's to say.
        int textLength = message.Text.Length + message.Tail.Length;
        if (textLength > manners.MaximumMessageLength)
        {
            throw new InvalidOperationException(
                $"Bug in Lab: a message of {textLength} bytes does not fit the {manners.MaximumMessageLength} bytes of {name}'s "
                    + "input buffer.");
        }

        await WaitForGapAsync(cancellationToken).ConfigureAwait(false);
        await RequireNothingUnreadAsync(cancellationToken).ConfigureAwait(false);
        if (outgoing.Length < Encoding.UTF8.GetMaxByteCount(textLength))
        {
            outgoing = new byte[Encoding.UTF8.GetMaxByteCount(textLength)];
        }

        // Until the answer is here, whatever comes in later may be this query's.
        IsDirty = true;
        int length = Encoding.UTF8.GetBytes(message.Text, outgoing);
        int tail = Encoding.UTF8.GetBytes(message.Tail, outgoing.AsSpan(length));
        try
        {
            if (message.Block is { } block)
            {
                var whole = new BlockMessage(outgoing.AsMemory(0, length), block, outgoing.AsMemory(length, tail));
                await wire.WriteBlockAsync(whole, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await wire.WriteAsync(outgoing.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (WireException error)
        {
            throw Failed(error, shown);
        }

        await clock.WaitAsync(manners.ReplyDelay, cancellationToken).ConfigureAwait(false);
    }

    // Some instruments end an answer with more than one line end, or send a NUL after it: the next answer then begins with a
    // blank.
    private async ValueTask<string> ReadAsync(string shown, CancellationToken cancellationToken)
    {
        try
        {
            string answer = string.Empty;
            for (int blank = 0; answer.Length == 0 && blank <= MostBlankLines; blank++)
            {
                ReadOnlyMemory<byte> line = await wire.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (line.Length > LongestAnswer)
                {
                    throw BadAnswer(
                        Encoding.UTF8.GetString(line.Span[..100]),
                        shown,
                        $"at most {LongestAnswer >> 10} KiB long; it has {line.Length} bytes");
                }

                answer = Answers.Trimmed(Encoding.UTF8.GetString(line.Span));
                answer = manners.Greeting.Contains(answer) ? string.Empty : answer;
            }

            return answer.Length > 0 ? answer : throw BadAnswer(answer, shown, $"one; {MostBlankLines + 1} blank lines came");
        }
        catch (WireException error)
        {
            throw Failed(error, shown);
        }
    }

    private void EndExchange(SessionMessage message, string answer)
    {
        EndExchange();
        if (answer.Length > 0 && message.Block is null && answer == message.Text.Trim())
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"The instrument answers with what was sent, '{Answers.Shorten(answer)}'",
                $"{name}, {wire.Address}",
                "Switch the echo of the instrument or its converter off; on a serial port write 'serial: { echo: on }' in the "
                    + "bench file.");
        }

        IsDirty = false;
        IsNew = false;
    }

    private void EndExchange()
    {
        isUnanswered = false;
        lastExchange = manners.MessageGap.Seconds > 0 ? clock.Now() : null;
    }

    // A clock that was put back since leaves no more than one gap to wait.
    private async ValueTask WaitForGapAsync(CancellationToken cancellationToken)
    {
        Duration rest = isUnanswered
            ? manners.MessageGap
            : lastExchange is { } last ? last + manners.MessageGap - clock.Now() : default;
        await clock.WaitAsync(rest < manners.MessageGap ? rest : manners.MessageGap, cancellationToken).ConfigureAwait(false);
    }

    private InstrumentException Failed(WireException error, string shown) => new(
        error.Fault, error.Message, $"{name}, {wire.Address}, {Answers.Shorten(shown)}", RemedyFor(error.Fault), error);

    private static string RemedyFor(InstrumentFault fault) => fault switch
    {
        InstrumentFault.Timeout => "Check that the instrument is on, in remote mode and not waiting for a trigger.",
        InstrumentFault.Disconnected => "Check the cable, the address and that no other program holds the connection.",
        _ => "Check that the right instrument is at this address and that nothing else talks to it.",
    };
}
