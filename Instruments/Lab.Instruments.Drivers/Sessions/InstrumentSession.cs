using System.Globalization;
using System.Text;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Sessions;

/// <summary>
/// The conversation of one driver with its instrument: set-points pass the safety gate, each command is confirmed by the
/// instrument's own error report in the same exchange, and numbers that are not numbers never get past it.
/// </summary>
/// <remarks>Used by one caller at a time.</remarks>
public sealed partial class InstrumentSession : IAsyncDisposable
{
    /// <summary>SCPI's infinity: the reading is over range.</summary>
    private const double ScpiInfinity = 9.9e37;

    /// <summary>Queried after everything else in a message: the events, which show errors, and the mark, without which an answer
    /// was cut off.</summary>
    private const string MarkQuery = ";*ESR?;*ESE?";

    private const string EventQuery = "*ESR?";

    /// <summary>More than any instrument's queue holds: an instrument that never empties it is broken.</summary>
    private const int MostErrors = 64;

    /// <summary>How many of them a message shows.</summary>
    private const int MostShownErrors = 5;

    /// <summary>How often an instrument is asked for its identity until it gives the same one twice.</summary>
    private const int MostIdentityQueries = 16;

    /// <summary>SCPI's NaN: there is no reading.</summary>
    private const double ScpiNotANumber = 9.91e37;

    private readonly IWire wire;
    private readonly ISafetyGate gate;
    private readonly InstrumentManners manners;
    private readonly Conversation conversation;
    private readonly string errorQuery;
    private readonly FaultPolicy policy;
    private readonly Action<FaultNote> noticed;
    private bool isArmed;

    /// <summary>Starts a session on an open wire.</summary>
    /// <param name="name">The instrument's name on the bench.</param>
    /// <param name="wire">The wire, which the session owns from here on.</param>
    /// <param name="gate">Asked before each set-point.</param>
    /// <param name="clock">The bench's clock.</param>
    /// <param name="manners">How the instrument converses.</param>
    /// <param name="policy">The policy about faults; by default nothing is repeated.</param>
    /// <param name="noticed">Told of each fault after which an exchange is repeated.</param>
    public InstrumentSession(
        string name,
        IWire wire,
        ISafetyGate gate,
        TimeProvider clock,
        InstrumentManners manners,
        FaultPolicy? policy = null,
        Action<FaultNote>? noticed = null)
    {
        this.policy = policy ?? FaultPolicy.NoRetries;
        this.noticed = noticed ?? (_ => { });
        Name = name;
        Clock = clock;
        this.wire = wire;
        this.gate = gate;
        this.manners = manners;
        conversation = new Conversation(name, wire, clock, manners);
        errorQuery = manners.Errors == ErrorReporting.ScpiQueue ? manners.ErrorQuery : manners.StatusQuery;
    }

    /// <summary>The instrument's name on the bench.</summary>
    public string Name { get; }

    /// <summary>The bench's clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>How many exchanges were repeated.</summary>
    public long RetryCount { get; private set; }

    /// <summary>Whether the instrument does not have its settings, and has to be opened (again).</summary>
    public bool NeedsOpening { get; private set; }

    /// <summary>The wire's address.</summary>
    public string Address => wire.Address;

    /// <summary>Asks who answers and compares with the model that the driver is for.</summary>
    /// <param name="models">Accepted models, each a part of the model field of <c>*IDN?</c>; the whole identity is searched where
    /// the instrument writes it in fewer than four fields.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer, or another model answers.</exception>
    public async ValueTask<InstrumentIdentity> IdentifyAsync(IReadOnlyList<string> models, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(models);
        isArmed = false;
        NeedsOpening = true;
        conversation.Identity = null;
        string answer = await AskIdentityAsync(cancellationToken).ConfigureAwait(false);
        string? before = null;
        for (int asked = 1; answer != before; asked++)
        {
            if (asked > MostIdentityQueries)
            {
                throw BadAnswer(answer, manners.IdentityQuery, $"'{before}', as it was before");
            }

            // No mark can stand after an identity, which has to end its answer (IEEE 488.2, 6.5.7.5): asked for twice, it shows
            // whether its end is missing.
            before = answer;
            answer = await AskIdentityAsync(cancellationToken).ConfigureAwait(false);
        }

        var read = InstrumentIdentity.Parse(answer);
        string searched = read.HasFourFields && !manners.HasFreeIdentity ? read.Model : answer;
        if (models.Any(model => searched.Contains(model, StringComparison.OrdinalIgnoreCase)))
        {
            conversation.Identity = answer;
            return read;
        }

        throw new InstrumentException(
                InstrumentFault.WrongInstrument,
                $"'{read}' answers where a {models[0]} is "
                    + $"expected{(models.Count > 1 ? $", or {string.Join(", ", models.Skip(1))}" : string.Empty)}",
                $"{Name}, {wire.Address}",
                "Correct the address or the driver of this instrument in the bench file.");
    }

