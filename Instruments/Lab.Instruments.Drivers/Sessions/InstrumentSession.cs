using System.Globalization;
using System.Text;
using Lab.Instruments.Clocks;
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

    /// <summary>SCPI's NaN: there is no reading.</summary>
    private const double ScpiNotANumber = 9.91e37;

    private readonly IWire wire;
    private readonly ISafetyGate gate;
    private readonly SessionOptions options;
    private readonly string errorSuffix;
    private byte[] outgoing = new byte[256];
    private bool dirty;

    /// <summary>Starts a session on an open wire.</summary>
    public InstrumentSession(string name, IWire wire, ISafetyGate gate, TimeProvider clock, SessionOptions options)
    {
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

    /// <summary>The wire's address.</summary>
    public string Address => wire.Address;

    /// <summary>Asks who answers and compares with the model that the driver is for.</summary>
    /// <param name="models">Accepted models, each a part of the model field of <c>*IDN?</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer, or another model answers.</exception>
    public async ValueTask<InstrumentIdentity> IdentifyAsync(IReadOnlyList<string> models, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(models);
        var identity = InstrumentIdentity.Parse(await QueryAsync("*IDN?", cancellationToken).ConfigureAwait(false));
        return models.Any(model => identity.Model.Contains(model, StringComparison.OrdinalIgnoreCase))
            ? identity
            : throw new InstrumentException(
                InstrumentFault.WrongInstrument,
                $"'{identity}' answers where a {string.Join(" or ", models)} is expected",
                $"{Name}, {wire.Address}",
                "Correct the address or the driver of this instrument in the bench file.");
    }

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
    /// confirmed before the next, so that a program that was loaded in part is never started.</summary>
    /// <param name="program">What the instrument will do.</param>
    /// <param name="messages">The messages that load it, and as the last the one that starts it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), the instrument refused, or no answer.</exception>
    public async ValueTask ApplyProgramAsync(SetPointProgram program, IReadOnlyList<string> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        gate.CheckProgram(Name, program, messages[0]);
        for (int i = 0; i < messages.Count - 1; i++)
        {
            await SendAsync(messages[i], cancellationToken).ConfigureAwait(false);
        }

        await SendAndConfirmAsync(messages[^1], cancellationToken).ConfigureAwait(false);
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

    /// <summary>Sends a command that changes no set-point, and confirms it.</summary>
    /// <exception cref="InstrumentException">The instrument refused, or no answer.</exception>
    public async ValueTask SendAsync(string command, CancellationToken cancellationToken)
    {
        // Command and error query travel in one write: two writes would wait for the peer's delayed acknowledgement.
        string report = await ExchangeAsync(command + errorSuffix, command, cancellationToken).ConfigureAwait(false);
        InstrumentError? error = ReadReport(LastUnit(report), command);
        if (error is { } first)
        {
            await ThrowRefusedAsync(first, command, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a query and returns its answer.</summary>
    /// <exception cref="InstrumentException">No answer; the instrument's own error, if it has one, is part of the message.</exception>
    public ValueTask<string> QueryAsync(string query, CancellationToken cancellationToken) =>
        ExchangeAsync(query, query, cancellationToken);

    /// <summary>Sends a query whose answer takes long, and reads it as one number.</summary>
    /// <param name="query">The query.</param>
    /// <param name="takes">Time that the instrument needs for it, beyond the usual.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">As <see cref="QueryNumberAsync(string, CancellationToken)"/>.</exception>
    public ValueTask<double> QueryNumberAsync(string query, Duration takes, CancellationToken cancellationToken)
    {
        wire.AllowForNextAnswer(takes);
        return QueryNumberAsync(query, cancellationToken);
    }

    /// <summary>Sends a query and reads its answer as one number.</summary>
    /// <exception cref="InstrumentException">Over range or not measured (<see cref="InstrumentFault.Overflow"/>), not a number
    /// (<see cref="InstrumentFault.BadAnswer"/>), or no answer.</exception>
    public async ValueTask<double> QueryNumberAsync(string query, CancellationToken cancellationToken) =>
        ReadNumber(await QueryAsync(query, cancellationToken).ConfigureAwait(false), query);

    /// <summary>Sends a query whose answer is <c>0</c> or <c>1</c>.</summary>
    /// <exception cref="InstrumentException">Another answer, or none.</exception>
    public async ValueTask<bool> QuerySwitchAsync(string query, CancellationToken cancellationToken)
    {
        string answer = await QueryAsync(query, cancellationToken).ConfigureAwait(false);
        return answer.Trim() switch
        {
            "1" or "ON" => true,
            "0" or "OFF" => false,
            _ => throw BadAnswer(answer, query, "0 or 1"),
        };
    }

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
            string report = await QueryAsync(query, cancellationToken).ConfigureAwait(false);
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

    private static string Shorten(string text) => text.Length <= 80 ? text : $"{text[..80]}…";

    private async ValueTask SendAndConfirmAsync(string command, CancellationToken cancellationToken)
    {
        await SendAsync(command, cancellationToken).ConfigureAwait(false);
        gate.Confirm(Name);
    }

    private async ValueTask<string> ExchangeAsync(string message, string shown, CancellationToken cancellationToken)
    {
        if (message.Length > options.MaximumMessageLength)
        {
            throw new InvalidOperationException(
                $"Bug in Lab: a message of {message.Length} bytes does not fit the {options.MaximumMessageLength} bytes of {Name}'s input buffer.");
        }

        try
        {
            if (dirty)
            {
                await wire.ClearAsync(cancellationToken).ConfigureAwait(false);
                dirty = false;
            }

            if (outgoing.Length < Encoding.UTF8.GetMaxByteCount(message.Length))
            {
                outgoing = new byte[Encoding.UTF8.GetMaxByteCount(message.Length)];
            }

            // Until the answer is here, whatever comes in later may be this query's.
            dirty = true;
            int length = Encoding.UTF8.GetBytes(message, outgoing);
            await wire.WriteAsync(outgoing.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            await Clock.WaitAsync(options.ReplyDelay, cancellationToken).ConfigureAwait(false);
            ReadOnlyMemory<byte> answer = await wire.ReadAsync(cancellationToken).ConfigureAwait(false);
            dirty = false;
            return Encoding.UTF8.GetString(answer.Span);
        }
        catch (WireException error)
        {
            throw new InstrumentException(
                error.Fault, error.Message, $"{Name}, {wire.Address}, {Shorten(shown)}", RemedyFor(error.Fault), error);
        }
    }

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

    private async ValueTask ThrowRefusedAsync(InstrumentError first, string command, CancellationToken cancellationToken)
    {
        IReadOnlyList<InstrumentError> rest = await ReadErrorsAsync(cancellationToken).ConfigureAwait(false);
        string words = string.Join("; ", rest.Prepend(first).Select(error => error.ToString()));
        throw new InstrumentException(
            InstrumentFault.Refused,
            $"The instrument refused: {words}",
            $"{Name}, {Shorten(command)}",
            "Choose a value that the instrument accepts, or bind an instrument with a larger range.");
    }

    private static string RemedyFor(InstrumentFault fault) => fault switch
    {
        InstrumentFault.Timeout => "Check that the instrument is on, in remote mode and not waiting for a trigger.",
        InstrumentFault.Disconnected => "Check the cable, the address and that no other program holds the connection.",
        _ => "Check that the right instrument is at this address and that nothing else talks to it.",
    };
}
