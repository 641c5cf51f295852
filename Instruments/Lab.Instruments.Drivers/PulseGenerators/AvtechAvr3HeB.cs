using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.PulseGenerators.AvtechAvr3HeB>]

namespace Lab.Instruments.Drivers.PulseGenerators;

/// <summary>Avtech AVR-3HE-B pulse generator (commands: Avtech, programming manual for -B instruments).</summary>
public sealed partial class AvtechAvr3HeB : ScpiInstrument, IPulseGenerator, IShippedDriver
{
    private const string SettlingKey = "settling";
    private const string Internal = "INT";
    private const string Hold = "HOLD";
    private const string FireCommand = ":TRIG:SOUR IMM";

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
    /// <remarks>Returns when the high voltage has settled.</remarks>
    public async ValueTask SetAmplitudeAsync(Voltage amplitude, CancellationToken cancellationToken = default)
    {
        await Session.ApplyAsync(
            SetPoint.Of(Channels.Amplitude, amplitude), $":VOLT {amplitude.Volts:R}", cancellationToken).ConfigureAwait(false);
        await Session.Clock.WaitAsync(settling, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask SetWidthAsync(Duration width, CancellationToken cancellationToken = default) =>
        Session.ApplyAsync(SetPoint.Of(Channels.Width, width), $":PULS:WIDT {width.Seconds:R}", cancellationToken);

    /// <inheritdoc/>
    public ValueTask SetDelayAsync(Duration delay, CancellationToken cancellationToken = default)
    {
        string command = $":PULS:DEL {delay.Seconds:R}";
        return double.IsFinite(delay.Seconds)
            ? Session.SendAsync(command, cancellationToken)
            : throw new InstrumentException(
                InstrumentFault.Limit,
                $"{delay.Seconds} s is not a delay",
                $"{Name}, {command}",
                "Correct what computes the delay.");
    }

    /// <inheritdoc/>
    public ValueTask RepeatAsync(Frequency repetition, CancellationToken cancellationToken = default) =>
        Session.ApplyAsync(
            SetPoint.Of(Channels.Repetition, repetition), $":FREQ {repetition.Hertz:R};:TRIG:SOUR {Internal}", cancellationToken);

    /// <inheritdoc/>
    /// <remarks>No limit is asked: fewer pulses are always allowed.</remarks>
    public async ValueTask HoldAsync(CancellationToken cancellationToken = default)
    {
        await Session.SendAsync($":TRIG:SOUR {Hold}", cancellationToken).ConfigureAwait(false);
        Session.Observe(new SetPoint(Channels.Repetition, 0));
    }

    /// <inheritdoc/>
    public ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default) =>
        Session.ApplyAsync(SetPoint.Output(on), $":OUTP {(on ? "ON" : "OFF")}", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask FireAsync(CancellationToken cancellationToken = default)
    {
        if (!await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            throw Refused("The output is off, so that no pulse would come", "Switch the output on first.");
        }

        if (await GetTriggerAsync(cancellationToken).ConfigureAwait(false) == Internal)
        {
            throw Refused("The generator triggers itself", "Put it on hold first.");
        }

        // A pulse is a use of the output: whatever is not known of amplitude and width is refused by the gate.
        await Session.ApplyOnceAsync(SetPoint.Output(on: true), FireCommand, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<Voltage> GetAmplitudeAsync(CancellationToken cancellationToken = default)
    {
        var amplitude = Voltage.FromVolts(await Session.QueryNumberAsync(":VOLT?", cancellationToken).ConfigureAwait(false));
        Session.Observe(SetPoint.Of(Channels.Amplitude, amplitude));
        return amplitude;
    }

    /// <inheritdoc/>
    public async ValueTask<Duration> GetWidthAsync(CancellationToken cancellationToken = default)
    {
        var width = Duration.FromSeconds(await Session.QueryNumberAsync(":PULS:WIDT?", cancellationToken).ConfigureAwait(false));
        Session.Observe(SetPoint.Of(Channels.Width, width));
        return width;
    }

    /// <inheritdoc/>
    public async ValueTask<Duration> GetDelayAsync(CancellationToken cancellationToken = default) =>
        Duration.FromSeconds(await Session.QueryNumberAsync(":PULS:DEL?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async ValueTask<Frequency> GetRepetitionAsync(CancellationToken cancellationToken = default)
    {
        Frequency repetition = await GetTriggerAsync(cancellationToken).ConfigureAwait(false) == Internal
            ? Frequency.FromHertz(await Session.QueryNumberAsync(":FREQ?", cancellationToken).ConfigureAwait(false))
            : default;
        Session.Observe(SetPoint.Of(Channels.Repetition, repetition));
        return repetition;
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
        await GetAmplitudeAsync(cancellationToken).ConfigureAwait(false);
        await GetWidthAsync(cancellationToken).ConfigureAwait(false);
        await GetRepetitionAsync(cancellationToken).ConfigureAwait(false);
        await GetOutputAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Switches the output off and puts the generator on hold; either is tried whatever becomes of the other.</summary>
    public override async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await SetOutputAsync(on: false, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await HoldAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Leaves triggering to this program: what an external trigger or the front panel would fire, nobody here knows of.
    /// A repetition that was started goes on, since it may be wanted.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        if (await GetTriggerAsync(cancellationToken).ConfigureAwait(false) is not (Internal or Hold))
        {
            await Session.SendAsync($":TRIG:SOUR {Hold}", cancellationToken).ConfigureAwait(false);
        }

        // With the option of bursts a trigger would fire as many pulses as were left set; a held duty cycle makes the width
        // follow the rate.
        await SendIfKnownAsync(cancellationToken, ":PULS:COUN 1", ":PULS:HOLD WIDT").ConfigureAwait(false);
    }

    private async ValueTask<string> GetTriggerAsync(CancellationToken cancellationToken)
    {
        string answer = await Session.QueryAsync(":TRIG:SOUR?", cancellationToken).ConfigureAwait(false);
        return answer.Trim().ToUpperInvariant();
    }

    private InstrumentException Refused(string what, string remedy) =>
        new(InstrumentFault.Refused, what, $"{Name}, {FireCommand}", remedy);
}
