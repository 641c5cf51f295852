using System.Globalization;
using System.Text;
using Lab.Instruments.Clocks;
using Lab.Instruments.Manners;
using Lab.Instruments.Safety;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Sessions;

/// <summary>
/// The conversation of one driver with its instrument: set-points pass the safety gate, each command is confirmed by the
/// instrument's own error report in the same exchange, and numbers that are not numbers never get past it.
/// </summary>
/// <remarks>Used by one caller at a time.</remarks>
public sealed class InstrumentSession : IAsyncDisposable
{
    /// <summary>SCPI's infinity: the reading is over range.</summary>
    private const double ScpiInfinity = 9.9e37;

    /// <summary>What Lab writes into the event status enable register when it opens an instrument: query, device-dependent,
    /// execution and command errors. Switching on clears the register (IEEE 488.2, 11.5.1.3), so that its value tells an instrument that
    /// still has its settings from one that lost them, however often it is asked.</summary>
    private const string Mark = "60";

    /// <summary>Asked behind everything else in each message: the events, which show errors, and the mark, without which an answer
    /// was cut off.</summary>
    private const string MarkQuery = ";*ESR?;*ESE?";

    /// <summary>The longest answer to a query of numbers or texts.</summary>
    private const int LongestAnswer = 64 << 10;

    /// <summary>How often an instrument is asked for its identity until it gives the same one twice.</summary>
    private const int MostIdentityQueries = 16;

    /// <summary>SCPI's NaN: there is no reading.</summary>
    private const double ScpiNotANumber = 9.91e37;

    private readonly IWire wire;
    private readonly ISafetyGate gate;
    private readonly InstrumentManners options;
    private readonly string errorSuffix;
    private readonly FaultPolicy policy;
    private readonly Action<FaultNote> noticed;
    private byte[] outgoing = new byte[256];
    private string? identity;
    private bool isArmed;
    private bool dirty;

