using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.LockInAmplifiers;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Terminals;
using Lab.Instruments.VoltageSources;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.VoltageSources.YokogawaGs200Voltage>]

namespace Lab.Instruments.Drivers.VoltageSources;

/// <summary>Yokogawa GS200 (GS210, GS211) DC source in voltage mode.</summary>
public sealed class YokogawaGs200Voltage : ScpiInstrument, IVoltageSource, IShippedDriver
{
    private const string RangeKey = "range";
    private const string RampRateKey = "ramp_rate";
    private const string RangeQuery = ":SOUR:RANG?";

    private readonly VoltageRamp ramp;
    private readonly Voltage range;
    private Voltage? level;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ramp">How the voltage is brought to zero when the instrument is made safe.</param>
    /// <param name="range">The range, which is kept: a change of the range moves the output.</param>
    public YokogawaGs200Voltage(InstrumentSession session, VoltageRamp ramp, Voltage range)
        : base(session) => (this.ramp, this.range) = (ramp, range);

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "yokogawa-gs200-voltage",
        Kind = IVoltageSource.Kind,
        Summary = "Yokogawa GS200 DC source, in voltage mode",
        Settings =
        [
            SettingKey.Positive<Voltage>(
                RangeKey, Voltage.FromVolts(10), "The range: 10 mV, 100 mV, 1 V, 10 V or 30 V; it goes to 1.2 of that."),
            SettingKey.Positive<Voltage>(
                RampRateKey, Voltage.FromVolts(0.5), "Voltage per second of the way to zero when it is made safe."),
        ],
        Models = ["GS200", "GS210", "GS211"],
        Beliefs = Beliefs,
        Create = context => new YokogawaGs200Voltage(
            context.Session(),
            new VoltageRamp(context.Gate, context.Clock, context.Settings.Get<Voltage>(RampRateKey).Volts),
            context.Settings.Get<Voltage>(RangeKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(":OUTP?", "The output", AnswerForm.Switch, "output"),
        Belief.SetAtOpening(":SOUR:FUNC", "VOLT", "The function", AnswerForm.Word("VOLTage", "CURRent"), "current mode"),
        Belief.Read(RangeQuery, "The range", AnswerForm.Number(string.Empty, 1e-3, 30), "range"),
        Belief.Read(":SOUR:LEV?", "The level", AnswerForm.Number(string.Empty, -32, 32), "level"),
        Belief.SetAtOpening(":SENS:REM", "0", "Sensing with wires of its own", AnswerForm.Switch, "four-wire, guard"),
        Belief.SetAtOpening(":SENS:GUAR", "0", "The guard", AnswerForm.Switch, "four-wire, guard"),
        Belief.SetAtOpening(":ROUT:BNCI", "TRIG", "The BNC input", AnswerForm.Word("TRIGger", "OUTPut"), "BNC input")
            with { IsOptional = true },
    ];

    /// <inheritdoc/>
    public async ValueTask SetVoltageAsync(Voltage voltage, CancellationToken cancellationToken = default)
    {
        await Session.ApplyAsync(SetPoint.Of(Channels.Voltage, voltage), CommandOf(voltage), cancellationToken)
            .ConfigureAwait(false);
        level = voltage;
    }

    /// <inheritdoc/>
    /// <remarks>On comes with the voltage that is set: a source that reset itself meanwhile would give another one.</remarks>
    public ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default) => on && level is { } voltage
        ? Session.ApplyAsync(
            [SetPoint.Of(Channels.Voltage, voltage), SetPoint.Output(on)], $"{CommandOf(voltage)};:OUTP 1", cancellationToken)
        : Session.ApplyAsync(SetPoint.Output(on), $":OUTP {(on ? 1 : 0)}", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Voltage> GetVoltageAsync(CancellationToken cancellationToken = default)
    {
        var voltage = Voltage.FromVolts(await Session.QueryNumberAsync(":SOUR:LEV?", cancellationToken).ConfigureAwait(false));
        Session.Observe(SetPoint.Of(Channels.Voltage, voltage));
        level = voltage;
        return voltage;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default)
    {
        bool on = await Session.QuerySwitchAsync(":OUTP?", cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Output(on));
        return on;
    }

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        await GetVoltageAsync(cancellationToken).ConfigureAwait(false);
        await GetOutputAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops a program, ramps the voltage to zero and switches the output off, in this order. Where the ramp fails the
    /// output stays on: a magnet that lost its voltage at once would be worse.</summary>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    public override async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        if (!await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        await Session.EndProgramAsync(":PROG:PAUS", cancellationToken).ConfigureAwait(false);
        Voltage present = await GetVoltageAsync(cancellationToken).ConfigureAwait(false);
        await ramp.ToAsync(Terminal.Of(Name), present, default, SetVoltageAsync, cancellationToken).ConfigureAwait(false);
        await SetOutputAsync(on: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Voltage mode, two wires and the range, all of which change with the output off only.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        // A source that was left editing a program would write down the voltages instead of setting them.
        await Session.TryAsync(":PROG:EDIT:END", cancellationToken).ConfigureAwait(false);
        bool isOn = await GetOutputAsync(cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            ":SOUR:FUNC?", ":SOUR:FUNC VOLT", answer => answer == "VOLT", isOn, "source a voltage", cancellationToken)
            .ConfigureAwait(false);
        await RequireModeAsync(
            RangeQuery, $":SOUR:RANG {range.Volts:R}", IsWantedRange, isOn, $"the range of {range}", cancellationToken)
            .ConfigureAwait(false);
        await RequireModeAsync(":SENS:REM?", ":SENS:REM 0", IsOff, isOn, "two wires", cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(":SENS:GUAR?", ":SENS:GUAR 0", IsOff, isOn, "no guard", cancellationToken).ConfigureAwait(false);
        await SendIfKnownAsync(cancellationToken, ":ROUT:BNCI TRIG", ":PROG:TRIG NORM").ConfigureAwait(false);
    }

    private static bool IsOff(string answer) => answer is "0" or "OFF";

    private static string CommandOf(Voltage voltage) => $":SOUR:LEV {voltage.Volts:R}";

    private bool IsWantedRange(string answer) =>
        double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out double volts)
            && Math.Abs(volts - range.Volts) < 1e-3 * range.Volts;
}
