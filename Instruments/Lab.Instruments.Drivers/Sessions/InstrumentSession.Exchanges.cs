using Lab.Instruments.Manners;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Sessions;

/// <content>Exchanges: message, answer, events and mark.</content>
public sealed partial class InstrumentSession
{
    /// <summary>Sends a command and asks whether it was carried out, in the same write where that is possible: two writes would
    /// wait for the peer's delayed acknowledgement.</summary>
    private async ValueTask<IReadOnlyList<InstrumentError>> ConfirmAsync(
        SessionMessage command, string shown, CancellationToken cancellationToken, Duration answersAfter = default)
    {
        if (isArmed && !(manners.TakesSeveralQueries && manners.Errors == ErrorReporting.ScpiQueue))
        {
            int events = (await ExchangeAsync(command, shown, cancellationToken).ConfigureAwait(false)).Events;
            return await ErrorsOfAsync(events, cancellationToken).ConfigureAwait(false);
        }

        if (manners.Errors == ErrorReporting.None)
        {
            await SendOrAskAsync(command, shown, default, cancellationToken).ConfigureAwait(false);
            return [];
        }

        if (manners.Acknowledgement is { } acknowledgement)
        {
            string said = await AskCleanAsync(command, shown, answersAfter, cancellationToken).ConfigureAwait(false);
            return said.Equals(acknowledgement.Done, StringComparison.OrdinalIgnoreCase) ? []
                : acknowledgement.RefusalIn(said) is { } refusal ? [refusal]
                : throw BadAnswer(said, shown, $"'{acknowledgement.Done}', nor a refusal");
        }

        string report;
        if (manners.TakesSeveralQueries)
        {
            string answer =
                (await ExchangeAsync(command.With($";{errorQuery}"), shown, cancellationToken).ConfigureAwait(false)).Answer;
            report = Answers.LastUnit(answer);
        }
        else
        {
            report = await ConfirmWithAsync(errorQuery, command, shown, cancellationToken).ConfigureAwait(false);
        }

        return ReadReport(report, shown) is { } first
            ? [first, .. await ReadErrorsAsync(cancellationToken).ConfigureAwait(false)]
            : [];
    }

    // The register shows the class of an error; the queue, where there is one, has its words.
    private async ValueTask<IReadOnlyList<InstrumentError>> ErrorsOfAsync(int events, CancellationToken cancellationToken)
    {
        if (Answers.ErrorOf(events, manners) is not { } error)
        {
            return [];
        }

        IReadOnlyList<InstrumentError> queued = manners.Errors == ErrorReporting.ScpiQueue
            ? await ReadErrorsAsync(cancellationToken).ConfigureAwait(false)
            : [];
        return queued.Count > 0 ? queued : [await WithWordsAsync(error, cancellationToken).ConfigureAwait(false)];
    }

    // Some instruments keep the words of what the register showed until they are asked for.
    private async ValueTask<InstrumentError> WithWordsAsync(InstrumentError error, CancellationToken cancellationToken)
    {
        string query = manners.ErrorWords;
        return query.Length == 0
            ? error
            : error with
            {
                Text = $"{error.Text}: {await conversation.AskAsync(query, query, cancellationToken).ConfigureAwait(false)}",
            };
    }

