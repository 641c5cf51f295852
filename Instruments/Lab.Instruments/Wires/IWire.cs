using Lab.Instruments.Blocks;
using Lab.Quantities;

namespace Lab.Instruments.Wires;

/// <summary>
/// The connection to one instrument, which carries whole messages: the seam at which a real instrument and its twin are
/// exchanged. Framing (terminators, block lengths) is the wire's business.
/// </summary>
/// <remarks>A wire is used by one caller at a time.</remarks>
public interface IWire : IAsyncDisposable
{
    /// <summary>The address as the bench file has it, for messages.</summary>
    string Address { get; }

    /// <summary>Sends one program message, without its terminator.</summary>
    /// <exception cref="WireException">The connection broke.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Receives one response message, without its terminator. A block (<c>#</c>) in it may hold any byte.</summary>
    /// <returns>The message; valid until the next call on this wire.</returns>
    /// <exception cref="WireException">No answer in time, a message over the size limit, or the connection broke.</exception>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Sends one program message that holds a block, without its terminator. A wire that has no way
    /// to send it in pieces puts it together first.</summary>
    /// <exception cref="WireException">The connection broke, or the wire cannot carry every byte.</exception>
    ValueTask WriteBlockAsync(BlockMessage message, CancellationToken cancellationToken) =>
        WriteAsync(message.ToArray(), cancellationToken);

    /// <summary>Receives one response message that holds a block, as long as the receiver accepts.</summary>
    /// <param name="receiver">Takes the answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WireException">No answer in time, a block that is not what its header says,
    /// or the connection broke.</exception>
    async ValueTask ReadBlockAsync(BlockReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        receiver.Start(marksEnds: true);
        receiver.Write((await ReadAsync(cancellationToken).ConfigureAwait(false)).Span);
        receiver.End(isTerminated: false);
    }

    /// <summary>Gives the next answer more time than usual, for a reading that takes long. Wires whose answers are there at once
    /// have nothing to do.</summary>
    void AllowForNextAnswer(Duration extra)
    {
    }

    /// <summary>Whether something has come in that was not asked for: a line that came twice, or a line that is late. Ends of
    /// lines, blanks and NUL, which some instruments send after an answer, do not count. Wires that number their messages cannot
    /// have it.</summary>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="WireException">The connection broke.</exception>
    ValueTask<bool> HasUnreadAsync(CancellationToken cancellationToken) => new(result: false);

    /// <summary>Throws away whatever still comes in from earlier messages, so that the next answer belongs to the next
    /// query.</summary>
    /// <exception cref="WireException">The connection broke and could not be made again.</exception>
    ValueTask ClearAsync(CancellationToken cancellationToken);
}
