using System.Text;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Tests.Electromagnets;

/// <summary>A wire to a twin on which one query has the same answer for ever, from when a test says so.</summary>
internal sealed class StubbornWire(IWire inner, string query, string answer) : IWire
{
    private bool isAsked;

    public bool IsStubborn { get; set; }

    public string Address => inner.Address;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        isAsked = IsStubborn && message.Span.StartsWith(Encoding.ASCII.GetBytes(query));
        return inner.WriteAsync(message, cancellationToken);
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> read = await inner.ReadAsync(cancellationToken);
        if (!isAsked)
        {
            return read;
        }

        isAsked = false;
        string[] fields = Encoding.ASCII.GetString(read.Span).Split(';');
        return Encoding.ASCII.GetBytes(string.Join(';', [answer, .. fields[1..]]));
    }

    public ValueTask ClearAsync(CancellationToken cancellationToken) => inner.ClearAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
