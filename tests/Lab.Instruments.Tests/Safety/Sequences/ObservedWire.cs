using System.Text;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Tests.Safety.Sequences;

/// <summary>A wire that loses some messages, and shows the observer what each of the others made of the twin.</summary>
internal sealed class ObservedWire(
    IWire inner, string instrument, LimitObserver observer, Random random, double faultRatio) : IWire
{
    public bool HasFaults { get; set; }

    public string Address => inner.Address;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        string text = Encoding.UTF8.GetString(message.Span);
        bool sets = LimitObserver.Sets(text);
        double fault = sets && HasFaults ? random.NextDouble() / faultRatio : 1;
        if (fault < 0.5)
        {
            throw new WireException(InstrumentFault.Timeout, "The message was lost");
        }

        if (sets && HasFaults && observer.HasPrograms(instrument))
        {
            await observer.LookAsync(instrument, "in its program", isBehindMessage: false);
        }

        await inner.WriteAsync(message, cancellationToken);
        if (sets && HasFaults)
        {
            await observer.LookAsync(instrument, text, isBehindMessage: true);
        }

        if (fault < 1)
        {
            throw new WireException(InstrumentFault.Timeout, "The answer was lost");
        }
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

    public ValueTask ClearAsync(CancellationToken cancellationToken) => inner.ClearAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
