using System.Text;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires.Transcripts;

/// <summary>A wire that writes down all that goes over another.</summary>
/// <param name="instrument">The instrument's name on the bench.</param>
/// <param name="wire">The other wire, which it owns.</param>
/// <param name="transcript">Where to write.</param>
public sealed class RecordingWire(string instrument, IWire wire, TranscriptWriter transcript) : IWire
{
    /// <inheritdoc/>
    public ValueTask<bool> HasUnreadAsync(CancellationToken cancellationToken) => wire.HasUnreadAsync(cancellationToken);

    /// <inheritdoc/>
    public string Address => wire.Address;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            await wire.WriteAsync(message, cancellationToken).ConfigureAwait(false);
            transcript.Write(instrument, TranscriptEvent.Sent, message);
        }
        catch (WireException fault)
        {
            transcript.Write(instrument, TranscriptEvent.Sent, message);
            transcript.Write(instrument, TranscriptEvent.SendFault, TranscriptEntry.Describe(fault));
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            ReadOnlyMemory<byte> answer = await wire.ReadAsync(cancellationToken).ConfigureAwait(false);
            transcript.Write(instrument, TranscriptEvent.Answer, answer);
            return answer;
        }
        catch (WireException fault)
        {
            transcript.Write(instrument, TranscriptEvent.AnswerFault, TranscriptEntry.Describe(fault));
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteBlockAsync(BlockMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await wire.WriteBlockAsync(message, cancellationToken).ConfigureAwait(false);
            transcript.Write(instrument, TranscriptEvent.Sent, message.ToArray());
        }
        catch (WireException fault)
        {
            transcript.Write(instrument, TranscriptEvent.Sent, message.ToArray());
            transcript.Write(instrument, TranscriptEvent.SendFault, TranscriptEntry.Describe(fault));
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReadBlockAsync(BlockReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        try
        {
            await wire.ReadBlockAsync(receiver, cancellationToken).ConfigureAwait(false);
            var answer = new BlockMessage(
                Encoding.UTF8.GetBytes(receiver.Before + receiver.Header),
                receiver.Block,
                Encoding.UTF8.GetBytes(receiver.After));
            transcript.Write(instrument, TranscriptEvent.Answer, answer.ToArray());
        }
        catch (WireException fault)
        {
            transcript.Write(instrument, TranscriptEvent.AnswerFault, TranscriptEntry.Describe(fault));
            throw;
        }
    }

    /// <inheritdoc/>
    public void AllowForNextAnswer(Duration extra) => wire.AllowForNextAnswer(extra);

    /// <inheritdoc/>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        try
        {
            await wire.ClearAsync(cancellationToken).ConfigureAwait(false);
            transcript.Write(instrument, TranscriptEvent.Clear);
        }
        catch (WireException fault)
        {
            transcript.Write(instrument, TranscriptEvent.ClearFault, TranscriptEntry.Describe(fault));
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await wire.DisposeAsync().ConfigureAwait(false);
        transcript.Write(instrument, TranscriptEvent.Close);
    }
}
