using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Instruments.Wires;

namespace Lab.Wires.Transcripts;

/// <summary>Wires on which a transcript answers. What drivers send must be what the transcript has, in its order; time moves on
/// as it was recorded.</summary>
public sealed class ReplayWires : IWireProvider
{
    private const int MostShown = 200;

    private readonly TranscriptReader transcript;
    private readonly VirtualClock clock;
    private InstrumentException? difference;

    /// <summary>Makes the wires.</summary>
    /// <param name="transcript">The transcript.</param>
    /// <param name="clock">The clock of the bench that is replayed.</param>
    public ReplayWires(TranscriptReader transcript, VirtualClock clock)
    {
        this.transcript = transcript;
        this.clock = clock;
    }

    /// <summary>The part of the transcript that nobody has asked for yet; <see langword="null"/> where everything was
    /// repeated.</summary>
    public string? Unread => difference is null && NextOnWire() is { } next
        ? $"The transcript goes on with line {next.Line}: {Shorten(next.ToString())}"
        : null;

    /// <inheritdoc/>
    public ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        TranscriptEntry entry = Take(instrument.Name, "opens the wire", TranscriptEvent.Open, TranscriptEvent.OpenFault);
        return entry.Event == TranscriptEvent.Open
            ? new ValueTask<IWire?>(new ReplayWire(this, instrument.Name, instrument.Address))
            : throw entry.ToFault();
    }

    /// <summary>The next line that tells of a wire; a replay makes the calls itself.</summary>
    private TranscriptEntry? NextOnWire()
    {
        while (transcript.Next is { IsOfDriver: true })
        {
            Advance();
        }

        return transcript.Next;
    }

    private TranscriptEntry Take(string instrument, string doing, params ReadOnlySpan<TranscriptEvent> expected)
    {
        if (difference is not null)
        {
            throw difference;
        }

        TranscriptEntry? entry = NextOnWire();
        if (entry is null || entry.Instrument != instrument || !expected.Contains(entry.Event))
        {
            throw Differs(instrument, doing, entry);
        }

        Advance();
        clock.AdvanceNanoseconds(Math.Max(0, entry.Nanoseconds - clock.GetTimestamp()));
        return entry;
    }

    // Whatever is wrong with the file ends the replay as a difference does.
    private void Advance()
    {
        try
        {
            transcript.Take();
        }
        catch (TranscriptException error)
        {
            throw difference = new InstrumentException(
                InstrumentFault.BadAnswer,
                error.Message.TrimEnd('.'),
                "replay",
                "Correct the line, or record the transcript again.");
        }
    }

    private InstrumentException Differs(
        string instrument, string doing, TranscriptEntry? entry) => difference = new InstrumentException(
        InstrumentFault.BadAnswer,
        entry is null
            ? $"The driver {Shorten(doing)}, but the transcript has ended"
            : $"The driver {Shorten(doing)}, but line {entry.Line} of the transcript is: {Shorten(entry.ToString())}",
        instrument,
        "Replay with the bench file, settings and version of the recording; a difference that stays is a change of the driver "
            + "or the protocol.");

    private static string Shorten(string text) => text.Length <= MostShown ? text : $"{text[..MostShown]}…";

    /// <summary>The wire of one instrument.</summary>
    private sealed class ReplayWire(ReplayWires replay, string instrument, string address) : IWire
    {
        public string Address => address;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            string doing = $"sends '{EscapedText.Write(message.Span[..Math.Min(message.Length, MostShown)])}'";
            if (replay.difference is null && replay.NextOnWire() is { Event: TranscriptEvent.Sent } expected
                && !expected.Content.Span.SequenceEqual(message.Span))
            {
                throw replay.Differs(instrument, doing, expected);
            }

            replay.Take(instrument, doing, TranscriptEvent.Sent);
            return replay.NextOnWire() is { Event: TranscriptEvent.SendFault } next && next.Instrument == instrument
                ? throw replay.Take(instrument, doing, TranscriptEvent.SendFault).ToFault()
                : ValueTask.CompletedTask;
        }

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
        {
            TranscriptEntry entry = replay.Take(
                instrument, "reads an answer", TranscriptEvent.Answer, TranscriptEvent.AnswerFault);
            return entry.Event == TranscriptEvent.Answer
                ? new ValueTask<ReadOnlyMemory<byte>>(entry.Content)
                : throw entry.ToFault();
        }

        public async ValueTask ReadBlockAsync(BlockReceiver receiver, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(receiver);
            ReadOnlyMemory<byte> answer = await ReadAsync(cancellationToken).ConfigureAwait(false);
            receiver.Start(marksEnds: true);
            receiver.Write(answer.Span);
            receiver.End(isTerminated: false);
        }

        public ValueTask ClearAsync(CancellationToken cancellationToken)
        {
            TranscriptEntry entry = replay.Take(instrument, "clears the wire", TranscriptEvent.Clear, TranscriptEvent.ClearFault);
            return entry.Event == TranscriptEvent.Clear ? ValueTask.CompletedTask : throw entry.ToFault();
        }

        public ValueTask DisposeAsync()
        {
            if (replay.difference is null && replay.NextOnWire() is { Event: TranscriptEvent.Close } next
                && next.Instrument == instrument)
            {
                replay.Advance();
            }

            return ValueTask.CompletedTask;
        }
    }
}
