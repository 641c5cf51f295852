using System.Text;
using Lab.Instruments;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>An instrument on a serial port, on which nothing but the instrument's own answers tells where it is in the
/// conversation.</summary>
/// <remarks>An answer may end with CR, LF, CRLF or LFCR; blank lines and NUL before it are dropped.</remarks>
public sealed class SerialWire : IWire
{
    /// <summary>How many messages since the last answer are compared with the next one.</summary>
    private const int RememberedMessages = 8;

    /// <summary>How long the line must be silent to be quiet: longer than a converter for USB holds bytes back.</summary>
    private static readonly Duration Quiet = Duration.FromMilliseconds(120);

    /// <summary>How long it must be silent where answers are missing: the instrument may still be at work on them.</summary>
    private static readonly Duration LongQuiet = Duration.FromSeconds(1);

    /// <summary>A query that nobody else makes: its answer is the same text twice,
    /// so no late answer can be taken for it.</summary>
    private static readonly byte[] Marker = "*IDN?;*IDN?"u8.ToArray();

    /// <summary>The query for an instrument that answers one a message: no reading looks like its answer.</summary>
    private static readonly byte[] Identity = "*IDN?"u8.ToArray();

    private readonly WireSettings settings;
    private readonly SerialLine line;
    private readonly byte[] terminator;
    private readonly byte[] prompt;
    private readonly byte[] remoteCommand;
    private readonly bool hasEcho;
    private readonly bool nulIsDamage;
    private readonly string? whyNoBlocks;
    private readonly Queue<ReadOnlyMemory<byte>> sent = new();
    private Duration extraTime;
    private bool isPrepared;
    private bool isPromptDue;
    private int unanswered;

