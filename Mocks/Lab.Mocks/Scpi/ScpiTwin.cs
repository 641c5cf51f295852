using System.Text;
using Lab.Instruments.Clocks;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Scpi;

/// <summary>
/// What twins of instruments that speak SCPI have in common: message parsing, the path of compound messages, the common
/// commands, status registers, error queue, and operations that take time.
/// </summary>
public abstract class ScpiTwin : ITwin, IDisposable
{
    /// <summary>Time that a message spends on a typical GPIB or LAN connection [assumption]; on the wall's clock it takes its own.</summary>
    private static readonly Duration TransferTime = Duration.FromMilliseconds(1);

    private readonly SemaphoreSlim executing = new(1, 1);
    private readonly StringBuilder answers = new();
    private Duration busyUntil;

    /// <summary>Creates the twin and its common commands.</summary>
    /// <param name="context">Name, settings, stage and randomness.</param>
    /// <param name="identity">The answer to <c>*IDN?</c>.</param>
    protected ScpiTwin(TwinContext context, string identity)
    {
        ArgumentNullException.ThrowIfNull(context);
        Context = context;
        AddCommonCommands(identity);
    }

    /// <inheritdoc/>
    public string Name => Context.Name;

    /// <summary>Name, settings, stage and randomness.</summary>
    protected TwinContext Context { get; }

    /// <summary>The virtual sample stage.</summary>
    protected SampleStage Stage => Context.Stage;

    /// <summary>The clock of the virtual bench.</summary>
    protected TimeProvider Clock => Context.Stage.Clock;

    /// <summary>The commands.</summary>
    protected ScpiCommandSet Commands { get; } = new();

    /// <summary>The status registers.</summary>
    protected ScpiStatus Status { get; } = new();

    /// <summary>The text of an empty error queue: <c>0,"No error"</c>, with a plus sign at Keysight.</summary>
    protected virtual string NoError => "0,\"No error\"";

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await executing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Clock is ISteppedClock stepped)
            {
                stepped.Advance(TransferTime);
            }

            CatchUp();
            answers.Clear();
            await ExecuteUnitsAsync(message, cancellationToken).ConfigureAwait(false);
            return answers.Length == 0 ? ReadOnlyMemory<byte>.Empty : Encoding.UTF8.GetBytes(answers.ToString());
        }
        finally
        {
            executing.Release();
        }
    }

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

    /// <summary>Brings the twin up to the clock before each message: a twin has no thread of its own, so what fell due since the
    /// last message happens when the next one comes. The default does nothing.</summary>
    protected virtual void CatchUp()
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

    private async ValueTask ExecuteUnitsAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        IReadOnlyList<ScpiUnit> units;
        try
        {
            units = ScpiParser.Parse(message.Span);
        }
        catch (ScpiErrorException error)
        {
            Status.Report(error.Code, error.Message);
            return;
        }

        string path = string.Empty;
        foreach (ScpiUnit unit in units)
        {
            try
            {
                string answer = await ExecuteUnitAsync(unit, path, cancellationToken).ConfigureAwait(false);
                if (unit.IsQuery)
                {
                    answers.Append(answers.Length > 0 ? ";" : string.Empty).Append(answer);
                }
            }
            catch (ScpiErrorException error)
            {
                Status.Report(error.Code, error.Message);
            }

            path = NextPath(unit, path);
        }
    }

    private ValueTask<string> ExecuteUnitAsync(ScpiUnit unit, string path, CancellationToken cancellationToken)
    {
        // A header continues at the level of the one before it; many instruments also take it from the root, and so does this.
        string relative = unit.FromRoot || unit.IsCommon || path.Length == 0 ? unit.Header : $"{path}:{unit.Header}";
        if (Commands.TryFind(relative, unit.IsQuery, out ScpiCommandSet.Handler handler, out IReadOnlyList<int> suffixes)
            || Commands.TryFind(unit.Header, unit.IsQuery, out handler, out suffixes))
        {
            return handler(new ScpiArguments(unit.Arguments, suffixes), cancellationToken);
        }

        throw new ScpiErrorException(-113, "Undefined header");
    }

    private string NextPath(ScpiUnit unit, string path)
    {
        if (unit.IsCommon)
        {
            return path;
        }

        bool continued = !unit.FromRoot && path.Length > 0 && Commands.TryFind($"{path}:{unit.Header}", unit.IsQuery, out _, out _);
        string header = continued ? $"{path}:{unit.Header}" : unit.Header;
        int colon = header.LastIndexOf(':');
        return colon < 0 ? string.Empty : header[..colon];
    }

    private async ValueTask WaitUntilIdleAsync(CancellationToken cancellationToken) =>
        await Clock.WaitAsync(busyUntil - Clock.Now(), cancellationToken).ConfigureAwait(false);

    private void AddCommonCommands(string identity)
    {
        Commands.Query("*IDN", _ => identity);
        Commands.Command("*RST", _ => Reset());
        Commands.Command("*CLS", _ => Status.Clear());
        Commands.Command("*ESE", arguments => Status.EventStatusEnable = (int)arguments.Number(string.Empty, 0, 255));
        Commands.Query("*ESE", _ => $"{Status.EventStatusEnable}");
        Commands.Query("*ESR", _ => $"{Status.TakeEventStatus()}");
        Commands.Command("*SRE", arguments => Status.ServiceRequestEnable = (int)arguments.Number(string.Empty, 0, 255));
        Commands.Query("*SRE", _ => $"{Status.ServiceRequestEnable}");
        Commands.Query("*STB", _ => $"{Status.StatusByte}");
        Commands.Query("*TST", _ => "0");
        Commands.Query("*OPT", _ => "0");
        Commands.Command("*OPC", _ => Status.OperationComplete());
        Commands.Query("*OPC", async (_, cancellationToken) =>
        {
            await WaitUntilIdleAsync(cancellationToken).ConfigureAwait(false);
            return "1";
        });
        Commands.Command("*WAI", (_, cancellationToken) => WaitUntilIdleAsync(cancellationToken));
        Commands.Query(":SYSTem:ERRor[:NEXT]", _ => Status.ErrorCount == 0 ? NoError : Describe(Status.TakeError()));
        Commands.Query(":SYSTem:ERRor:ALL", _ => Status.ErrorCount == 0
            ? NoError
            : string.Join(",", Enumerable.Range(0, Status.ErrorCount).Select(_ => Describe(Status.TakeError()))));
        Commands.Query(":SYSTem:ERRor:COUNt", _ => $"{Status.ErrorCount}");
        Commands.Query(":SYSTem:VERSion", _ => "1999.0");
        Commands.Command(":STATus:PRESet", _ => Status.Preset());
        Commands.Command(":STATus:QUEue:CLEar", _ => Status.ClearErrors());
    }

    private static string Describe((int Code, string Text) error) => $"{error.Code},\"{error.Text}\"";
}
