using System.Buffers;
using Lab.Instruments;
using Lab.Instruments.Blocks;
using Lab.Instruments.DaqCards.Library;
using Lab.Instruments.Wires;

namespace Lab.Wires.Daqmx;

/// <summary>A card behind NI-DAQmx: each message is a call of the library, its answer the call's status and results.</summary>
/// <remarks>The library's calls block and cannot be stopped: a stop leaves a call to its own time-out, and the next call waits
/// for that.</remarks>
internal sealed class DaqmxWire : IWire
{
    private const int LargestKept = 1 << 24;

    private readonly DaqCallServer calls;
    private ArrayBufferWriter<byte> answer = new();
    private Task? running;
    private bool hasAnswer;

    /// <summary>The longest wait for a call that still runs when the wire is left.</summary>
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(5);

    /// <summary>Opens a wire; nothing is asked yet.</summary>
    /// <param name="address">The address, for messages.</param>
    /// <param name="library">The library.</param>
    public DaqmxWire(string address, DaqmxLibrary library)
    {
        Address = address;
        calls = new DaqCallServer(library);
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await SettleAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (answer.Capacity > LargestKept)
        {
            answer = new ArrayBufferWriter<byte>();
        }

        answer.ResetWrittenCount();
        hasAnswer = false;
        byte[] own = message.ToArray(); // the caller's memory may be used again when it gives up
        Task call = Task.Run(() => calls.Execute(own, answer), CancellationToken.None);
        running = call;
        await call.WaitAsync(cancellationToken).ConfigureAwait(false);
        hasAnswer = answer.WrittenCount > 0;
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => new(Take());

    /// <inheritdoc/>
    public ValueTask ReadBlockAsync(BlockReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        receiver.Start(marksEnds: true);
        receiver.Write(Take().Span);
        receiver.End(isTerminated: false);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        await SettleAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        hasAnswer = false;
    }

    /// <summary>Clears the tasks that are left; an output holds what it has. A library that hangs keeps its tasks until the
    /// process ends.</summary>
    public async ValueTask DisposeAsync()
    {
        Task settled = SettleAsync();
        if (await Task.WhenAny(settled, Task.Delay(LongestSettling, TimeProvider.System)).ConfigureAwait(false) == settled)
        {
            await settled.ConfigureAwait(false);
            calls.Dispose();
        }
    }

    private ReadOnlyMemory<byte> Take()
    {
        if (!hasAnswer)
        {
            throw new WireException(InstrumentFault.Timeout, "No answer came");
        }

        hasAnswer = false;
        return answer.WrittenMemory;
    }

    private async Task SettleAsync()
    {
        if (running is not null)
        {
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            running = null;
        }
    }
}
