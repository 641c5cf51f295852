using System.Globalization;
using System.Text;
using Lab.Benches;
using Lab.Instruments.Blocks;
using Lab.Instruments.DaqCards.Library;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.DaqCards;

/// <summary>
/// The conversation of one driver with the library of its card: calls as messages, each with a number. A call whose answer was
/// lost or spoilt is sent again with the same number, and the other side gives the answer again without doing it twice.
/// </summary>
/// <remarks>Used by one caller at a time.</remarks>
public sealed class DaqSession : IAsyncDisposable
{
    /// <summary>Answers to earlier calls that are passed over before the one that is waited for.</summary>
    private const int MostLateAnswers = 8;

    private readonly IWire wire;
    private readonly FaultPolicy policy;
    private readonly Action<FaultNote> noticed;
    private readonly Action<DaqWarning> warned;
    private long number;

    /// <summary>Starts a session on an open wire.</summary>
    /// <param name="name">The card's name on the bench.</param>
    /// <param name="wire">The wire, which the session owns from here on.</param>
    /// <param name="policy">The policy about faults; by default nothing is repeated.</param>
    /// <param name="noticed">Told of each fault after which a call is repeated.</param>
    /// <param name="warned">Told of each warning of the library.</param>
    public DaqSession(
        string name, IWire wire, FaultPolicy? policy, Action<FaultNote>? noticed, Action<DaqWarning>? warned)
    {
        ArgumentNullException.ThrowIfNull(wire);
        Name = name;
        this.wire = wire;
        this.policy = policy ?? FaultPolicy.NoRetries;
        this.noticed = noticed ?? (_ => { });
        this.warned = warned ?? (_ => { });
    }

    /// <summary>The card's name on the bench.</summary>
    public string Name { get; }

    /// <summary>The wire's address.</summary>
    public string Address => wire.Address;

    /// <summary>How many calls were repeated.</summary>
    public long RetryCount { get; private set; }

    /// <summary>Makes a call.</summary>
    /// <param name="function">The function: <c>DAQmxStartTask</c>.</param>
    /// <param name="arguments">Its arguments, texts in quotes (<see cref="CallText.Quote"/>).</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What it gives back.</returns>
    /// <exception cref="InstrumentException">The library reports an error, or does not answer.</exception>
    public ValueTask<IReadOnlyList<string>> CallAsync(
        string function, CancellationToken cancellationToken, params IReadOnlyList<string> arguments) =>
        ExchangeAsync(function, string.Join(' ', [function, .. arguments]), default, default, default, cancellationToken);

    /// <summary>Makes a call that takes time.</summary>
    /// <param name="function">The function.</param>
    /// <param name="takes">The time it may take beyond the usual.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <inheritdoc cref="CallAsync" path="/returns"/>
    /// <inheritdoc cref="CallAsync" path="/exception"/>
    public ValueTask<IReadOnlyList<string>> CallLongAsync(
        string function, Duration takes, CancellationToken cancellationToken, params IReadOnlyList<string> arguments) =>
        ExchangeAsync(function, string.Join(' ', [function, .. arguments]), default, default, takes, cancellationToken);

    /// <summary>Makes a call with samples.</summary>
    /// <param name="function">The function.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="arguments">The arguments before the samples.</param>
    /// <inheritdoc cref="CallAsync" path="/returns"/>
    /// <inheritdoc cref="CallAsync" path="/exception"/>
    public ValueTask<IReadOnlyList<string>> SendAsync(
        string function, ReadOnlyMemory<double> samples, CancellationToken cancellationToken,
        params IReadOnlyList<string> arguments) =>
        ExchangeAsync(function, string.Join(' ', [function, .. arguments]), samples, default, default, cancellationToken);