    /// <summary>Starts a session on an open wire.</summary>
    /// <param name="name">The instrument's name on the bench.</param>
    /// <param name="wire">The wire, which the session owns from here on.</param>
    /// <param name="gate">Asked before each set-point.</param>
    /// <param name="clock">The bench's clock.</param>
    /// <param name="options">The instrument's manners.</param>
    /// <param name="policy">What is done about faults; by default nothing is repeated.</param>
    /// <param name="noticed">Told of each fault after which an exchange is repeated.</param>
    public InstrumentSession(
        string name, IWire wire, ISafetyGate gate, TimeProvider clock, InstrumentManners options, FaultPolicy? policy = null, Action<FaultNote>? noticed = null)
    {
        this.policy = policy ?? FaultPolicy.NoRetries;
        this.noticed = noticed ?? (_ => { });
        Name = name;
        Clock = clock;
        this.wire = wire;
        this.gate = gate;
        this.options = options;
        errorSuffix = options.Errors == ErrorReporting.ScpiQueue ? ";:SYST:ERR?" : ";*ESR?";
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
    /// <param name="models">Accepted models, each a part of the model field of <c>*IDN?</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer, or another model answers.</exception>
    public async ValueTask<InstrumentIdentity> IdentifyAsync(IReadOnlyList<string> models, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(models);
        isArmed = false;
        NeedsOpening = true;
        identity = null;
        string answer = await AskIdentityAsync(cancellationToken).ConfigureAwait(false);
        string? before = null;
        for (int asked = 1; answer != before; asked++)
        {
            if (asked > MostIdentityQueries)
            {
                throw BadAnswer(answer, "*IDN?", $"'{before}', as it was before");
            }

            // No mark can stand behind an identity, which has to end its answer (IEEE 488.2, 6.5.7.5): asked for twice, it shows
            // whether its end is missing.
            before = answer;
            answer = await AskIdentityAsync(cancellationToken).ConfigureAwait(false);
        }

        var read = InstrumentIdentity.Parse(answer);
        if (models.Any(model => read.Model.Contains(model, StringComparison.OrdinalIgnoreCase)))
        {
            identity = answer;
            return read;
        }

        throw new InstrumentException(
                InstrumentFault.WrongInstrument,
                $"'{read}' answers where a {string.Join(" or ", models)} is expected",
                $"{Name}, {wire.Address}",
                "Correct the address or the driver of this instrument in the bench file.");
    }

    /// <summary>Marks the instrument as one that has its settings. From here on every answer must end with the mark: one that was
    /// cut off, and an instrument that was switched off and on, are then noticed in the exchange itself.</summary>
    /// <exception cref="InstrumentException">The instrument does not answer, or does not keep the mark.</exception>
    public async ValueTask ArmAsync(CancellationToken cancellationToken)
    {
        const string command = $"*ESE {Mark};*ESR?;*ESE?";
        isArmed = await QueryAsync(
            command,
            answer => WithoutMark(answer) is { Answer.Length: 0 } ? true : throw BadAnswer(answer, command, $"the event status and {Mark}"),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says that all modes are set that the driver relies on.</summary>
    public void FinishOpening() => NeedsOpening = false;

    /// <summary>Sends one set-point through the safety gate and confirms that the instrument took it.</summary>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), the instrument refused, or no answer.</exception>
    public ValueTask ApplyAsync(SetPoint setPoint, string command, CancellationToken cancellationToken)
    {
        gate.Check(Name, new ReadOnlySpan<SetPoint>(in setPoint), command);
        return SendAndConfirmAsync(command, cancellationToken);
    }

    /// <summary>Sends several set-points that one message makes, through the safety gate, and confirms them.</summary>
    /// <exception cref="InstrumentException">A limit forbids one (nothing was sent), the instrument refused, or no answer.</exception>
    public ValueTask ApplyAsync(ReadOnlySpan<SetPoint> setPoints, string command, CancellationToken cancellationToken)
    {
        gate.Check(Name, setPoints, command);
        return SendAndConfirmAsync(command, cancellationToken);
    }

    /// <summary>Loads a program that the instrument will go through by itself and starts it, through the safety gate. Each message is
    /// confirmed before the next, so that a program that was loaded in part is never started. After a fault that may pass it is loaded
    /// again from the first message, which has to begin a new one.</summary>
    /// <param name="program">What the instrument will do.</param>
    /// <param name="messages">The messages that load it, and as the last the one that starts it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), the instrument refused, or no answer.</exception>
    public async ValueTask ApplyProgramAsync(SetPointProgram program, IReadOnlyList<string> messages, CancellationToken cancellationToken)
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
        await SendOnceAndConfirmAsync(messages[^1], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops an instrument's program.</summary>
    /// <exception cref="InstrumentException">The instrument refused, or no answer.</exception>
    public async ValueTask EndProgramAsync(string command, CancellationToken cancellationToken)
    {
        await SendAsync(command, cancellationToken).ConfigureAwait(false);
        gate.EndProgram(Name);
    }

    /// <summary>Tells the safety gate what the instrument says that it is set to.</summary>
    public void Observe(SetPoint setPoint) => gate.Observe(Name, setPoint);

    /// <summary>Sends a set-point whose command must not be carried out twice, such as a pulse, through the safety gate, and confirms
    /// it.</summary>
    /// <exception cref="InstrumentException">As <see cref="SendOnceAsync"/>, or a limit forbids it (nothing was sent).</exception>
    public ValueTask ApplyOnceAsync(SetPoint setPoint, string command, CancellationToken cancellationToken)
    {
        gate.Check(Name, new ReadOnlySpan<SetPoint>(in setPoint), command);
        return SendOnceAndConfirmAsync(command, cancellationToken);
    }

    /// <summary>Sends a command that changes no set-point, and confirms it. Where no confirmation comes it is sent again, within the
    /// policy's bound: a command that must not be carried out twice goes through <see cref="SendOnceAsync"/>.</summary>
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
    public async ValueTask SendOnceAsync(string command, CancellationToken cancellationToken)
    {
        // Command and error query travel in one write: two writes would wait for the peer's delayed acknowledgement.
        string suffix = !isArmed || options.Errors == ErrorReporting.ScpiQueue ? errorSuffix : string.Empty;
        (string report, int events) = await ExchangeAsync(command + suffix, command, cancellationToken).ConfigureAwait(false);
        InstrumentError? error = isArmed && options.Errors == ErrorReporting.EventStatusRegister
            ? ReadEventStatus(events)
            : ReadReport(LastUnit(report), command);
        if (error is { } first)
        {
            await ThrowRefusedAsync(first, command, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a query and returns its answer.</summary>
    /// <exception cref="InstrumentException">No answer; the instrument's own error, if it has one, is part of the message.</exception>
    public ValueTask<string> QueryAsync(string query, CancellationToken cancellationToken) =>
        QueryAsync(query, static answer => answer, cancellationToken);

    /// <summary>Sends a query and reads its answer; an answer that cannot be read, or that did not come, is asked for again within
    /// the policy's bound.</summary>
    /// <param name="query">The query.</param>
    /// <param name="read">Reads the answer; throws an <see cref="InstrumentException"/> where it breaks the documentation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer, one that cannot be read, or the instrument reports an error.</exception>
    public ValueTask<T> QueryAsync<T>(string query, Func<string, T> read, CancellationToken cancellationToken) =>
        QueryAsync(query, takes: default, read, cancellationToken);

    /// <summary>Sends a query whose answer takes long, and reads it.</summary>
    /// <param name="query">The query.</param>
    /// <param name="takes">Time that the instrument needs for it, beyond the usual.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">As <see cref="QueryAsync{T}(string, Func{string, T}, CancellationToken)"/>.</exception>
    public ValueTask<T> QueryAsync<T>(string query, Duration takes, Func<string, T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        return RepeatAsync(async () => read(await QueryOnceAsync(query, takes, cancellationToken).ConfigureAwait(false)));
    }

    /// <summary>Sends a query and returns its answer; a fault is not followed by another attempt.</summary>
    /// <param name="query">The query.</param>
    /// <param name="takes">Time that the instrument needs for it, beyond the usual.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer, or the instrument reports an error.</exception>
    public async ValueTask<string> QueryOnceAsync(string query, Duration takes, CancellationToken cancellationToken)
    {
        (string answer, int events) = await ExchangeAsync(query, query, cancellationToken, takes).ConfigureAwait(false);
        if (ReadEventStatus(events) is { } error)
        {
            await ThrowReportedAsync(error, query, cancellationToken).ConfigureAwait(false);
        }

        return answer;
    }

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

    /// <summary>Sends a query and reads its answer as one number.</summary>
    /// <exception cref="InstrumentException">Over range or not measured (<see cref="InstrumentFault.Overflow"/>), not a number
    /// (<see cref="InstrumentFault.BadAnswer"/>), or no answer.</exception>
    public ValueTask<double> QueryNumberAsync(string query, CancellationToken cancellationToken) =>
        QueryAsync(query, answer => ReadNumber(answer, query), cancellationToken);

    /// <summary>Sends a query whose answer is <c>0</c> or <c>1</c>.</summary>
    /// <exception cref="InstrumentException">Another answer, or none.</exception>
    public ValueTask<bool> QuerySwitchAsync(string query, CancellationToken cancellationToken) =>
        QueryAsync(
            query,
            answer => answer.Trim() switch
            {
                "1" or "ON" => true,
                "0" or "OFF" => false,
                _ => throw BadAnswer(answer, query, "0 or 1"),
            },
            cancellationToken);

    /// <summary>Reads a number out of an answer.</summary>
    /// <exception cref="InstrumentException">SCPI's infinity or NaN, or not a number at all.</exception>
    public double ReadNumber(string answer, string query)
    {
        if (!double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
        {
            throw BadAnswer(answer, query, "a number");
        }

        double magnitude = Math.Abs(value);
        if (magnitude >= ScpiInfinity * (1 - 1e-6))
        {
            bool overRange = magnitude < (ScpiInfinity + ScpiNotANumber) / 2;
            throw new InstrumentException(
                InstrumentFault.Overflow,
                overRange ? "The reading is over range" : "The instrument has no reading",
                $"{Name}, {query} answered {answer.Trim()}",
                overRange ? "Choose a larger range or reduce the signal." : "Check that the quantity is switched on and measured.");
        }

        return value;
    }

    /// <summary>Reads the error queue until it is empty; oldest first.</summary>
    /// <exception cref="InstrumentException">The instrument does not answer.</exception>
    public async ValueTask<IReadOnlyList<InstrumentError>> ReadErrorsAsync(CancellationToken cancellationToken)
    {
        const int mostErrors = 64; // Longer than any instrument's queue: an instrument that never empties it is broken.
        var errors = new List<InstrumentError>();
        string query = errorSuffix[1..];
        while (errors.Count < mostErrors)
        {
            (string report, _) = await ExchangeAsync(query, query, cancellationToken).ConfigureAwait(false);
            if (ReadReport(report, query) is not { } error)
            {
                break;
            }

            errors.Add(error);
        }

        return errors;
    }

    /// <summary>The error for an answer that breaks the command's documentation.</summary>
    public InstrumentException BadAnswer(string answer, string query, string expected) => new(
        InstrumentFault.BadAnswer,
        $"The answer '{Shorten(answer)}' is not {expected}",
        $"{Name}, {query}",
        "Check that the right instrument is at this address and that nothing else talks to it.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => wire.DisposeAsync();

    /// <summary>The last part of a response, behind what the command's own queries answered. An error's text may hold semicolons
    /// itself: <c>-113,"Undefined header;:FREK 1"</c> (SCPI 1999, 21.8.1).</summary>
    private static string LastUnit(string response)
    {
        int start = 0;
        bool quoted = false;
        for (int i = 0; i < response.Length; i++)
        {
            quoted ^= response[i] == '"';
            start = response[i] == ';' && !quoted ? i + 1 : start;
        }

        return response[start..];
    }

    // Four fields (IEEE 488.2, 10.14.3); anything less is a late answer or noise.
    private static bool IsIdentity(string answer) => answer.Count(letter => letter == ',') >= 3;

    private static string Shorten(string text) => text.Length <= 80 ? text : $"{text[..80]}…";

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

    private ValueTask<string> AskIdentityAsync(CancellationToken cancellationToken) => QueryAsync(
        "*IDN?", text => IsIdentity(text) ? text : throw BadAnswer(text, "*IDN?", "maker, model, serial number and firmware"), cancellationToken);

    // What a passing disturbance of the line can do. An instrument that refuses, or lost its settings, does so again.
    private bool MayRepeat(InstrumentException error, int repeated) =>
        FaultPolicy.OfExchanges.Contains(error.Fault) && repeated < policy.For(error.Fault).ExchangeRetries;

    private void NoteRepetition(InstrumentException error, int repeated)
    {
        RetryCount++;
        dirty = true; // whatever was wrong, more of it may still be under way
        noticed(new FaultNote(Name, error.Fault, error.Message, repeated + 1));
    }

    /// <summary>One exchange: the message with the query of the mark behind it, and its answer without the mark.</summary>
    /// <param name="message">What is sent.</param>
    /// <param name="shown">What is shown of it in errors.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="takes">Time that the instrument needs for it, beyond the usual.</param>
    /// <returns>The answer, and the event status register; 0 before the session is armed.</returns>
    private async ValueTask<(string Answer, int Events)> ExchangeAsync(
        string message, string shown, CancellationToken cancellationToken, Duration takes = default)
    {
        if (dirty)
        {
            await ClearAsync(shown, cancellationToken).ConfigureAwait(false);
        }

        string answer = await SendAndReadAsync(isArmed ? message + MarkQuery : message, shown, cancellationToken, takes).ConfigureAwait(false);
        if (!isArmed)
        {
            return (answer, 0);
        }

        if (WithoutMark(answer) is { } complete)
        {
            return complete;
        }

        // Cut off, or from an instrument that lost the mark with its settings: the mark alone tells.
        dirty = true;
        await ClearAsync(shown, cancellationToken).ConfigureAwait(false);
        if ((await SendAndReadAsync("*ESE?", shown, cancellationToken).ConfigureAwait(false)).Trim() is "0")
        {
            isArmed = false;
            NeedsOpening = true;
            throw new InstrumentException(
                InstrumentFault.Rebooted,
                "The instrument was switched off and on, or reset itself, and its settings are gone",
                $"{Name}, {wire.Address}, {Shorten(shown)}",
                "Check its supply and its front panel, then resume the run.");
        }

        throw BadAnswer(answer, shown, $"complete; it has to end in an event status and {Mark}");
    }

    /// <summary>Throws away what is still under way, and makes sure that the same instrument is at the other end.</summary>
    private async ValueTask ClearAsync(string shown, CancellationToken cancellationToken)
    {
        try
        {
            await wire.ClearAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (WireException error)
        {
            throw Failed(error, shown);
        }

        dirty = false;
        if (identity is null)
        {
            return;
        }

        string answer = await SendAndReadAsync("*IDN?", shown, cancellationToken).ConfigureAwait(false);
        if (answer != identity)
        {
            dirty = true;
            throw !IsIdentity(answer) || InstrumentIdentity.Parse(answer).Model == InstrumentIdentity.Parse(identity).Model
                ? BadAnswer(answer, "*IDN?", $"'{identity}'")
                : new InstrumentException(
                    InstrumentFault.WrongInstrument,
                    $"'{Shorten(answer)}' answers where '{identity}' did before the connection was lost",
                    $"{Name}, {wire.Address}",
                    "Check the cables and the address, and open the bench again.");
        }
    }

    private async ValueTask<string> SendAndReadAsync(string message, string shown, CancellationToken cancellationToken, Duration takes = default)
    {
        if (message.Length > options.MaximumMessageLength)
        {
            throw new InvalidOperationException(
                $"Bug in Lab: a message of {message.Length} bytes does not fit the {options.MaximumMessageLength} bytes of {Name}'s input buffer.");
        }

        try
        {
            if (outgoing.Length < Encoding.UTF8.GetMaxByteCount(message.Length))
            {
                outgoing = new byte[Encoding.UTF8.GetMaxByteCount(message.Length)];
            }

            // Until the answer is here, whatever comes in later may be this query's.
            dirty = true;
            int length = Encoding.UTF8.GetBytes(message, outgoing);
            await wire.WriteAsync(outgoing.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            await Clock.WaitAsync(options.ReplyDelay, cancellationToken).ConfigureAwait(false);
            if (takes.Seconds > 0)
            {
                wire.AllowForNextAnswer(takes);
            }

            ReadOnlyMemory<byte> answer = await wire.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (answer.Length > LongestAnswer)
            {
                throw BadAnswer(Encoding.UTF8.GetString(answer.Span[..100]), shown, $"at most {LongestAnswer >> 10} KiB long; it has {answer.Length} bytes");
            }

            dirty = false;
            return Encoding.UTF8.GetString(answer.Span);
        }
        catch (WireException error)
        {
            throw Failed(error, shown);
        }
    }

    /// <summary>Takes events and mark off an answer; <see langword="null"/> where they are not there.</summary>
    private static (string Answer, int Events)? WithoutMark(string answer)
    {
        int mark = answer.LastIndexOf(';');
        if (mark < 0 || answer.AsSpan(mark + 1).Trim() is not Mark)
        {
            return null;
        }

        // A command without a query of its own is answered with events and mark alone.
        int events = mark > 0 ? answer.LastIndexOf(';', mark - 1) : -1;
        return int.TryParse(answer.AsSpan(events + 1, mark - events - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int register)
            ? (events < 0 ? string.Empty : answer[..events], register)
            : null;
    }

    private InstrumentException Failed(WireException error, string shown) => new(
        error.Fault, error.Message, $"{Name}, {wire.Address}, {Shorten(shown)}", RemedyFor(error.Fault), error);

    private InstrumentError? ReadReport(string report, string command)
    {
        if (options.Errors == ErrorReporting.EventStatusRegister)
        {
            return int.TryParse(report, NumberStyles.Integer, CultureInfo.InvariantCulture, out int register)
                ? ReadEventStatus(register)
                : throw BadAnswer(report, command, "an event status register");
        }

        int comma = report.IndexOf(',');
        if (comma < 0 || !int.TryParse(report.AsSpan(0, comma), NumberStyles.Integer, CultureInfo.InvariantCulture, out int code))
        {
            throw BadAnswer(report, command, "an entry of the error queue");
        }

        return code == 0 ? null : new InstrumentError(code, report[(comma + 1)..].Trim().Trim('"'));
    }

    // IEEE 488.2, 11.5.1: query, device-dependent, execution and command error.
    private static InstrumentError? ReadEventStatus(int register) => (register & 0b0011_1100) switch
    {
        0 => null,
        int bits when (bits & 0b0010_0000) != 0 => new InstrumentError(-100, "Command error"),
        int bits when (bits & 0b0001_0000) != 0 => new InstrumentError(-200, "Execution error"),
        int bits when (bits & 0b0000_1000) != 0 => new InstrumentError(-300, "Device-specific error"),
        _ => new InstrumentError(-400, "Query error"),
    };

    // The register shows the class of an error; the queue, where there is one, has its words.
    private async ValueTask ThrowReportedAsync(InstrumentError shownByRegister, string query, CancellationToken cancellationToken)
    {
        IReadOnlyList<InstrumentError> queued = options.Errors == ErrorReporting.ScpiQueue
            ? await ReadErrorsAsync(cancellationToken).ConfigureAwait(false)
            : [];
        throw Refused(queued.Count > 0 ? queued : [shownByRegister], query);
    }

    private InstrumentException Refused(IEnumerable<InstrumentError> errors, string command) => new(
        InstrumentFault.Refused,
        $"The instrument refused: {string.Join("; ", errors.Select(error => error.ToString()))}",
        $"{Name}, {Shorten(command)}",
        "Choose a value that the instrument accepts, or bind an instrument with a larger range.");

    private async ValueTask ThrowRefusedAsync(InstrumentError first, string command, CancellationToken cancellationToken)
    {
        IReadOnlyList<InstrumentError> rest = await ReadErrorsAsync(cancellationToken).ConfigureAwait(false);
        throw Refused(rest.Prepend(first), command);
    }

    private static string RemedyFor(InstrumentFault fault) => fault switch
    {
        InstrumentFault.Timeout => "Check that the instrument is on, in remote mode and not waiting for a trigger.",
        InstrumentFault.Disconnected => "Check the cable, the address and that no other program holds the connection.",
        _ => "Check that the right instrument is at this address and that nothing else talks to it.",
    };
}