    /// <summary>Begins with an instrument that cannot be asked who it is.</summary>
    /// <param name="identity">The identity that is recorded in the place of its answer.</param>
    public ValueTask<InstrumentIdentity> BeginUnasked(InstrumentIdentity identity)
    {
        isArmed = false;
        NeedsOpening = true;
        conversation.Identity = null;
        return new ValueTask<InstrumentIdentity>(identity);
    }

    /// <summary>Marks that the instrument has its settings. From here on each exchange shows an answer that was cut off, and an
    /// instrument that was switched off and on.</summary>
    /// <exception cref="InstrumentException">The instrument does not answer, or does not keep the mark.</exception>
    public async ValueTask ArmAsync(CancellationToken cancellationToken)
    {
        if (manners.Completion == Completion.OwnReport)
        {
            return; // nothing that would be lost with the settings can be asked for
        }

        string set = $"*ESE {Answers.Mark}";
        await RepeatAsync(async () =>
        {
            if (manners.TakesSeveralQueries)
            {
                string command = set + MarkQuery;
                string answer = await AskCleanAsync(command, command, default, cancellationToken).ConfigureAwait(false);
                return Answers.WithoutMark(answer) is { Answer.Length: 0 }
                    ? true
                    : throw BadAnswer(answer, command, $"the event status and {Answers.Mark}");
            }

            RequireRegister(await ConfirmWithAsync(EventQuery, set, set, cancellationToken).ConfigureAwait(false), EventQuery);
            int mark = await ReadRegisterAsync("*ESE?", set, cancellationToken).ConfigureAwait(false);
            return mark == Answers.Mark ? true : throw BadAnswer($"{mark}", "*ESE?", $"{Answers.Mark}, as it was set");
        }).ConfigureAwait(false);
        isArmed = true;
    }

    /// <summary>Marks the instrument as configured.</summary>
    public void FinishOpening() => NeedsOpening = false;

    /// <summary>Sends one set-point through the safety gate and confirms that the instrument took it.</summary>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), the instrument refused,
    /// or no answer.</exception>
    public ValueTask ApplyAsync(SetPoint setPoint, string command, CancellationToken cancellationToken)
    {
        gate.Check(Name, new ReadOnlySpan<SetPoint>(in setPoint), command);
        return SendAndConfirmAsync(command, cancellationToken);
    }

    /// <summary>Sends several set-points that one message makes, through the safety gate, and confirms them.</summary>
    /// <exception cref="InstrumentException">A limit forbids one (nothing was sent), the instrument refused,
    /// or no answer.</exception>
    public ValueTask ApplyAsync(ReadOnlySpan<SetPoint> setPoints, string command, CancellationToken cancellationToken)
    {
        gate.Check(Name, setPoints, command);
        return SendAndConfirmAsync(command, cancellationToken);
    }

    /// <summary>Loads a program that the instrument will go through by itself and starts it, through the safety gate. Each
    /// message is confirmed before the next, so that a program that was loaded in part is never started. After a fault that may
    /// pass it is loaded again from the first message, which has to begin a new one.</summary>
    /// <param name="program">The program that the instrument will go through.</param>
    /// <param name="messages">The messages that load it; the last message starts it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), the instrument refused,
    /// or no answer.</exception>
    public ValueTask ApplyProgramAsync(
        SetPointProgram program, IReadOnlyList<string> messages, CancellationToken cancellationToken) =>
        ApplyProgramAsync(program, messages, answersAfter: default, cancellationToken);

