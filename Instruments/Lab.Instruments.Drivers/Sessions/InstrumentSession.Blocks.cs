using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lab.Instruments.Blocks;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Drivers.Sessions;

/// <content>Blocks of bytes and samples, which never become text.</content>
public sealed partial class InstrumentSession
{
    private readonly SpareBuffer outgoingSamples = new();

    /// <summary>Sends a query and returns the bytes of the block that answers it. They are received into their place; the answer
    /// ends with events and mark as every other.</summary>
    /// <param name="query">The query.</param>
    /// <param name="limit">How many bytes are accepted, and what is known of them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer, none that holds a block, a block that is cut off, longer than its header
    /// or than is accepted, or the instrument reports an error.</exception>
    public ValueTask<byte[]> QueryBlockAsync(
        string query, BlockLimit limit, CancellationToken cancellationToken) => RepeatAsync(async () =>
    {
        byte[] bytes = [];
        await ReceiveBlockAsync(query, limit, length => bytes = BlockMemory.New<byte>(length), cancellationToken)
            .ConfigureAwait(false);
        return bytes;
    });

    /// <summary>Sends a query and receives the bytes of the block that answers it.</summary>
    /// <param name="query">The query.</param>
    /// <param name="destination">Where they go, from the front.</param>
    /// <param name="limit">The limit on the block's size; at most as many as the destination holds are accepted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many bytes the block had.</returns>
    /// <exception cref="InstrumentException">As <see cref="QueryBlockAsync(string, BlockLimit, CancellationToken)"/>.</exception>
    public ValueTask<int> QueryBlockAsync(
        string query, Memory<byte> destination, BlockLimit limit, CancellationToken cancellationToken)
    {
        BlockLimit within = limit with { MostBytes = Math.Min(limit.MostBytes, destination.Length) };
        return RepeatAsync(() => ReceiveBlockAsync(query, within, length => destination[..length], cancellationToken));
    }

    /// <summary>Sends a query and returns the samples of the block that answers it.</summary>
    /// <typeparam name="T">The type of a sample, of 1, 2, 4 or 8 bytes: <see cref="sbyte"/>, <see cref="short"/>,
    /// <see cref="float"/>, <see cref="double"/>.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="order">The instrument's order of bytes.</param>
    /// <param name="limit">How many bytes are accepted, and what is known of them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">As <see cref="QueryBlockAsync(string, BlockLimit, CancellationToken)"/>, or the
    /// block holds no whole samples.</exception>
    public ValueTask<T[]> QuerySamplesAsync<T>(
        string query, ByteOrder order, BlockLimit limit, CancellationToken cancellationToken)
        where T : unmanaged => RepeatAsync(async () =>
        {
            T[] samples = [];
            await ReceiveBlockAsync(
                query,
                limit,
                length =>
                {
                    samples = BlockMemory.New<T>(CountOf<T>(length));
                    return new SampleMemory<T>(samples).Memory;
                },
                cancellationToken).ConfigureAwait(false);
            BlockSamples.Swap(samples.AsSpan(), order);
            return samples;
        });

    /// <summary>Sends a query and receives the samples of the block that answers it.</summary>
    /// <typeparam name="T">The type of a sample, of 1, 2, 4 or 8 bytes.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="order">The instrument's order of bytes.</param>
    /// <param name="destination">Where they go, from the front.</param>
    /// <param name="limit">The limit on the block's size; at most as many as the destination holds are accepted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many samples the block had.</returns>
    /// <exception cref="InstrumentException">As
    /// <see cref="QuerySamplesAsync{T}(string, ByteOrder, BlockLimit, CancellationToken)"/>.</exception>
    public async ValueTask<int> QuerySamplesAsync<T>(
        string query, ByteOrder order, Memory<T> destination, BlockLimit limit, CancellationToken cancellationToken)
        where T : unmanaged
    {
        Memory<byte> bytes = new SampleMemory<T>(destination).Memory;
        BlockLimit within = limit with { MostBytes = Math.Min(limit.MostBytes, bytes.Length) };
        int count = await RepeatAsync(async () => CountOf<T>(
            await ReceiveBlockAsync(
                query,
                within,
                length => bytes[..(CountOf<T>(length) * Unsafe.SizeOf<T>())],
                cancellationToken).ConfigureAwait(false)))
            .ConfigureAwait(false);
        BlockSamples.Swap(destination.Span[..count], order);
        return count;
    }

    /// <summary>Sends a command whose last parameter is a block of bytes, and confirms it as any other command. What is loaded in
    /// this way must not reach the sample by itself: <c>ApplyProgramAsync</c> starts it, past the safety gate.</summary>
    /// <param name="command">The command, with the parameters before the block and their comma: <c>:TRACE:DATA</c>,
    /// <c>:DATA 1,</c>.</param>
    /// <param name="block">The bytes, as many as nine digits count.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">The instrument refused, or no answer.</exception>
    public async ValueTask SendBlockAsync(
        string command, ReadOnlyMemory<byte> block, CancellationToken cancellationToken) => await RepeatAsync(
        async () =>
        {
            SessionMessage message = SessionMessage.Of(command, block);
            RequireNone(await ConfirmAsync(message, command, cancellationToken).ConfigureAwait(false), command);
            return true;
        }).ConfigureAwait(false);

