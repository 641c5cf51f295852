using System.Text;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Mocks.Rough;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Scpi;

/// <summary>
/// The behaviour that twins of instruments with SCPI have in common: message parsing, the path of compound messages, the common
/// commands, status registers, error queue, and operations that take time.
/// </summary>
public abstract class ScpiTwin : ITwin, IDisposable
{
    /// <summary>Time that a message spends on a typical GPIB or LAN connection [assumption];
    /// on the wall's clock it takes its own.</summary>
    private static readonly Duration TransferTime = Duration.FromMilliseconds(1);

    private const int DefaultBufferLength = 1 << 24;

    private const int Deadlock = -430;

    private readonly SemaphoreSlim executing = new(1, 1);
    private Duration busyUntil;
    private Duration lastMessage;
    private bool completionRequested;

    /// <summary>Creates the twin and its common commands.</summary>
    /// <param name="context">Name, settings, stage and randomness.</param>
    /// <param name="identity">The answer to <c>*IDN?</c>.</param>
    /// <param name="hasScpiTree">Whether it has the <c>SYSTem</c> and <c>STATus</c> commands of SCPI with their error queue;
    /// instruments that know IEEE 488.2 alone have the event status register only.</param>
    protected ScpiTwin(TwinContext context, string identity, bool hasScpiTree = true)
    {
        ArgumentNullException.ThrowIfNull(context);
        Context = context;
        Status = new ScpiStatus { HasErrorQueue = hasScpiTree };
        AddCommonCommands(context.Rough?.Identity ?? identity);
        if (hasScpiTree)
        {
            AddScpiTree();
        }
    }

    /// <inheritdoc/>
    public string Name => Context.Name;

    /// <inheritdoc/>
    public virtual bool IsRenewedByShot => false;

    /// <summary>Name, settings, stage and randomness.</summary>
    protected TwinContext Context { get; }

    /// <summary>The virtual sample stage.</summary>
    protected SampleStage Stage => Context.Stage;

    /// <summary>The clock of the virtual bench.</summary>
    protected TimeProvider Clock => Context.Stage.Clock;

    /// <summary>The commands.</summary>
    protected ScpiCommandSet Commands { get; } = new();

    /// <summary>The status registers.</summary>
    protected ScpiStatus Status { get; }

    /// <summary>The most bytes that the instrument's input buffer holds; a longer message is error -363.</summary>
    public virtual int InputBufferLength => DefaultBufferLength;

    /// <summary>The most bytes that the instrument's answers to one message may take of its memory; more is error -430. Blocks
    /// that it has in memory anyway do not count.</summary>
    protected virtual int OutputQueueLength => Math.Max(InputBufferLength, DefaultBufferLength);

