using System.Text;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.FirstContact;

/// <summary>The conversation of a first contact: one query out, whatever comes back in, with the gap and the delay of the
/// driver's manners. It sends nothing that it is not told to send.</summary>
internal sealed class MeetingWire(IWire wire, TimeProvider clock, InstrumentManners manners)
{
    private const int MostBlankLines = 4;

    private Duration? lastExchange;

    /// <summary>How the instrument was seen to converse.</summary>
    public ObservedManners Manners { get; } = new();

    /// <summary>Sends a query and waits for its answer.</summary>
    public async ValueTask<MeetingAnswer> AskAsync(string query, CancellationToken cancellationToken)
    {
        await WaitForGapAsync(cancellationToken).ConfigureAwait(false);
        Duration began = clock.Now();
        try
        {
            await wire.WriteAsync(Encoding.UTF8.GetBytes(query), cancellationToken).ConfigureAwait(false);
            await clock.WaitAsync(manners.ReplyDelay, cancellationToken).ConfigureAwait(false);
            string line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
            bool isEcho = line == query;
            if (isEcho)
            {
                Manners.Note(isSo: true, "It sends back what it is sent before it answers (echo).");
                line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
            }

            lastExchange = clock.Now();
            return new MeetingAnswer(line, lastExchange.Value - began, Fault: null, isEcho);
        }
        catch (WireException error)
        {
            lastExchange = clock.Now();
            return new MeetingAnswer(Text: null, lastExchange.Value - began, error, IsAfterEcho: false);
        }
    }

    /// <summary>Reads a further line that was not asked for; <see langword="null"/> where none comes.</summary>
    public async ValueTask<string?> ReadFurtherAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (WireException)
        {
            return null; // which is what was asked
        }
    }

    /// <summary>Throws away what is still under way.</summary>
    /// <returns>Why that failed; <see langword="null"/> where it did not.</returns>
    public async ValueTask<string?> ClearAsync(CancellationToken cancellationToken)
    {
        try
        {
            await wire.ClearAsync(cancellationToken).ConfigureAwait(false);
            lastExchange = clock.Now();
            return null;
        }
        catch (WireException error)
        {
            return error.Message;
        }
    }

    // Some instruments end an answer with more than one line end, or send a NUL after it.
    private async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        for (int blank = 0; blank <= MostBlankLines; blank++)
        {
            string line = Encoding.UTF8.GetString((await wire.ReadAsync(cancellationToken).ConfigureAwait(false)).Span);
            Manners.Look(line);
            string answer = Answers.Trimmed(line);
            if (answer.Length > 0)
            {
                return answer;
            }
        }

        throw new WireException(InstrumentFault.BadAnswer, $"{MostBlankLines + 1} blank lines came and no answer");
    }

    // A clock that was put back since leaves no more than one gap to wait.
    private async ValueTask WaitForGapAsync(CancellationToken cancellationToken)
    {
        if (lastExchange is { } last && manners.MessageGap.Seconds > 0)
        {
            Duration rest = last + manners.MessageGap - clock.Now();
            await clock.WaitAsync(rest < manners.MessageGap ? rest : manners.MessageGap, cancellationToken).ConfigureAwait(false);
        }
    }
}
