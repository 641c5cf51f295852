using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Drivers.Sessions;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.CurrentSources.YokogawaGs200>]

namespace Lab.Instruments.Drivers.CurrentSources;

/// <summary>Yokogawa GS200 (GS210, GS211) DC source in current mode (commands: GS200 user's manual).</summary>
public sealed partial class YokogawaGs200 : ScpiSource, ICurrentSource, ICurrentProgram, IShippedDriver
{
    /// <summary>The interval time, s (manual: 0.1 s to 3600 s).</summary>
    private static readonly (double From, double To) Intervals = (0.1, 3600);

    private const string WiresKey = "wires";

    private readonly Current? range;
    private readonly bool isFourWire;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ramp">How the current is brought to zero when the instrument is made safe.</param>
    /// <param name="range">The largest current of a fixed range; <see langword="null"/> chooses with every current.</param>
    /// <param name="isFourWire">Whether the voltage is sensed with two wires of its own.</param>
    public YokogawaGs200(InstrumentSession session, CurrentRamp ramp, Current? range, bool isFourWire)
        : base(session, ramp)
    {
        this.range = range;
        this.isFourWire = isFourWire;
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "yokogawa-gs200",
        Kind = InstrumentKind.CurrentSource,
        Summary = "Yokogawa GS200 DC source, in current mode",
        Settings =
        [
            CurrentRamp.Setting,
            FixedRange.Setting,
            SettingKey.Choice(
                WiresKey, "2", ["2", "4"], "Wires to the sample: 4 senses the voltage apart from the current's leads."),
        ],
        Models = ["GS200", "GS210", "GS211"],
        Beliefs = Beliefs,
        Create = context => new YokogawaGs200(
            context.Session(), CurrentRamp.Of(context), FixedRange.Of(context), context.Settings.Get<string>(WiresKey) == "4"),
    };

    /// <inheritdoc/>
    public int MostCurrents => 100;

    /// <inheritdoc/>
    public bool HasSlopes => true;

    /// <inheritdoc/>
    /// <remarks>A program (user's manual, program output); it needs the output on. The times are multiples of 0.1 s.</remarks>
    public async ValueTask StartProgramAsync(
        IReadOnlyList<Current> currents, Duration interval, Duration slope, int count,
        CancellationToken cancellationToken = default)
    {
        SetPointProgram program =
            CurrentProgram.Of(Name, currents, MostCurrents, interval, Intervals) with { SlopeSeconds = slope.Seconds };
        if (count != 1 || !IsTenths(interval) || !IsTenths(slope))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"The source has no program with steps of {interval} and slopes of {slope}, {count} times",
                $"{Name}, program",
                "Nothing was sent. Use times that are multiples of 0.1 s, and a count of 1.");
        }

        string levels = string.Concat(program.Values.Select(value => $"{CurrentCommand} {CurrentProgram.Text(value)};"));
        try
        {
            await Session.ApplyProgramAsync(
                program,
                [
                    ":PROG:EDIT:STAR", // by itself: a source that does not begin to edit would set the levels after it
                    $"{levels}:PROG:EDIT:END;:PROG:INT {CurrentProgram.Text(interval.Seconds)};:PROG:SLOP "
                        + $"{CurrentProgram.Text(slope.Seconds)};:PROG:REP 0",
                    ":PROG:RUN",
                ],
                cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException error) when (error.Fault != InstrumentFault.Limit)
        {
            // A source that was left editing would write down the next currents instead of setting them.
            await Session.SendAsync(":PROG:EDIT:END", CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A pause, which a second one does not undo; <c>:PROG:HOLD</c> pauses and resumes in turn.</remarks>
    public override ValueTask StopProgramAsync(CancellationToken cancellationToken = default) =>
        Session.EndProgramAsync(":PROG:PAUS", cancellationToken);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string CurrentCommand => range is null ? ":SOUR:LEV:AUTO" : ":SOUR:LEV";

    /// <inheritdoc/>
    protected override string CurrentQuery => ":SOUR:LEV?";

    /// <inheritdoc/>
    protected override string ComplianceCommand => ":SOUR:PROT:VOLT";

    /// <summary>Current mode and, where one is set, the fixed range. What earlier users left behind is in the README of this
    /// folder.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        // A source that was left editing a program would write down the currents instead of setting them.
        await Session.TryAsync(":PROG:EDIT:END", cancellationToken).ConfigureAwait(false);
        bool isOn = await GetOutputAsync(cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            ":SOUR:FUNC?", ":SOUR:FUNC CURR", answer => answer == "CURR", isOn, "source a current", cancellationToken)
            .ConfigureAwait(false);
        await RequireModeAsync(
            ":SENS:REM?",
            $":SENS:REM {(isFourWire ? 1 : 0)}",
            answer => (answer is "1" or "ON") == isFourWire,
            isOn,
            isFourWire ? "four wires" : "two wires",
            cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            ":SENS:GUAR?", ":SENS:GUAR 0", answer => answer is "0" or "OFF", isOn, "no guard", cancellationToken)
            .ConfigureAwait(false);

        // A pulse at the rear connector would switch the output, and steps of a program would wait for measurements (option
        // /MON).
        await SendIfKnownAsync(cancellationToken, ":ROUT:BNCI TRIG", ":PROG:TRIG NORM").ConfigureAwait(false);
        if (range is { } fixedRange)
        {
            await Session.SendAsync($":SOUR:RANG {fixedRange.Amperes:R}", cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsTenths(Duration time) => Math.Abs((time.Seconds * 10) - Math.Round(time.Seconds * 10)) < 1e-9;
}