    /// <summary>Starts a program as
    /// <see cref="ApplyProgramAsync(SetPointProgram, IReadOnlyList{string}, CancellationToken)"/> does, on an instrument that
    /// answers the last message when the program has ended.</summary>
    /// <param name="program">The program that the instrument will go through.</param>
    /// <param name="messages">The messages that load it; the last message starts it.</param>
    /// <param name="answersAfter">Time beyond the usual until the last message is answered.</param>
    /// <param name="cancellationToken">Ends the wait; the program goes on.</param>
    /// <inheritdoc cref="ApplyProgramAsync(SetPointProgram, IReadOnlyList{string}, CancellationToken)" path="/exception"/>
    public async ValueTask ApplyProgramAsync(
        SetPointProgram program, IReadOnlyList<string> messages, Duration answersAfter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        gate.CheckProgram(Name, program, messages[0]);
        await RepeatAsync(
            async () =>
            {
                for (int i = 0; i < messages.Count - 1; i++)
                {
                    await SendOnceAsync(messages[i], cancellationToken).ConfigureAwait(false);
                }

                return true;
            }).ConfigureAwait(false);

        // Started twice, a program would run twice.
        RequireNone(
            await ConfirmAsync(messages[^1], messages[^1], cancellationToken, answersAfter).ConfigureAwait(false), messages[^1]);
        gate.Confirm(Name);
    }

    /// <summary>Loads waveforms, all of which pass the safety gate before the first message. When they are loaded, each has taken
    /// the place of what its terminal gave out before.</summary>
    /// <param name="envelopes">The envelopes of the waveforms, each of a terminal of its own.</param>
    /// <param name="command">The command that loads the first, for errors.</param>
    /// <param name="load">Sends the messages that load them.</param>
    /// <exception cref="InstrumentException">A limit forbids one (nothing was sent), the instrument refused,
    /// or no answer.</exception>
    public async ValueTask ApplyWaveformsAsync(
        IReadOnlyList<WaveformEnvelope> envelopes, string command, Func<ValueTask> load)
    {
        ArgumentNullException.ThrowIfNull(envelopes);
        ArgumentNullException.ThrowIfNull(load);
        foreach (WaveformEnvelope envelope in envelopes)
        {
            gate.CheckWaveform(Name, envelope, command);
        }

        await load().ConfigureAwait(false);
        foreach (WaveformEnvelope envelope in envelopes)
        {
            gate.ConfirmWaveform(Name, envelope);
        }
    }

    /// <summary>Stops an instrument's program. Instruments without a program under way may refuse; the level that is there
    /// afterwards is read back by the caller.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    public async ValueTask EndProgramAsync(string command, CancellationToken cancellationToken)
    {
        await TryAsync(command, cancellationToken).ConfigureAwait(false);
        gate.EndProgram(Name);
    }

    /// <summary>Tells the safety gate what the instrument says that it is set to.</summary>
    public void Observe(SetPoint setPoint) => gate.Observe(Name, setPoint);

    /// <summary>Sends a set-point whose command must not be carried out twice, such as a pulse, through the safety gate, and
    /// confirms it.</summary>
    /// <exception cref="InstrumentException">As <see cref="SendOnceAsync"/>, or a limit forbids it (nothing was
    /// sent).</exception>
    public ValueTask ApplyOnceAsync(SetPoint setPoint, string command, CancellationToken cancellationToken)
    {
        gate.Check(Name, new ReadOnlySpan<SetPoint>(in setPoint), command);
        return SendOnceAndConfirmAsync(command, cancellationToken);
    }

    /// <summary>Sends several set-points whose command must not be carried out twice, such as a trigger, through the safety gate,
    /// and confirms them.</summary>
    /// <exception cref="InstrumentException">As <see cref="SendOnceAsync"/>, or a limit forbids one (nothing was
    /// sent).</exception>
    public ValueTask ApplyOnceAsync(ReadOnlySpan<SetPoint> setPoints, string command, CancellationToken cancellationToken)
    {
        gate.Check(Name, setPoints, command);
        return SendOnceAndConfirmAsync(command, cancellationToken);
    }