    /// <summary>Sends a command whose last parameter is a block of samples, as <see cref="SendBlockAsync"/> does.</summary>
    /// <typeparam name="T">The type of a sample, of 1, 2, 4 or 8 bytes.</typeparam>
    /// <param name="command">The command, with the parameters before the block and their comma.</param>
    /// <param name="samples">The samples; those of another order of bytes are copied once.</param>
    /// <param name="order">The instrument's order of bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">The instrument refused, or no answer.</exception>
    public async ValueTask SendSamplesAsync<T>(
        string command, ReadOnlyMemory<T> samples, ByteOrder order, CancellationToken cancellationToken)
        where T : unmanaged
    {
        if (BlockSamples.IsMachines<T>(order))
        {
            await SendBlockAsync(
                command, new SampleMemory<T>(MemoryMarshal.AsMemory(samples)).Memory, cancellationToken).ConfigureAwait(false);
            return;
        }

        int length = checked(samples.Length * Unsafe.SizeOf<T>());
        byte[] swapped = outgoingSamples.Take(length);
        BlockSamples.Write(samples.Span, order, swapped.AsSpan(0, length));
        await SendBlockAsync(command, swapped.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        outgoingSamples.GiveBack(swapped);
    }

    private static int CountOf<T>(int bytes)
        where T : unmanaged => bytes % Unsafe.SizeOf<T>() == 0
        ? bytes / Unsafe.SizeOf<T>()
        : throw new WireException(
            InstrumentFault.BadAnswer, $"A block of {bytes} bytes holds no whole samples of {Unsafe.SizeOf<T>()} bytes");

    /// <summary>One exchange whose answer holds a block. After one without a length nothing can stand in the same answer: events
    /// and mark are then asked for in a message of their own.</summary>
    private async ValueTask<int> ReceiveBlockAsync(
        string query, BlockLimit limit, Func<int, Memory<byte>> reserve, CancellationToken cancellationToken)
    {
        bool isMarked = isArmed && manners.TakesSeveralQueries && !limit.IsIndefinite;
        var receiver = new BlockReceiver(limit.MostBytes, reserve, limit.KnownLength);
        await AskBlockAsync(
            isMarked ? query + MarkQuery : query, query, receiver, limit, cancellationToken).ConfigureAwait(false);
        int events = !isArmed ? 0
            : isMarked ? await EventsAfterAsync(receiver, query, cancellationToken).ConfigureAwait(false)
            : await EventsAloneAsync(query, cancellationToken).ConfigureAwait(false);
        RequireNone(await ErrorsOfAsync(events, cancellationToken).ConfigureAwait(false), query);
        return receiver.HasBlock ? receiver.Block.Length : throw BadAnswer(receiver.Before, query, "a block");
    }

    // An instrument that refuses the query may stay silent; the queue then has its words.
    private async ValueTask AskBlockAsync(
        string message, string query, BlockReceiver receiver, BlockLimit limit, CancellationToken cancellationToken)
    {
        await ClearIfDirtyAsync(query, cancellationToken).ConfigureAwait(false);
        try
        {
            await conversation.AskBlockAsync(message, query, receiver, limit.Takes, cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException silence) when (silence.Fault == InstrumentFault.Timeout
            && isArmed && receiver.ReceivedCount == 0 && manners.Errors == ErrorReporting.ScpiQueue)
        {
            IReadOnlyList<InstrumentError> errors = await WhatTheQueueSaysAsync(query, cancellationToken).ConfigureAwait(false);
            if (errors.Count == 0)
            {
                throw;
            }

            throw Refused(errors, query);
        }
    }

    private async ValueTask<int> EventsAfterAsync(BlockReceiver receiver, string query, CancellationToken cancellationToken)
    {
        if (receiver.IsIndefinite)
        {
            conversation.IsDirty = true; // the mark may be among the bytes
            throw BadAnswer("#0", query, "a block with a length; the driver of this instrument has to expect one without");
        }

        string text = Answers.Trimmed(receiver.Before + receiver.After);
        return Answers.WithoutMark(text)?.Events
            ?? throw await WithoutItsMarkAsync(text, query, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<int> EventsAloneAsync(string query, CancellationToken cancellationToken)
    {
        if (manners.TakesSeveralQueries)
        {
            string marked = await AskCleanAsync(MarkQuery[1..], query, default, cancellationToken).ConfigureAwait(false);
            return Answers.WithoutMark(marked)?.Events
                ?? throw await WithoutItsMarkAsync(marked, query, cancellationToken).ConfigureAwait(false);
        }

        string answer = await conversation.AskAsync(EventQuery, query, cancellationToken).ConfigureAwait(false);
        return Answers.Register(answer) is { } read && (read & Answers.PowerOn) == 0
            ? read
            : throw await WithoutItsMarkAsync(answer, query, cancellationToken).ConfigureAwait(false);
    }
}