    internal SerialWire(string address, SerialSettings serial, WireSettings settings, Func<ISerialPort> open)
    {
        Address = address;
        this.settings = settings;
        terminator = LineTerminator.BytesOf(serial.Terminator);
        prompt = Encoding.Latin1.GetBytes(serial.Prompt);
        remoteCommand = Encoding.Latin1.GetBytes(settings.SerialRemoteCommand);
        hasEcho = serial.Echo;
        nulIsDamage = serial.Parity != "none"; // the system puts NUL in the place of a character whose parity is wrong
        whyNoBlocks = serial.DataBits < 8 ? $"{serial.DataBits} data bits"
            : serial.Flow == "xon-xoff" ? "flow control 'xon-xoff', which takes two values of a byte out of it"
            : null;
        line = new SerialLine(serial, settings, open);
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (!isPrepared && remoteCommand.Length > 0)
        {
            await PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        await AwaitPromptAsync(cancellationToken).ConfigureAwait(false);
        await SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        Duration patience = settings.Timeout + extraTime;
        extraTime = default;
        ReadOnlyMemory<byte> answer = await ReceiveAsync(
            patience, TimeProvider.System.GetTimestamp(), cancellationToken).ConfigureAwait(false)
            ?? throw WireFaults.NoAnswer(patience);
        sent.Clear();
        return answer;
    }

    /// <inheritdoc/>
    public ValueTask WriteBlockAsync(BlockMessage message, CancellationToken cancellationToken)
    {
        RequireEveryByte();
        return WriteAsync(message.ToArray(), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask ReadBlockAsync(BlockReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        RequireEveryByte();
        Duration patience = settings.Timeout + extraTime;
        extraTime = default;
        Duration allowed = patience + line.Backlog;
        long started = TimeProvider.System.GetTimestamp();
        receiver.Start(marksEnds: false, endsAtCarriageReturn: true);
        while (!receiver.IsComplete)
        {
            if (prompt.Length > 0 && receiver.ReceivedCount == 0 && line.Incoming.Span.StartsWith(prompt))
            {
                line.Consume(prompt.Length);
                isPromptDue = false;
            }

            int count = Math.Min(receiver.Space.Length, line.Incoming.Length);
            line.Incoming[..count].CopyTo(receiver.Space);
            line.Consume(count);
            if (count > 0)
            {
                receiver.Advance(count);
                continue;
            }

            if (TimeProvider.System.GetElapsedTime(started) > allowed.ToTimeSpan())
            {
                throw receiver.Late(patience);
            }

            allowed += line.CharacterTime * await line.FillAsync(cancellationToken).ConfigureAwait(false);
        }

        line.GiveBack(receiver.Excess.Length);
        CountAnswers(1);
        if (!receiver.HasBlock)
        {
            RefuseEcho(Encoding.UTF8.GetBytes(receiver.Before));
        }

        sent.Clear();
    }

    /// <inheritdoc/>
    public void AllowForNextAnswer(Duration extra) => extraTime = extra;

    /// <inheritdoc/>
    /// <remarks>A prompt and an echo come by themselves, so that with them there is no telling.</remarks>
    public async ValueTask<bool> HasUnreadAsync(CancellationToken cancellationToken)
    {
        if (!isPrepared || hasEcho || prompt.Length > 0 || !line.IsOpen)
        {
            return false;
        }

        await line.FillNowAsync(cancellationToken).ConfigureAwait(false);
        return line.Incoming.Span.IndexOfAnyExcept("\0\t\n\r "u8) >= 0;
    }

    /// <summary>Throws away what comes until the line is quiet, then asks something of which the answer cannot be mistaken and
    /// throws away what comes before it: an instrument answers in order, so nothing late can follow.</summary>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        if (!line.IsOpen)
        {
            await line.ReopenAsync().ConfigureAwait(false);
        }

        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        await SendAsync(settings.TakesSeveralQueries ? Marker : Identity, cancellationToken).ConfigureAwait(false);
        long started = TimeProvider.System.GetTimestamp();
        while (!EndsClearing(await ReceiveAsync(settings.Timeout, started, cancellationToken).ConfigureAwait(false)
            ?? throw new WireException(
                InstrumentFault.Timeout, $"The instrument did not find back into step within {settings.Timeout}")))
        {
            // An answer to a message before.
        }

        // The answer to a query of a clear that was given up would be the next one. Twice the same text is hardly ever lost;
        // where one identity is asked for and answers are still due, they may be identities too.
        await DiscardAsync(
            settings.TakesSeveralQueries || unanswered == 0 ? Quiet : LongQuiet, cancellationToken).ConfigureAwait(false);
        unanswered = 0;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => line.DisposeAsync();

    private bool EndsClearing(ReadOnlyMemory<byte> answer) =>
        settings.TakesSeveralQueries ? SerialText.IsTwice(answer.Span) : SerialText.IsIdentity(answer.Span);

    // Makes the instrument listen: after the port was opened, and in each clearing, since it may have been switched off and on.
    private async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        isPrepared = false;
        await DiscardAsync(Quiet, cancellationToken).ConfigureAwait(false);
        await line.SendAsync(terminator, cancellationToken).ConfigureAwait(false); // ends half a message that may lie there
        if (remoteCommand.Length > 0 || hasEcho || prompt.Length > 0)
        {
            await DiscardAsync(Quiet, cancellationToken).ConfigureAwait(false);
        }

        if (remoteCommand.Length > 0)
        {
            await SendAsync(remoteCommand, cancellationToken).ConfigureAwait(false);
            await DiscardAsync(Quiet, cancellationToken).ConfigureAwait(false);
        }

        isPrepared = true;
    }

    private async ValueTask DiscardAsync(Duration quiet, CancellationToken cancellationToken)
    {
        CountAnswers(await line.DiscardUntilQuietAsync(quiet, cancellationToken).ConfigureAwait(false));
        isPromptDue = false;
        sent.Clear();
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        isPromptDue = prompt.Length > 0;
        unanswered += message.Span.Contains((byte)'?') ? 1 : 0;
        await line.SendAsync([.. message.Span, .. terminator], cancellationToken).ConfigureAwait(false);
        if (hasEcho)
        {
            await DropEchoAsync(message, cancellationToken).ConfigureAwait(false);
            return;
        }

        sent.Enqueue(message.ToArray());
        if (sent.Count > RememberedMessages)
        {
            sent.Dequeue();
        }
    }

    private async ValueTask DropEchoAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (message.IsEmpty)
        {
            return;
        }

        Duration patience = settings.Timeout + line.Backlog;
        long started = TimeProvider.System.GetTimestamp();
        int end;
        while ((end = SerialText.FindEndOfEcho(line.Incoming.Span, message.Span)) < 0)
        {
            Require(
                started,
                patience,
                line.Incoming.IsEmpty ? InstrumentFault.Timeout : InstrumentFault.BadAnswer,
                $"The instrument did not send back what it received within {settings.Timeout}; "
                + "where it has no echo, write 'serial: { echo: off }'");
            await line.FillAsync(cancellationToken).ConfigureAwait(false);
        }

        // What stood before is an answer that nobody waits for any more.
        CountAnswers(SerialText.CountLines(line.Incoming.Span[..(end - message.Length)]));
        line.Consume(end);
    }

    private async ValueTask AwaitPromptAsync(CancellationToken cancellationToken)
    {
        if (!isPromptDue)
        {
            return;
        }

        Duration patience = settings.Timeout + line.Backlog;
        long started = TimeProvider.System.GetTimestamp();
        int start;
        while ((start = line.Incoming.Span.IndexOf(prompt)) < 0)
        {
            Require(
                started,
                patience,
                InstrumentFault.Timeout,
                $"The instrument's prompt did not come within {settings.Timeout}; where it sends none, write 'serial: {{ "
                    + "prompt: \"\" }'");
            await line.FillAsync(cancellationToken).ConfigureAwait(false);
        }

        line.Consume(start + prompt.Length);
        isPromptDue = false;
    }

    private void Require(long started, Duration patience, InstrumentFault fault, string message)
    {
        if (line.Incoming.Length > settings.MaximumAnswerLength)
        {
            throw WireFaults.TooLong(settings.MaximumAnswerLength);
        }

        if (TimeProvider.System.GetElapsedTime(started) > patience.ToTimeSpan())
        {
            throw new WireException(fault, message);
        }
    }

    // Null where no answer is complete in time.
    private async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(
        Duration patience, long started, CancellationToken cancellationToken)
    {
        Duration allowed = patience + line.Backlog;
        var frame = new MessageFrame { EndsAtCarriageReturn = true };
        while (true)
        {
            if (frame.IsEmpty)
            {
                DropFillers();
            }

            int length = frame.FindEnd(line.Incoming.Span);
            if ((length >= 0 ? length : line.Incoming.Length) > settings.MaximumAnswerLength)
            {
                throw WireFaults.TooLong(settings.MaximumAnswerLength);
            }

            if (length >= 0)
            {
                ReadOnlyMemory<byte> answer = WithoutPrompt(line.Incoming[..length].TrimEnd(nulIsDamage ? "\r\n"u8 : "\r\n\0"u8));
                line.Consume(length);
                if (!answer.IsEmpty)
                {
                    CountAnswers(1);
                    RefuseEcho(answer.Span);
                    return answer;
                }

                frame = new MessageFrame { EndsAtCarriageReturn = true };
                continue;
            }

            if (TimeProvider.System.GetElapsedTime(started) > allowed.ToTimeSpan())
            {
                return null;
            }

            // What is on the line takes its time there: an answer of a thousand characters needs 8 s at 1200 Bd.
            allowed += line.CharacterTime * await line.FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void RequireEveryByte()
    {
        if (whyNoBlocks is not null)
        {
            throw new WireException(
                InstrumentFault.BadAnswer,
                $"A port with {whyNoBlocks} does not carry every byte of a block; use 8 data bits, or another wire");
        }
    }

    private void DropFillers()
    {
        ReadOnlySpan<byte> bytes = line.Incoming.Span;
        line.Consume(bytes.Length - bytes.TrimStart(nulIsDamage ? "\r\n"u8 : "\r\n\0"u8).Length);
    }

    private ReadOnlyMemory<byte> WithoutPrompt(ReadOnlyMemory<byte> answer)
    {
        while (prompt.Length > 0 && answer.Span.StartsWith(prompt))
        {
            answer = answer[prompt.Length..].TrimStart((byte)' ');
            isPromptDue = false;
        }

        return answer;
    }

    private void CountAnswers(int count) => unanswered = Math.Max(0, unanswered - count);

    private void RefuseEcho(ReadOnlySpan<byte> answer)
    {
        foreach (ReadOnlyMemory<byte> message in sent)
        {
            if (SerialText.IsEcho(answer, message.Span))
            {
                throw new WireException(
                    InstrumentFault.BadAnswer,
                    "The instrument sends back what it receives; switch its echo off, or write 'serial: { echo: on }'");
            }
        }
    }
}