    /// <summary>One exchange: what the message's own queries answer, and the events since the last exchange.</summary>
    /// <param name="message">The message that is sent.</param>
    /// <param name="shown">The text that is shown of it in errors.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="takes">Time that the instrument needs for it, beyond the usual.</param>
    /// <returns>The answer, and the event status register; 0 before the session is armed.</returns>
    private async ValueTask<(string Answer, int Events)> ExchangeAsync(
        SessionMessage message, string shown, CancellationToken cancellationToken, Duration takes = default)
    {
        if (!isArmed)
        {
            return (await AskCleanAsync(message, shown, takes, cancellationToken).ConfigureAwait(false), 0);
        }

        if (manners.TakesSeveralQueries)
        {
            string marked = await AskMarkedAsync(message, shown, takes, cancellationToken).ConfigureAwait(false);
            return Answers.WithoutMark(marked)
                ?? throw await WithoutItsMarkAsync(marked, shown, cancellationToken).ConfigureAwait(false);
        }

        string answer = string.Empty;
        string events;
        if (message.IsQuery)
        {
            answer = await AskCleanAsync(message, shown, takes, cancellationToken).ConfigureAwait(false);
            events = await conversation.AskAsync(EventQuery, shown, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            events = await ConfirmWithAsync(EventQuery, message, shown, cancellationToken).ConfigureAwait(false);
        }

        return Answers.Register(events) is { } register && (register & Answers.PowerOn) == 0
            ? (answer, register)
            : throw await WithoutItsMarkAsync(events, shown, cancellationToken).ConfigureAwait(false);
    }

    // After a command that it refuses an instrument may drop the rest of the message, the queries in it included: silence then is
    // a refusal, and the queue has its words.
    private async ValueTask<string> AskMarkedAsync(
        SessionMessage message, string shown, Duration takes, CancellationToken cancellationToken)
    {
        try
        {
            return await AskCleanAsync(message.With(MarkQuery), shown, takes, cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException silence)
            when (silence.Fault == InstrumentFault.Timeout && manners.Errors == ErrorReporting.ScpiQueue)
        {
            IReadOnlyList<InstrumentError> errors = await WhatTheQueueSaysAsync(shown, cancellationToken).ConfigureAwait(false);
            if (errors.Count == 0)
            {
                throw;
            }

            throw Refused(errors, shown);
        }
    }

    private async ValueTask<IReadOnlyList<InstrumentError>> WhatTheQueueSaysAsync(
        string shown, CancellationToken cancellationToken)
    {
        var errors = new List<InstrumentError>();
        try
        {
            await conversation.ClearAsync(shown, cancellationToken).ConfigureAwait(false);
            while (errors.Count < MostErrors
                && Answers.ErrorEntry(
                    await conversation.AskAsync(errorQuery, shown, cancellationToken).ConfigureAwait(false)) is (not 0, _) entry)
            {
                errors.Add(new InstrumentError(entry.Code, entry.Text));
            }
        }
        catch (InstrumentException error)
            when (error.Fault is InstrumentFault.Timeout or InstrumentFault.Disconnected or InstrumentFault.BadAnswer)
        {
            // It is silent altogether; that is what the caller reports.
            conversation.IsDirty = true;
        }

        return errors;
    }

    // Sends a command and returns the answer to a query that follows it, in the same message where the instrument takes that.
    private async ValueTask<string> ConfirmWithAsync(
        string query, SessionMessage command, string shown, CancellationToken cancellationToken)
    {
        if (manners.TakesClosingQuery && !command.IsQuery)
        {
            return await AskCleanAsync(command.With($";{query}"), shown, default, cancellationToken).ConfigureAwait(false);
        }

        await SendOrAskAsync(command, shown, default, cancellationToken).ConfigureAwait(false);
        return await conversation.AskAsync(query, shown, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<string> SendOrAskAsync(
        SessionMessage message, string shown, Duration takes, CancellationToken cancellationToken)
    {
        if (message.IsQuery)
        {
            return await AskCleanAsync(message, shown, takes, cancellationToken).ConfigureAwait(false);
        }

        await SendCleanAsync(message, shown, cancellationToken).ConfigureAwait(false);
        return string.Empty;
    }

    private async ValueTask<string> AskCleanAsync(
        SessionMessage message, string shown, Duration takes, CancellationToken cancellationToken)
    {
        await ClearIfDirtyAsync(shown, cancellationToken).ConfigureAwait(false);
        return await conversation.AskAsync(message, shown, cancellationToken, takes).ConfigureAwait(false);
    }

    private async ValueTask SendCleanAsync(SessionMessage message, string shown, CancellationToken cancellationToken)
    {
        await ClearIfDirtyAsync(shown, cancellationToken).ConfigureAwait(false);
        await conversation.SendAsync(message, shown, cancellationToken).ConfigureAwait(false);
    }

    // The power-on event of an answer that was lost is gone; the mark is still there to be asked for.
    private async ValueTask ClearIfDirtyAsync(string shown, CancellationToken cancellationToken)
    {
        if (!conversation.IsDirty)
        {
            return;
        }

        await conversation.ClearAsync(shown, cancellationToken).ConfigureAwait(false);
        if (isArmed && !manners.TakesSeveralQueries)
        {
            await RequireMarkAsync(shown, cancellationToken).ConfigureAwait(false);
        }
    }

    // Cut off, or from an instrument that lost the mark with its settings: the mark alone tells.
    private async ValueTask<InstrumentException> WithoutItsMarkAsync(
        string answer, string shown, CancellationToken cancellationToken)
    {
        conversation.IsDirty = true;
        await conversation.ClearAsync(shown, cancellationToken).ConfigureAwait(false);
        await RequireMarkAsync(shown, cancellationToken).ConfigureAwait(false);
        return BadAnswer(answer, shown, $"complete; it has to end in an event status and {Answers.Mark}");
    }

    // A part of the mark can be all that came of it: another number counts when it comes twice.
    private async ValueTask RequireMarkAsync(string shown, CancellationToken cancellationToken)
    {
        int mark = await ReadRegisterAsync("*ESE?", shown, cancellationToken).ConfigureAwait(false);
        if (mark == Answers.Mark || await ReadRegisterAsync("*ESE?", shown, cancellationToken).ConfigureAwait(false) != mark)
        {
            return;
        }

        isArmed = false;
        NeedsOpening = true;
        throw new InstrumentException(
            InstrumentFault.Rebooted,
            "The instrument was switched off and on, or reset itself, and its settings are gone",
            $"{Name}, {wire.Address}, {Answers.Shorten(shown)}",
            "Check its supply and its front panel, then resume the run.");
    }

    private async ValueTask<int> ReadRegisterAsync(string query, string shown, CancellationToken cancellationToken)
    {
        string answer = await conversation.AskAsync(query, shown, cancellationToken).ConfigureAwait(false);
        return RequireRegister(answer, query);
    }

    private int RequireRegister(string answer, string query)
    {
        if (Answers.Register(answer) is { } register)
        {
            return register;
        }

        conversation.IsDirty = true;
        throw BadAnswer(answer, query, "a register");
    }
}