    /// <summary>Makes a call that gives samples.</summary>
    /// <param name="function">The function.</param>
    /// <param name="into">Where the samples go, as many as are asked for.</param>
    /// <param name="takes">The time it may take beyond the usual.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <inheritdoc cref="CallAsync" path="/returns"/>
    /// <inheritdoc cref="CallAsync" path="/exception"/>
    public ValueTask<IReadOnlyList<string>> ReceiveAsync(
        string function, Memory<double> into, Duration takes, CancellationToken cancellationToken,
        params IReadOnlyList<string> arguments) =>
        ExchangeAsync(function, string.Join(' ', [function, .. arguments]), default, into, takes, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => wire.DisposeAsync();

    private async ValueTask<IReadOnlyList<string>> ExchangeAsync(
        string function, string call, ReadOnlyMemory<double> samples, Memory<double> into, Duration takes,
        CancellationToken cancellationToken)
    {
        long mine = ++number;
        for (int repeated = 0; ; repeated++)
        {
            try
            {
                await SendAsync($"{mine} {call}", samples, cancellationToken).ConfigureAwait(false);
                string[] answer = await ReadAsync(mine, into, takes, cancellationToken).ConfigureAwait(false);
                return Results(function, call, answer);
            }
            catch (WireException error)
            {
                if (repeated >= policy.For(error.Fault).ExchangeRetries || !FaultPolicy.OfExchanges.Contains(error.Fault))
                {
                    throw new InstrumentException(
                        error.Fault, error.Message, $"{Name}, {call}", RemedyFor(error.Fault), error);
                }

                RetryCount++;
                noticed(new FaultNote(Name, error.Fault, $"{error.Message} ({Name}, {call}).", repeated + 1));
                await ClearAsync(call, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static string RemedyFor(InstrumentFault fault) => fault == InstrumentFault.Timeout
        ? "Check that the program which serves the card runs, or raise the instrument's 'timeout'."
        : "Check the card and the program that serves it, then resume the run.";

    private async ValueTask ClearAsync(string call, CancellationToken cancellationToken)
    {
        try
        {
            await wire.ClearAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (WireException error)
        {
            throw new InstrumentException(error.Fault, error.Message, $"{Name}, {call}", RemedyFor(error.Fault), error);
        }
    }

    private async ValueTask SendAsync(string text, ReadOnlyMemory<double> samples, CancellationToken cancellationToken)
    {
        if (samples.IsEmpty)
        {
            await wire.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
            return;
        }

        string length = CallText.Of((long)samples.Length * sizeof(double));
        await wire.WriteBlockAsync(
            new BlockMessage(
                Encoding.UTF8.GetBytes($"{text} #{length.Length}{length}"),
                new SampleMemory<double>(System.Runtime.InteropServices.MemoryMarshal.AsMemory(samples)).Memory,
                default),
            cancellationToken).ConfigureAwait(false);
    }

    // An answer that was late belongs to an earlier call; it is passed over.
    private async ValueTask<string[]> ReadAsync(
        long mine, Memory<double> into, Duration takes, CancellationToken cancellationToken)
    {
        for (int late = 0; late <= MostLateAnswers; late++)
        {
            wire.AllowForNextAnswer(takes);
            string text = into.IsEmpty
                ? Encoding.UTF8.GetString((await wire.ReadAsync(cancellationToken).ConfigureAwait(false)).Span)
                : await ReadBlockAsync(into, cancellationToken).ConfigureAwait(false);
            string[] answer = Parse(text);
            if (long.Parse(answer[0], CultureInfo.InvariantCulture) == mine)
            {
                return answer;
            }
        }

        throw new WireException(InstrumentFault.BadAnswer, $"More than {MostLateAnswers} answers to other calls came");
    }

    private async ValueTask<string> ReadBlockAsync(Memory<double> into, CancellationToken cancellationToken)
    {
        Memory<byte> bytes = new SampleMemory<double>(into).Memory;
        var receiver = new BlockReceiver(bytes.Length, length => bytes[..length]);
        await wire.ReadBlockAsync(receiver, cancellationToken).ConfigureAwait(false);
        return !receiver.HasBlock ? receiver.Before
            : receiver.Block.Length == bytes.Length ? receiver.Before.TrimEnd(',') + receiver.After
            : throw new WireException(
                InstrumentFault.BadAnswer, $"{receiver.Block.Length} bytes of samples came where {bytes.Length} were asked for");
    }

    // "17 0,2000;." is the number of the call, its status and what it gives back.
    private static string[] Parse(string text)
    {
        string trimmed = text.TrimEnd('\r', '\n', '\0');
        int blank = trimmed.IndexOf(' ', StringComparison.Ordinal);
        if (blank < 1 || !trimmed.EndsWith(CallText.EndMark, StringComparison.Ordinal)
            || !long.TryParse(trimmed.AsSpan(0, blank), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            || CallText.Split(trimmed[(blank + 1)..^CallText.EndMark.Length], ',') is not [string status, .. var results]
            || !int.TryParse(status, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            throw new WireException(
                InstrumentFault.BadAnswer,
                $"The answer '{(trimmed.Length > 60 ? trimmed[..60] + "…" : trimmed)}' is not that of a call, or was cut off");
        }

        return [trimmed[..blank], status, .. results];
    }

    private string[] Results(string function, string call, string[] answer)
    {
        int status = int.Parse(answer[1], CultureInfo.InvariantCulture);
        if (status < 0)
        {
            throw DaqFaults.Of(status, answer.Length > 2 ? answer[2] : string.Empty, $"{Name}, {call}", Address);
        }

        if (status == 0)
        {
            return answer[2..];
        }

        warned(new DaqWarning(status, function, answer[^1]));
        return answer[2..^1];
    }
}