    /// <summary>The text of an empty error queue: <c>0,"No error"</c>, with a plus sign at Keysight.</summary>
    protected virtual string NoError => "0,\"No error\"";

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        await executing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Clock is ISteppedClock stepped)
            {
                stepped.Advance(TransferTime);
            }

            FollowClock();
            await ExecuteUnitsAsync(message, answer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            executing.Release();
        }
    }

    /// <summary>Executes a message of the user before, in no time; what it answers is lost.</summary>
    internal void Preset(string message)
    {
        if (!ExecuteUnitsAsync(
            Encoding.Latin1.GetBytes(message), new TwinAnswer(), CancellationToken.None).IsCompletedSuccessfully)
        {
            throw new InvalidOperationException($"Bug in Lab: the message '{message}' of the user before takes time or fails.");
        }
    }

    /// <inheritdoc/>
    public void PowerCycle()
    {
        completionRequested = false;
        busyUntil = default;
        Reset();
        Status.PowerOn();
    }

    /// <inheritdoc/>
    public void ReportError(int code, string text) => Status.Report(code, text);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the twin holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            executing.Dispose();
        }
    }

    /// <summary>Sets everything as <c>*RST</c> does.</summary>
    protected abstract void Reset();

    /// <summary>Brings the twin up to the clock before each command: a twin has no thread of its own, so what fell due since the
    /// last command happens when the next one comes. The default does nothing.</summary>
    protected virtual void CatchUp()
    {
    }

    /// <summary>Executes a message in a language of the instrument's own. The default has none.</summary>
    /// <param name="message">The message.</param>
    /// <param name="answer">Where the answer goes.</param>
    /// <param name="cancellationToken">Ends a wait of the twin.</param>
    /// <returns>Whether it was in that language; otherwise it is read as SCPI.</returns>
    /// <exception cref="ScpiErrorException">The instrument refuses; the error goes to its queue.</exception>
    protected virtual ValueTask<bool> TryExecuteAsync(
        ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken) => new(false);

    /// <summary>Brings a message of an instrument's own language into the form of header, blank and parameters. The default
    /// leaves it.</summary>
    /// <param name="message">The message as it came.</param>
    protected virtual ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> message) => message;

    /// <summary>Writes an answer in a form that the instrument was set to. The default has none.</summary>
    /// <param name="header">The query's header.</param>
    /// <param name="answer">The answer.</param>
    protected virtual string Write(string header, string answer) => answer;

    /// <summary>What an instrument that answers each command says to one. The default says nothing, and keeps errors.</summary>
    /// <param name="refused">Why the command or query was refused; <see langword="null"/> where the command was carried
    /// out.</param>
    protected virtual string? Acknowledge(ScpiErrorException? refused) => null;

    /// <summary>Drops what was pending when the clock was put back for a new run. The default has nothing pending.</summary>
    protected virtual void ClockRestarted()
    {
    }

    /// <summary>Adds a status register with its commands.</summary>
    /// <param name="header">The register's header, such as <c>:STATus:MEASurement</c>.</param>
    /// <param name="summaryBit">The bit of the status byte that sums it up.</param>
    protected ScpiRegister AddRegister(string header, int summaryBit)
    {
        var register = new ScpiRegister(summaryBit);
        Status.Registers.Add(register);
        Commands.Query($"{header}[:EVENt]", _ => $"{register.TakeEvent()}");
        Commands.Query($"{header}:CONDition", _ => $"{register.Condition}");
        Commands.Command($"{header}:ENABle", arguments => register.Enable = (int)arguments.Number(string.Empty, 0, 65535));
        Commands.Query($"{header}:ENABle", _ => $"{register.Enable}");
        return register;
    }

    /// <summary>Marks the instrument as busy, so that <c>*OPC?</c> and <c>*WAI</c> wait.</summary>
    protected void BusyFor(Duration duration)
    {
        Duration until = Clock.Now() + duration;
        busyUntil = until > busyUntil ? until : busyUntil;
    }

    /// <summary>Waits as a part of a command while the messages of other connections are carried out, as an instrument does that
    /// serves each of them by itself. What the command relies on may be another one afterwards.</summary>
    /// <param name="duration">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected async ValueTask WaitBesideOthersAsync(Duration duration, CancellationToken cancellationToken)
    {
        executing.Release();
        try
        {
            await Clock.WaitAsync(duration, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await executing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task ExecuteUnitsAsync(ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
    {
        IReadOnlyList<ScpiUnit> units;
        try
        {
            if (await TryExecuteAsync(message, answer, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            units = message.Length <= InputBufferLength
                ? ScpiParser.Parse(Read(message))
                : throw new ScpiErrorException(-363, "Input buffer overrun");
        }
        catch (ScpiErrorException error)
        {
            Refuse(error, answer);
            return;
        }

        string path = string.Empty;
        bool isEnded = false;
        bool isDeadlocked = false;
        foreach (ScpiUnit unit in units)
        {
            (ScpiMatch? match, ScpiUnit read, string next) = Resolve(unit, path);
            path = next;
            try
            {
                CatchUp();
                ScpiResult result = await ExecuteAsync(match, read, cancellationToken).ConfigureAwait(false);
                if (unit.IsQuery && !isDeadlocked)
                {
                    // IEEE 488.2, 6.5.7.5: after a block without a length there is no room for another answer.
                    Answer(unit.Header, isEnded
                        ? throw new ScpiErrorException(-440, "Query UNTERMINATED after indefinite response")
                        : result, answer);
                    isEnded = result.IsIndefinite;
                }
                else if (!unit.IsQuery && Acknowledge(refused: null) is { } done)
                {
                    Answer(unit.Header, new ScpiResult(done), answer);
                }
            }
            catch (ScpiErrorException error)
            {
                Refuse(error, answer);
                isDeadlocked |= error.Code == Deadlock;
            }
        }
    }

    private void Refuse(ScpiErrorException error, TwinAnswer answer)
    {
        if (Acknowledge(error) is { } refusal)
        {
            Answer(string.Empty, new ScpiResult(refusal), answer);
        }
        else
        {
            Status.Report(error.Code, error.Message);
        }
    }

    private void Answer(string header, ScpiResult result, TwinAnswer answer)
    {
        RoughManners? rough = Context.Rough;
        if (rough is { AnswersLastQueryOnly: true })
        {
            answer.Clear();
        }

        if (!answer.IsEmpty)
        {
            answer.Append(rough?.AnswerSeparator ?? ";");
        }

        if (result.Block is { } block)
        {
            answer.Append(result.IsIndefinite ? BlockHeader.Indefinite.Span : BlockHeader.Of(block.Length));
            answer.Take(block);
        }
        else
        {
            // Bytes of strings came in as Latin-1 and go out as such, so that they come back unchanged.
            answer.Append(Write(header, rough?.Write(header, result.Text) ?? result.Text));
        }

        if (answer.OwnLength > OutputQueueLength)
        {
            answer.Clear();
            throw new ScpiErrorException(Deadlock, "Query DEADLOCKED"); // the message's answers are lost (IEEE 488.2, 6.3.1.7)
        }
    }

    private static ValueTask<ScpiResult> ExecuteAsync(
        ScpiMatch? match, ScpiUnit unit, CancellationToken cancellationToken) => match switch
        {
            null => throw new ScpiErrorException(-113, "Undefined header"),
            { IsInRange: false } => throw new ScpiErrorException(-114, "Header suffix out of range"),
            _ => match.Handler(new ScpiArguments(unit.Arguments, match.Suffixes), cancellationToken),
        };

    /// <summary>Finds what a unit stands for and the path after it (SCPI-99, volume 1, 6.2.4): a header continues at the level
    /// of the one before it. Many instruments also take it from the root, and so does this.</summary>
    private (ScpiMatch? Match, ScpiUnit Unit, string Path) Resolve(ScpiUnit unit, string path)
    {
        // Where a parameter follows digits without a space, the digits are most likely the parameter's.
        ScpiUnit? split = unit.SplitAtDigits();
        ReadOnlySpan<ScpiUnit?> readings = unit.IsGlued ? [split, unit] : [unit, split];
        foreach (ScpiUnit? reading in readings)
        {
            if (reading is null)
            {
                continue;
            }

            bool isRelative = !reading.FromRoot && !reading.IsCommon && path.Length > 0;
            string relative = isRelative ? $"{path}:{reading.Header}" : reading.Header;
            if (Commands.Find(relative, reading.IsQuery) is { } match)
            {
                return (match, reading, reading.IsCommon ? path : ParentOf(relative));
            }

            if (isRelative && Commands.Find(reading.Header, reading.IsQuery) is { } fromRoot)
            {
                return (fromRoot, reading, ParentOf(reading.Header));
            }
        }

        return (null, unit, unit.IsCommon ? path : ParentOf(unit.Header));
    }

    private static string ParentOf(string header)
    {
        int colon = header.LastIndexOf(':');
        return colon < 0 ? string.Empty : header[..colon];
    }

    // A clock that was put back starts a new run, in which nothing is pending from the run before.
    private void FollowClock()
    {
        Duration now = Clock.Now();
        if (now < lastMessage)
        {
            busyUntil = default;
            ClockRestarted();
        }

        lastMessage = now;
    }

    // IEEE 488.2, 12.5.2: *OPC sets its bit when everything pending is done, not when it is asked.
    private void CompleteOperations()
    {
        if (completionRequested && Clock.Now() >= busyUntil)
        {
            Status.OperationComplete();
            completionRequested = false;
        }
    }

    private async ValueTask WaitUntilIdleAsync(CancellationToken cancellationToken)
    {
        Duration rest = busyUntil - Clock.Now();
        if (rest.Seconds > 0)
        {
            // A clock counts whole nanoseconds and rounds: one more, or what falls due at the end could still be pending.
            await Clock.WaitAsync(rest + Duration.FromSeconds(1e-9), cancellationToken).ConfigureAwait(false);
        }
    }

    private void AddCommonCommands(string identity)
    {
        Commands.Query("*IDN", _ => identity);
        Commands.Command("*RST", _ =>
        {
            completionRequested = false;
            Reset();
        });
        Commands.Command("*CLS", _ =>
        {
            completionRequested = false;
            Status.Clear();
        });
        Commands.Command("*ESE", arguments => Status.EventStatusEnable = Byte(arguments));
        Commands.Query("*ESE", _ => $"{Status.EventStatusEnable}");
        Commands.Query("*ESR", _ =>
        {
            CompleteOperations();
            return $"{Status.TakeEventStatus()}";
        });
        Commands.Command("*SRE", arguments => Status.ServiceRequestEnable = Byte(arguments));
        Commands.Query("*SRE", _ => $"{Status.ServiceRequestEnable}");
        Commands.Query("*STB", _ =>
        {
            CompleteOperations();
            return $"{Status.StatusByte}";
        });
        Commands.Query("*TST", _ => "0");
        Commands.Query("*OPT", _ => "0");
        Commands.Command("*OPC", _ => completionRequested = true);
        Commands.Query("*OPC", async (_, cancellationToken) =>
        {
            await WaitUntilIdleAsync(cancellationToken).ConfigureAwait(false);
            return "1";
        });
        Commands.Command("*WAI", (_, cancellationToken) => WaitUntilIdleAsync(cancellationToken));
    }

    private void AddScpiTree()
    {
        Commands.Query(":SYSTem:ERRor[:NEXT]", _ => Status.ErrorCount == 0 ? NoError : Describe(Status.TakeError()));
        Commands.Query(":SYSTem:ERRor:ALL", _ => Status.ErrorCount == 0
            ? NoError
            : string.Join(",", Enumerable.Range(0, Status.ErrorCount).Select(_ => Describe(Status.TakeError()))));
        Commands.Query(":SYSTem:ERRor:COUNt", _ => $"{Status.ErrorCount}");
        Commands.Query(":SYSTem:VERSion", _ => "1999.0");
        Commands.Command(":STATus:PRESet", _ => Status.Preset());
        Commands.Command(":STATus:QUEue:CLEar", _ => Status.ClearErrors());
    }

    private static int Byte(ScpiArguments arguments) => (int)Math.Round(arguments.Number(string.Empty, 0, 255));

    private static string Describe((int Code, string Text) error) => $"{error.Code},\"{error.Text}\"";
}
