using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.PulseGenerators.Bnc577>]

namespace Lab.Instruments.Drivers.PulseGenerators;

/// <summary>One channel of a Berkeley Nucleonics 577 or 575 pulse and delay generator: positive pulses of 2 V to 20 V.</summary>
/// <remarks>The generator is on hold when its clock stands and single shots are chosen; then a start gives one pulse.</remarks>
public sealed partial class Bnc577 : ScpiPulseGenerator, IShippedDriver
{
    private const string ChannelKey = "channel";
    private const string LevelKey = "trigger_level";
    private const string EdgeKey = "trigger_edge";
    private const string Rising = "rising";
    private const string Falling = "falling";
    private const string Start = ":PULS0:STATE ON";

    /// <summary>Part of a step that is rounding.</summary>
    private const double StepSlack = 1e-3;

    /// <summary>The step of its times, s.</summary>
    private const double StepSeconds = 250e-12;

    private const string Halt = ":PULS0:STATE OFF";
    private const string Single = "SING";
    private const string Normal = "NORM";
    private const string Triggered = "TRIG";
    private const string Adjustable = "ADJ";

    private readonly string channel;
    private readonly string timer;
    private readonly Voltage level;
    private readonly string edge;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">The channel, and level and edge of the trigger input.</param>
    public Bnc577(InstrumentSession session, SettingValues settings)
        : base(session)
    {
        ArgumentNullException.ThrowIfNull(settings);
        channel = settings.Get<string>(ChannelKey);
        timer = OwnTimer(settings);
        level = settings.Get<Voltage>(LevelKey);
        edge = EdgeOf(settings);
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "bnc-577",
        Kind = InstrumentKind.PulseGenerator,
        Summary = "Berkeley Nucleonics 577 or 575 pulse and delay generator, one channel",
        Settings =
        [
            SettingKey.Choice(
                ChannelKey, "1", ["1", "2", "3", "4", "5", "6", "7", "8"], "The output that is used: 1 for A, to 8 for H."),
            SettingKey.Between<Voltage>(
                LevelKey, Voltage.FromVolts(2.5), Voltage.FromVolts(0.2), Voltage.FromVolts(15), "Level of the trigger input."),
            SettingKey.Choice(EdgeKey, Rising, [Rising, Falling], "Edge at the trigger input that gives a pulse."),
        ],
        Manners = new InstrumentManners
        {
            Errors = ErrorReporting.Acknowledgement,
            Completion = Completion.OwnReport,
            Acknowledgement = new CommandAcknowledgement("ok", "?")
            {
                Reasons = new Dictionary<string, InstrumentError>
                {
                    ["1"] = new(-102, "Incorrect prefix, no colon or asterisk at the beginning"),
                    ["2"] = new(-113, "Missing keyword"),
                    ["3"] = new(-113, "Invalid keyword"),
                    ["4"] = new(-109, "Missing parameter"),
                    ["5"] = new(-222, "Invalid parameter"),
                    ["6"] = new(-100, "Query only, a question mark is missing"),
                    ["7"] = new(-100, "Invalid query"),
                    ["8"] = new(-221, "Not possible in this state"),
                },
            },
            Serial = new SerialSettings { Baud = 115_200, Terminator = "crlf" },
        },
        Models = ["577", "575"],
        Beliefs = Beliefs,
        Create = context => new Bnc577(context.Session(), context.Settings),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    /// <remarks>In single shots without an outer trigger a start is one pulse. Whether the generator stands again after it is not
    /// found, so that it is halted before each start.</remarks>
    protected override string FireCommand => Start;

    /// <inheritdoc/>
    /// <exception cref="InstrumentException">Also where the amplitude is negative: the outputs give positive pulses.</exception>
    public override ValueTask SetAmplitudeAsync(Voltage amplitude, CancellationToken cancellationToken = default)
    {
        string text = amplitude.Volts.ToString("0.00", CultureInfo.InvariantCulture);
        string command = $":PULS{channel}:OUTP:AMPL {text}";
        var given = Voltage.FromVolts(double.Parse(text, CultureInfo.InvariantCulture));
        return amplitude.Volts < 0
            ? throw NegativeRefused(amplitude, command)
            : Session.ApplyAsync(SetPoint.Of(Channels.Amplitude, given), command, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask SetWidthAsync(Duration width, CancellationToken cancellationToken = default)
    {
        Duration given = OnStep(width, StepSeconds);
        return Session.ApplyAsync(
            SetPoint.Of(Channels.Width, given), $":PULS{channel}:WIDT {Seconds(given)}", cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default) =>
        Session.ApplyAsync(SetPoint.Output(on), $":PULS{channel}:STATE {(on ? "ON" : "OFF")}", cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<Duration> GetDelayAsync(CancellationToken cancellationToken = default) =>
        Duration.FromSeconds(await Session.QueryNumberAsync($":PULS{channel}:DEL?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override string DelayCommand(Duration delay) => $":PULS{channel}:DEL {Seconds(OnStep(delay, StepSeconds))}";

    /// <inheritdoc/>
    protected override async ValueTask StartClockAsync(
        SetPoint setPoint, Frequency repetition, CancellationToken cancellationToken)
    {
        // The next step that is not shorter: no pulses come faster than is wanted.
        double steps = Math.Ceiling((1 / (repetition.Hertz * StepSeconds)) - StepSlack);
        Duration period = OnStep(Duration.FromSeconds(steps * StepSeconds), StepSeconds);
        setPoint = setPoint with { Value = 1 / period.Seconds };
        await Session.ApplyAsync(setPoint, $":PULS0:PER {Seconds(period)}", cancellationToken).ConfigureAwait(false);
        await SendAllAsync(cancellationToken, Halt, ":PULS0:TRIG:MOD DIS", $":PULS0:MOD {Normal}").ConfigureAwait(false);
        await Session.ApplyAsync(setPoint, Start, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask AwaitEdgesAsync(SetPoint setPoint, CancellationToken cancellationToken)
    {
        await Session.ApplyAsync(setPoint, Halt, cancellationToken).ConfigureAwait(false);
        await SendAllAsync(cancellationToken, $":PULS0:MOD {Single}", $":PULS0:TRIG:MOD {Triggered}").ConfigureAwait(false);
        await Session.ApplyAsync(setPoint, Start, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask ReadyToFireAsync(CancellationToken cancellationToken) => SendAllAsync(cancellationToken, Halt);

    /// <inheritdoc/>
    protected override ValueTask StopAsync(CancellationToken cancellationToken) =>
        SendAllAsync(cancellationToken, Halt, ":PULS0:TRIG:MOD DIS", $":PULS0:MOD {Single}");

    /// <inheritdoc/>
    protected override async ValueTask<PulseStart> ReadStartAsync(CancellationToken cancellationToken)
    {
        string trigger = await ReadWordAsync(":PULS0:TRIG:MOD?", cancellationToken).ConfigureAwait(false);
        string mode = await ReadWordAsync(":PULS0:MOD?", cancellationToken).ConfigureAwait(false);
        bool isRunning = await Session.QuerySwitchAsync(":PULS0:STATE?", cancellationToken).ConfigureAwait(false);
        return (trigger, mode, isRunning) switch
        {
            ("DIS", Single, _) => PulseStart.Command,
            ("DIS", Normal, true) => PulseStart.Clock,
            (Triggered, _, true) => PulseStart.Trigger,
            _ => PulseStart.Other,
        };
    }

    /// <inheritdoc/>
    protected override async ValueTask<Frequency> ReadRateAsync(CancellationToken cancellationToken) =>
        Frequency.FromHertz(1 / await Session.QueryNumberAsync(":PULS0:PER?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<Voltage> ReadAmplitudeAsync(CancellationToken cancellationToken) => Voltage.FromVolts(
        await Session.QueryNumberAsync($":PULS{channel}:OUTP:AMPL?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<Duration> ReadWidthAsync(CancellationToken cancellationToken) => Duration.FromSeconds(
        await Session.QueryNumberAsync($":PULS{channel}:WIDT?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override ValueTask<bool> ReadOutputAsync(CancellationToken cancellationToken) =>
        Session.QuerySwitchAsync($":PULS{channel}:STATE?", cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await HoldUnlessRepeatingAsync(cancellationToken).ConfigureAwait(false);
        bool isOn = await ReadOutputAsync(cancellationToken).ConfigureAwait(false);
        await RequireAsync(":POL", Normal, "pulses from low to high").ConfigureAwait(false);
        await RequireAsync(":OUTP:MOD", Adjustable, "an adjustable amplitude").ConfigureAwait(false);
        await RequireAsync(":CMOD", Normal, "a pulse at each start").ConfigureAwait(false);
        await RequireAsync(":SYNC", "T0", "delays that count from the start").ConfigureAwait(false);
        await RequireAsync(":MUX", timer, "its own timer at the output").ConfigureAwait(false);
        await SendAllAsync(
            cancellationToken,
            $":PULS0:TRIG:LEV {Text(level.Volts, "0.00")}",
            $":PULS0:TRIG:EDGE {edge}",
            ":PULS0:GATE:MOD DIS").ConfigureAwait(false);

        ValueTask RequireAsync(string header, string wanted, string what) => RequireModeAsync(
            $":PULS{channel}{header}?",
            $":PULS{channel}{header} {wanted}",
            answer => answer.Trim().Equals(wanted, StringComparison.OrdinalIgnoreCase),
            isOn,
            what,
            cancellationToken);
    }

    // Each bit of the multiplexer brings the timer of one channel to an output.
    private static string OwnTimer(SettingValues settings) =>
        $"{1 << (int.Parse(settings.Get<string>(ChannelKey), CultureInfo.InvariantCulture) - 1)}";

    private static string EdgeOf(SettingValues settings) => settings.Get<string>(EdgeKey) == Falling ? "FALL" : "RIS";

    private static string Text(double value, string form) => value.ToString(form, CultureInfo.InvariantCulture);

    private async ValueTask SendAllAsync(CancellationToken cancellationToken, params IReadOnlyList<string> commands)
    {
        foreach (string command in commands)
        {
            await Session.SendAsync(command, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<string> ReadWordAsync(string query, CancellationToken cancellationToken) =>
        (await Session.QueryAsync(query, cancellationToken).ConfigureAwait(false)).Trim().ToUpperInvariant();
}
