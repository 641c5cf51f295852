using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.CurrentSources.Keithley6221>]

namespace Lab.Instruments.Drivers.CurrentSources;

/// <summary>Keithley 6221 current source, as a source of direct current (commands: 622x reference manual).</summary>
public sealed partial class Keithley6221 : ScpiSource, ICurrentSource, ICurrentProgram, IShippedDriver
{
    private const int MostCount = 9999;

    /// <summary>The source delay, s (manual: 1 ms to 999999.999 s).</summary>
    private static readonly (double From, double To) Intervals = (1e-3, 999999.999);

    private const string LowToEarthKey = "low_to_earth";

    /// <summary>Bit 10 of the operation condition: nothing is under way that moves the current.</summary>
    private const int Idle = 1 << 10;

    private readonly Current? range;
    private readonly bool hasLowAtEarth;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ramp">How the current is brought to zero when the instrument is made safe.</param>
    /// <param name="range">The largest current of a fixed range; <see langword="null"/> chooses with every current.</param>
    /// <param name="hasLowAtEarth">Whether the low side of the output is connected to earth.</param>
    public Keithley6221(InstrumentSession session, CurrentRamp ramp, Current? range, bool hasLowAtEarth)
        : base(session, ramp)
    {
        this.range = range;
        this.hasLowAtEarth = hasLowAtEarth;
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keithley-6221",
        Kind = InstrumentKind.CurrentSource,
        Summary = "Keithley 6221 current source",
        Settings =
        [
            CurrentRamp.Setting,
            FixedRange.Setting,
            SettingKey.Switch(LowToEarthKey, defaultValue: false, "Whether the low side of the output is connected to earth."),
        ],
        Manners = new InstrumentManners
        {
            IsSingleClient = true,
            Serial = new SerialSettings { Baud = 115200, Terminator = "cr" },
        },
        Models = ["MODEL 6221", "MODEL 6220"],
        Beliefs = Beliefs,
        Create = context => new Keithley6221(
            context.Session(), CurrentRamp.Of(context), FixedRange.Of(context), context.Settings.Get<bool>(LowToEarthKey)),
    };

    /// <inheritdoc/>
    public int MostCurrents => 100;

    /// <inheritdoc/>
    public bool HasSlopes => false;

    /// <inheritdoc/>
    /// <remarks>A custom sweep (622x reference manual, section 4), in which each point has a delay and a compliance of its own;
    /// the compliance is the value that is set. Its start switches the output on.</remarks>
    public async ValueTask StartProgramAsync(
        IReadOnlyList<Current> currents, Duration interval, Duration slope, int count,
        CancellationToken cancellationToken = default)
    {
        SetPointProgram program = CurrentProgram.Of(Name, currents, MostCurrents, interval, Intervals) with
        {
            Count = count,
            SwitchesOn = true
        };
        if (slope != default || count > MostCount)
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"The source has no sweep with slopes of {slope}, {count} times",
                $"{Name}, program",
                $"Nothing was sent. Use no slope and a count of 1 to {MostCount}.");
        }

        double compliance = await Session.QueryNumberAsync(ComplianceCommand + "?", cancellationToken).ConfigureAwait(false);
        string points = string.Join(',', program.Values.Select(CurrentProgram.Text));
        await Session.ApplyProgramAsync(
            program,
            [
                $":SOUR:SWE:SPAC LIST;RANG {(range is null ? "BEST" : "FIX")};COUN {count};CAB 0;:ARM:SOUR IMM;:TRIG:SOUR IMM",
                $":SOUR:LIST:CURR {points}",
                $":SOUR:LIST:DEL {Repeated(interval.Seconds, program.Values.Count)}",
                $":SOUR:LIST:COMP {Repeated(compliance, program.Values.Count)}",
                ":SOUR:SWE:ARM",
                ":INIT",
            ],
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask StopProgramAsync(CancellationToken cancellationToken = default) =>
        Session.EndProgramAsync(":SOUR:SWE:ABOR", cancellationToken);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string CurrentCommand => ":SOUR:CURR";

    /// <inheritdoc/>
    protected override string CurrentQuery => ":SOUR:CURR?";

    /// <inheritdoc/>
    protected override string ComplianceCommand => ":SOUR:CURR:COMP";

    /// <inheritdoc/>
    /// <exception cref="InstrumentException">The output does not go on, a limit forbids it (nothing was sent), refused, or no
    /// answer.</exception>
    public override async ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default)
    {
        await base.SetOutputAsync(on, cancellationToken).ConfigureAwait(false);
        if (on && !await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            const string query = ":OUTP:INT:TRIP?";
            string interlock = await Session.QueryAsync(query, cancellationToken).ConfigureAwait(false);
            throw new InstrumentException(
                InstrumentFault.Refused,
                $"The output stays off; the interlock answers {interlock}",
                $"{Name}, {query}",
                "Close the interlock at the rear connector of the source; an open one keeps the output off.");
        }
    }

    /// <summary>The fixed range, or the automatic one; no filter, fast response. What earlier users left behind is in the README
    /// of this folder.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        bool isOn = await GetOutputAsync(cancellationToken).ConfigureAwait(false);
        if (isOn)
        {
            const string query = ":STAT:OPER:COND?";
            double condition = await Session.QueryNumberAsync(query, cancellationToken).ConfigureAwait(false);
            if (((int)condition & Idle) == 0)
            {
                throw new InstrumentException(
                    InstrumentFault.Limit,
                    "The output is on and a sweep or a waveform moves its current",
                    $"{Name}, {query}",
                    "Stop it at the front panel, or make the bench safe, and open the bench again.");
            }
        }
        else
        {
            await Session.TryAsync(":SOUR:SWE:ABOR", cancellationToken).ConfigureAwait(false);
            await Session.TryAsync(":SOUR:WAVE:ABOR", cancellationToken).ConfigureAwait(false);
            await SendIfKnownAsync(cancellationToken, ":OUTP:ISH OLOW").ConfigureAwait(false);
        }

        await RequireModeAsync(
            ":OUTP:LTE?",
            $":OUTP:LTE {(hasLowAtEarth ? 1 : 0)}",
            answer => (answer is "1" or "ON") == hasLowAtEarth,
            isOn,
            hasLowAtEarth ? "low at earth" : "a floating low side",
            cancellationToken).ConfigureAwait(false);
        await SendIfKnownAsync(cancellationToken, ":SOUR:CURR:FILT 0", ":OUTP:RESP FAST").ConfigureAwait(false);
        await Session.SendAsync(
            range is { } fixedRange ? $":SOUR:CURR:RANG:AUTO 0;:SOUR:CURR:RANG {fixedRange.Amperes:R}" : ":SOUR:CURR:RANG:AUTO 1",
            cancellationToken).ConfigureAwait(false);
    }

    private static string Repeated(double value, int count) =>
        string.Join(',', Enumerable.Repeat(CurrentProgram.Text(value), count));
}