    /// <summary>Sends a command that changes no set-point, and confirms it. Where no confirmation comes it is sent again, within
    /// the policy's bound: a command that must not be carried out twice goes through <see cref="SendOnceAsync"/>.</summary>
    /// <exception cref="InstrumentException">The instrument refused, or no answer.</exception>
    public async ValueTask SendAsync(string command, CancellationToken cancellationToken) => await RepeatAsync(
        async () =>
        {
            await SendOnceAsync(command, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);

    /// <summary>Sends a command that must not be repeated, such as a trigger, and confirms it.</summary>
    /// <exception cref="InstrumentException">The instrument refused, or no answer; whether it did what it was told is then not
    /// known.</exception>
    public async ValueTask SendOnceAsync(string command, CancellationToken cancellationToken) =>
        RequireNone(await ConfirmAsync(command, command, cancellationToken).ConfigureAwait(false), command);

    /// <summary>Sends a command that some models or firmware do not have: an instrument that does not know it has no such
    /// setting.</summary>
    /// <returns>Whether the instrument carried it out.</returns>
    /// <exception cref="InstrumentException">The instrument knows the command and refuses it, or does not answer.</exception>
    /// <remarks>The command is a message of its own: after a command that it does not know an instrument may drop the rest of a
    /// message.</remarks>
    public async ValueTask<bool> SendIfKnownAsync(string command, CancellationToken cancellationToken)
    {
        IReadOnlyList<InstrumentError> errors = await TryAsync(command, cancellationToken).ConfigureAwait(false);
        return errors.All(Answers.IsUnknownCommand) ? errors.Count == 0 : throw Refused(errors, command);
    }

    /// <summary>Sends a query that some models or firmware do not have.</summary>
    /// <returns>The answer, or <see langword="null"/> where the instrument does not know the query.</returns>
    /// <exception cref="InstrumentException">Another refusal, or no answer.</exception>
    public async ValueTask<string?> QueryIfKnownAsync(string query, CancellationToken cancellationToken)
    {
        try
        {
            return await QueryAsync(query, cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException error) when (error.Fault == InstrumentFault.Refused
            && error.What.Contains(Answers.UndefinedHeader, StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>Sends a command that may be refused where there is nothing to do.</summary>
    /// <returns>The instrument's errors; none where it carried the command out.</returns>
    /// <exception cref="InstrumentException">No answer.</exception>
    public ValueTask<IReadOnlyList<InstrumentError>> TryAsync(
        string command, CancellationToken cancellationToken) => RepeatAsync(async () =>
    {
        if (manners.TakesClosingQuery || manners.Acknowledgement is not null)
        {
            return await ConfirmAsync(command, command, cancellationToken).ConfigureAwait(false);
        }

        await SendOrAskAsync(command, command, default, cancellationToken).ConfigureAwait(false);
        return await ReadErrorsAsync(cancellationToken).ConfigureAwait(false);
    });

    /// <summary>Does something on the wire, and does it again after faults that may pass, within the policy's bounds.</summary>
    public async ValueTask<T> RepeatAsync<T>(Func<ValueTask<T>> exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        for (int repeated = 0; ; repeated++)
        {
            try
            {
                return await exchange().ConfigureAwait(false);
            }
            catch (InstrumentException error) when (MayRepeat(error, repeated))
            {
                NoteRepetition(error, repeated);
            }
        }
    }

    /// <summary>Reads the error queue until it is empty; oldest first.</summary>
    /// <exception cref="InstrumentException">The instrument does not answer.</exception>
    public async ValueTask<IReadOnlyList<InstrumentError>> ReadErrorsAsync(CancellationToken cancellationToken)
    {
        var errors = new List<InstrumentError>();
        while (manners.Errors is not (ErrorReporting.None or ErrorReporting.Acknowledgement) && errors.Count < MostErrors)
        {
            // Where the events are the error report, they are asked for alone: an exchange would read and clear them first.
            string report = manners.Errors == ErrorReporting.ScpiQueue
                ? (await ExchangeAsync(errorQuery, errorQuery, cancellationToken).ConfigureAwait(false)).Answer
                : await AskCleanAsync(errorQuery, errorQuery, default, cancellationToken).ConfigureAwait(false);
            if (ReadReport(report, errorQuery) is not { } error)
            {
                break;
            }

            errors.Add(await WithWordsAsync(error, cancellationToken).ConfigureAwait(false));
        }

        return errors;
    }

    /// <summary>Refuses what was read since the last check where something has come in that was not asked for.</summary>
    /// <exception cref="InstrumentException">Something has come in.</exception>
    public ValueTask RequireNothingUnreadAsync(CancellationToken cancellationToken) =>
        conversation.IsDirty ? ValueTask.CompletedTask : conversation.RequireNothingUnreadAsync(cancellationToken);

    /// <summary>The error for an answer that breaks the command's documentation.</summary>
    public InstrumentException BadAnswer(string answer, string query, string expected) =>
        conversation.BadAnswer(answer, query, expected);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => conversation.DisposeAsync();

    private async ValueTask SendOnceAndConfirmAsync(string command, CancellationToken cancellationToken)
    {
        await SendOnceAsync(command, cancellationToken).ConfigureAwait(false);
        gate.Confirm(Name);
    }

    private async ValueTask SendAndConfirmAsync(string command, CancellationToken cancellationToken)
    {
        await SendAsync(command, cancellationToken).ConfigureAwait(false);
        gate.Confirm(Name);
    }

    private ValueTask<string> AskIdentityAsync(CancellationToken cancellationToken) => RepeatAsync(async () =>
    {
        bool isNew = conversation.IsNew;
        string answer = await QueryOnceAsync(manners.IdentityQuery, default, cancellationToken).ConfigureAwait(false);
        return manners.HasFreeIdentity || Answers.IsIdentity(answer) ? answer
            : isNew && await GreetsAsync(answer, cancellationToken).ConfigureAwait(false) ? throw Greeting(answer)
            : throw BadAnswer(answer, "*IDN?", "maker, model, serial number and firmware");
    });

    // A port for people (telnet) says something by itself first; the identity then follows.
    private async ValueTask<bool> GreetsAsync(string answer, CancellationToken cancellationToken) =>
        answer.Count(char.IsAsciiLetter) >= 3
        && await conversation.ReadFurtherAsync(cancellationToken).ConfigureAwait(false) is { } further
        && Answers.IsIdentity(further);

    private InstrumentException Greeting(string words) => new(
        InstrumentFault.WrongInstrument,
        $"The instrument greets with '{Answers.Shorten(words)}' before it answers",
        $"{Name}, {wire.Address}",
        "This is a port for people, most likely telnet; use the instrument's port for programs.");

    // What a passing disturbance of the line can do. An instrument that refuses, or lost its settings, does so again.
    private bool MayRepeat(InstrumentException error, int repeated) =>
        FaultPolicy.OfExchanges.Contains(error.Fault) && repeated < policy.For(error.Fault).ExchangeRetries;

    private void NoteRepetition(InstrumentException error, int repeated)
    {
        RetryCount++;
        conversation.IsDirty = true; // whatever was wrong, more of it may still be under way
        noticed(new FaultNote(Name, error.Fault, error.Message, repeated + 1));
    }

    private InstrumentError? ReadReport(string report, string command)
    {
        if (manners.Errors == ErrorReporting.EventStatusRegister)
        {
            return Answers.Register(report) is { } register
                ? Answers.ErrorOf(register, manners)
                : throw BadAnswer(report, command, "an event status register");
        }

        return Answers.ErrorEntry(report) is not var (code, text)
            ? throw BadAnswer(report, command, "an entry of the error queue")
                : code == 0 ? null
                : new InstrumentError(code, text);
    }

    private static string More(IReadOnlyList<InstrumentError> errors) => errors.Count switch
    {
        <= MostShownErrors => string.Empty,
        >= MostErrors => $"; and {errors.Count - MostShownErrors} more, and its queue does not become empty",
        _ => $"; and {errors.Count - MostShownErrors} more",
    };

    private void RequireNone(IReadOnlyList<InstrumentError> errors, string command)
    {
        if (errors.Count > 0)
        {
            throw Refused(errors, command);
        }
    }

    private InstrumentException Refused(IReadOnlyList<InstrumentError> errors, string command) => new(
        InstrumentFault.Refused,
        "The instrument refused: "
            + $"{string.Join("; ", errors.Take(MostShownErrors).Select(error => error.ToString()))}{More(errors)}",
        $"{Name}, {Answers.Shorten(command)}",
        "Choose a value that the instrument accepts, or bind an instrument with a larger range.");
}
