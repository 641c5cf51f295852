using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.PulseGenerators.AvtechAvr3HeB>]

namespace Lab.Instruments.Drivers.PulseGenerators;

/// <summary>Avtech AVR-3HE-B pulse generator (commands: Avtech, programming manual for -B instruments).</summary>
public sealed partial class AvtechAvr3HeB : ScpiPulseGenerator, IShippedDriver
{
    private const string SettlingKey = "settling";
    private const string Internal = "INT";
    private const string Hold = "HOLD";
    private const string External = "EXT";

    private readonly Duration settling;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settling">Time that the high voltage and its relays need after a change of the amplitude.</param>
    public AvtechAvr3HeB(InstrumentSession session, Duration settling)
        : base(session) => this.settling = settling;

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "avtech-avr-3he-b",
        Kind = InstrumentKind.PulseGenerator,
        Summary = "Avtech AVR-3HE-B pulse generator",
        Settings =
        [
            SettingKey.NotNegative<Duration>(
                SettlingKey,
                Duration.FromSeconds(1),
                "Time that the high voltage and its relays need after a change of the amplitude."),
        ],
        Manners = new InstrumentManners
        {
            Completion = Completion.EventsInOwnMessage,
            Serial = new SerialSettings { Baud = 1200, Terminator = "cr", Echo = true, Prompt = "Ready for command >" },
        },
        Models = ["AVR-3HE-B"],
        Beliefs = Beliefs,
        Create = context => new AvtechAvr3HeB(context.Session(), context.Settings.Get<Duration>(SettlingKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string FireCommand => ":TRIG:SOUR IMM";

    /// <inheritdoc/>
    /// <remarks>Returns when the high voltage has settled.</remarks>
    public override async ValueTask SetAmplitudeAsync(Voltage amplitude, CancellationToken cancellationToken = default)
    {
        await Session.ApplyAsync(
            SetPoint.Of(Channels.Amplitude, amplitude), $":VOLT {amplitude.Volts:R}", cancellationToken).ConfigureAwait(false);
        await Session.Clock.WaitAsync(settling, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask SetWidthAsync(Duration width, CancellationToken cancellationToken = default) =>
        Session.ApplyAsync(SetPoint.Of(Channels.Width, width), $":PULS:WIDT {width.Seconds:R}", cancellationToken);

    /// <inheritdoc/>
    public override ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default) =>
        Session.ApplyAsync(SetPoint.Output(on), $":OUTP {(on ? "ON" : "OFF")}", cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<Duration> GetDelayAsync(CancellationToken cancellationToken = default) =>
        Duration.FromSeconds(await Session.QueryNumberAsync(":PULS:DEL?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override string DelayCommand(Duration delay) => $":PULS:DEL {delay.Seconds:R}";

    /// <inheritdoc/>
    protected override ValueTask StartClockAsync(
        SetPoint setPoint, Frequency repetition, CancellationToken cancellationToken) =>
        Session.ApplyAsync(setPoint, $":FREQ {repetition.Hertz:R};:TRIG:SOUR {Internal}", cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask AwaitEdgesAsync(SetPoint setPoint, CancellationToken cancellationToken) =>
        Session.ApplyAsync(setPoint, $":TRIG:SOUR {External}", cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask StopAsync(CancellationToken cancellationToken) =>
        Session.SendAsync($":TRIG:SOUR {Hold}", cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask<PulseStart> ReadStartAsync(CancellationToken cancellationToken)
    {
        string answer = await Session.QueryAsync(":TRIG:SOUR?", cancellationToken).ConfigureAwait(false);
        return answer.Trim().ToUpperInvariant() switch
        {
            Internal => PulseStart.Clock,
            Hold => PulseStart.Command,
            External => PulseStart.Trigger,
            _ => PulseStart.Other,
        };
    }

    /// <inheritdoc/>
    protected override async ValueTask<Frequency> ReadRateAsync(CancellationToken cancellationToken) =>
        Frequency.FromHertz(await Session.QueryNumberAsync(":FREQ?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<Voltage> ReadAmplitudeAsync(CancellationToken cancellationToken) =>
        Voltage.FromVolts(await Session.QueryNumberAsync(":VOLT?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<Duration> ReadWidthAsync(CancellationToken cancellationToken) =>
        Duration.FromSeconds(await Session.QueryNumberAsync(":PULS:WIDT?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override ValueTask<bool> ReadOutputAsync(CancellationToken cancellationToken) =>
        Session.QuerySwitchAsync(":OUTP?", cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await HoldUnlessRepeatingAsync(cancellationToken).ConfigureAwait(false);

        // With the option of bursts a trigger would fire as many pulses as were left set; a held duty cycle makes the width
        // follow the rate.
        await SendIfKnownAsync(cancellationToken, ":PULS:COUN 1", ":PULS:HOLD WIDT").ConfigureAwait(false);
    }
}
