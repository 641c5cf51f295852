using System.Text;
using Lab.Benches.Twins;
using Lab.Models.Randomness;

namespace Lab.Mocks.Faults;

/// <summary>A twin whose answers go wrong as a bench file asks: with seeded probabilities, or with a certain message.</summary>
/// <remarks>At most one new fault happens with a message. Which one does is drawn from a random stream of the instrument's own,
/// so that a simulated run meets the same faults at the same points every time.</remarks>
public sealed class FaultyTwin : ITwin, IDisposable
{
    private const int OverlongBytes = 200_000;
    private const int MessagesOfAHang = 5;

    private readonly ITwin twin;
    private readonly IReadOnlyList<FaultDefinition> faults;
    private readonly SemaphoreSlim executing = new(1, 1);
    private readonly RandomStream random;
    private readonly Dictionary<InjectedFault, long> counts = [];
    private byte[] late = [];
    private long messages;
    private long silentMessages;

    /// <summary>Puts faults between a twin and its connections.</summary>
    /// <param name="twin">The twin.</param>
    /// <param name="faults">The faults of this instrument.</param>
    /// <param name="seed">The seed of the virtual bench.</param>
    public FaultyTwin(ITwin twin, IReadOnlyList<FaultDefinition> faults, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(twin);
        this.twin = twin;
        this.faults = faults;
        random = RandomStream.For(seed, $"{twin.Name}/faults");
    }

    /// <inheritdoc/>
    public string Name => twin.Name;

    /// <inheritdoc/>
    public int InputBufferLength => twin.InputBufferLength;

    /// <summary>How often each kind of fault happened.</summary>
    public IReadOnlyDictionary<InjectedFault, long> Counts => counts;

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
    {
        await executing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            messages++;
            FaultDefinition? fault = Draw(message.Span);
            if (fault is not null)
            {
                counts[fault.Fault] = counts.GetValueOrDefault(fault.Fault) + 1;
            }

            await ExecuteAsync(message, fault, answer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            executing.Release();
        }
    }

    /// <inheritdoc/>
    public void PowerCycle() => twin.PowerCycle();

    /// <inheritdoc/>
    public void ReportError(int code, string text) => twin.ReportError(code, text);

    /// <inheritdoc/>
    public void Dispose()
    {
        executing.Dispose();
        (twin as IDisposable)?.Dispose();
    }

    private static bool IsReading(ReadOnlySpan<byte> message) =>
        message.IndexOf("READ?"u8) >= 0 || message.IndexOf("RDGFIELD?"u8) >= 0;

    private FaultDefinition? Draw(ReadOnlySpan<byte> message)
    {
        // One number a message, whatever it is, so that no fault moves the others.
        double drawn = random.NextDouble();
        bool isReading = IsReading(message);
        double sum = 0;
        foreach (FaultDefinition fault in faults)
        {
            if (fault.Fault == InjectedFault.Overflow && !isReading)
            {
                continue;
            }

            sum += fault.Rate;
            if (fault.At == messages || drawn < sum)
            {
                return fault;
            }
        }

        return null;
    }

    private async ValueTask ExecuteAsync(
        ReadOnlyMemory<byte> message, FaultDefinition? fault, TwinAnswer given, CancellationToken cancellationToken)
    {
        switch (fault?.Fault)
        {
            case InjectedFault.Disconnect:
                throw new ConnectionLostException();
            case InjectedFault.Reboot:
                silentMessages = 0;
                twin.PowerCycle();
                throw new ConnectionLostException();
            case InjectedFault.Hang:
                silentMessages = fault.MessageCount ?? (fault.At is null ? MessagesOfAHang : long.MaxValue);
                break;
            case InjectedFault.Error:
                twin.ReportError(-310, "System error");
                break;
            default:
                break;
        }

        if (silentMessages > 0)
        {
            silentMessages--;
            return; // not even executed
        }

        var answer = new TwinAnswer();
        await twin.ExecuteAsync(message, answer, cancellationToken).ConfigureAwait(false);
        if (fault?.Fault == InjectedFault.Late)
        {
            late = answer.ToArray();
            return;
        }

        if (late.Length > 0)
        {
            given.Append(late);
            given.Append("\n"u8);
            late = [];
        }

        if (fault is null)
        {
            given.Take(answer);
        }
        else
        {
            given.Append(Spoil(answer.ToArray(), fault.Fault));
        }
    }

    private byte[] Spoil(byte[] answer, InjectedFault fault) => fault switch
    {
        _ when answer.Length == 0 => answer,
        InjectedFault.Timeout => [],
        InjectedFault.Garbage => [.. answer.Select(_ => (byte)"@#$%&*~^"[(int)(random.NextDouble() * 8)])],
        InjectedFault.Truncated => answer[..(int)(random.NextDouble() * answer.Length)],
        InjectedFault.Overlong => [.. answer, .. Enumerable.Repeat((byte)'0', OverlongBytes)],
        InjectedFault.Overflow => WithFirstElement(answer, "+9.90000000E+37"),
        _ => answer,
    };

    private static byte[] WithFirstElement(byte[] answer, string element)
    {
        int end = answer.AsSpan().IndexOfAny((byte)',', (byte)';');
        return [.. Encoding.Latin1.GetBytes(element), .. end < 0 ? [] : answer[end..]];
    }
}
