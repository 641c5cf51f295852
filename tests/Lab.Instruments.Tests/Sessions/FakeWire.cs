using System.Text;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Tests.Sessions;

/// <summary>A wire that answers what a test tells it, and remembers what was said.</summary>
internal sealed class FakeWire : IWire
{
    private readonly Queue<Func<string>> answers = new();

    public string Address => "TCPIP::fake::1::SOCKET";

    public List<string> Sent { get; } = [];

    public int Clears { get; private set; }

    public FakeWire Answers(params string[] texts)
    {
        foreach (string text in texts)
        {
            answers.Enqueue(() => text);
        }

        return this;
    }

    public FakeWire Fails(InstrumentFault fault, string message)
    {
        answers.Enqueue(() => throw new WireException(fault, message));
        return this;
    }

    public FakeWire IsCancelled()
    {
        answers.Enqueue(() => throw new OperationCanceledException());
        return this;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        Sent.Add(Encoding.UTF8.GetString(message.Span));
        return ValueTask.CompletedTask;
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) =>
        new(Encoding.UTF8.GetBytes(answers.TryDequeue(out Func<string>? next)
            ? next()
            : throw new WireException(InstrumentFault.Timeout, "No answer came")));

    public ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        Clears++;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
