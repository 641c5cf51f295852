using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.PulseGenerators.Pspl10070A>]

namespace Lab.Instruments.Drivers.PulseGenerators;

/// <summary>Picosecond Pulse Labs (later Tektronix) 10,070A pulse generator: up to 7.5 V of either sign in steps of 1 dB, up to
/// 10.2 ns wide.</summary>
public sealed partial class Pspl10070A : ScpiPulseGenerator, IShippedDriver
{
    private const string SettlingKey = "settling";
    private const string Internal = "INT";
    private const string Held = "GPIB";
    private const string External = "EXT";
    private const string Enabled = "ENABLE?";

    private const double LargestVolts = 7.5;
    private const int MostDecibels = 81;

    /// <summary>A value that was read back lies on its step again.</summary>
    private const double StepSlack = 0.01;

    private readonly Duration settling;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settling">Time that the attenuators need after a change of the amplitude.</param>
    public Pspl10070A(InstrumentSession session, Duration settling)
        : base(session) => this.settling = settling;

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "pspl-10070a",
        Kind = InstrumentKind.PulseGenerator,
        Summary = "Picosecond Pulse Labs (Tektronix) 10,070A pulse generator",
        Settings =
        [
            SettingKey.NotNegative<Duration>(
                SettlingKey,
                Duration.FromMilliseconds(100),
                "Time that the attenuators need after a change of the amplitude."),
        ],
        Manners = new InstrumentManners
        {
            Errors = ErrorReporting.EventStatusRegister,
            Completion = Completion.EventsInOwnMessage,
            HasFreeIdentity = true,
        },
        Models = ["10,070A", "10070A"],
        Beliefs = Beliefs,
        Create = context => new Pspl10070A(context.Session(), context.Settings.Get<Duration>(SettlingKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <summary>The amplitude that the attenuators give for one that is wanted: the next step of 1 dB below 7.5 V that is not
    /// above it, and no less than 81 dB. Beyond 7.5 V it is the wanted one, which the instrument refuses.</summary>
    /// <param name="wanted">The wanted amplitude.</param>
    public static Voltage NearestBelow(Voltage wanted)
    {
        double volts = Math.Abs(wanted.Volts);
        if (!(volts <= LargestVolts))
        {
            return wanted;
        }

        double decibels = Math.Min(Math.Ceiling((20 * Math.Log10(LargestVolts / volts)) - StepSlack), MostDecibels);
        return Voltage.FromVolts(Math.CopySign(LargestVolts * Math.Pow(10, -Math.Max(decibels, 0) / 20), wanted.Volts));
    }

    /// <inheritdoc/>
    protected override string FireCommand => "*TRG";

    /// <inheritdoc/>
    /// <remarks>Sends <see cref="NearestBelow"/>: the gate sees what the attenuators give. Returns when they have
    /// settled.</remarks>
    public override async ValueTask SetAmplitudeAsync(Voltage amplitude, CancellationToken cancellationToken = default)
    {
        Voltage given = NearestBelow(amplitude);
        await Session.ApplyAsync(
            SetPoint.Of(Channels.Amplitude, given), $"AMPLITUDE {given.Volts:R}", cancellationToken).ConfigureAwait(false);
        await Session.Clock.WaitAsync(settling, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask SetWidthAsync(Duration width, CancellationToken cancellationToken = default) =>
        Session.ApplyAsync(SetPoint.Of(Channels.Width, width), $"DURATION {width.Seconds:R}", cancellationToken);

    /// <inheritdoc/>
    public override ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default) =>
        Session.ApplyAsync(SetPoint.Output(on), on ? "ENABLE" : "DISABLE", cancellationToken);

    /// <inheritdoc/>
    /// <remarks>0 to 63 ns in steps of 1 ns: the pulse never comes first.</remarks>
    public override async ValueTask<Duration> GetDelayAsync(CancellationToken cancellationToken = default) =>
        Duration.FromSeconds(await ReadAsync("DELAY?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override string DelayCommand(Duration delay) => $"DELAY {delay.Seconds:R}";

    /// <inheritdoc/>
    protected override async ValueTask StartClockAsync(
        SetPoint setPoint, Frequency repetition, CancellationToken cancellationToken)
    {
        await Session.ApplyAsync(setPoint, $"FREQUENCY {repetition.Hertz:R}", cancellationToken).ConfigureAwait(false);
        await Session.ApplyAsync(setPoint, $"TRIGGER {Internal}", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask AwaitEdgesAsync(SetPoint setPoint, CancellationToken cancellationToken) =>
        Session.ApplyAsync(setPoint, $"TRIGGER {External}", cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask StopAsync(CancellationToken cancellationToken) =>
        Session.SendAsync($"TRIGGER {Held}", cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask<PulseStart> ReadStartAsync(CancellationToken cancellationToken) =>
        await ReadWordAsync("TRIGGER?", cancellationToken).ConfigureAwait(false) switch
        {
            Internal => PulseStart.Clock,
            Held => PulseStart.Command,
            External => PulseStart.Trigger,
            _ => PulseStart.Other,
        };

    /// <inheritdoc/>
    protected override async ValueTask<Frequency> ReadRateAsync(CancellationToken cancellationToken) =>
        Frequency.FromHertz(await ReadAsync("FREQUENCY?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<Voltage> ReadAmplitudeAsync(CancellationToken cancellationToken) =>
        Voltage.FromVolts(await ReadAsync("AMPLITUDE?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<Duration> ReadWidthAsync(CancellationToken cancellationToken) =>
        Duration.FromSeconds(await ReadAsync("DURATION?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<bool> ReadOutputAsync(CancellationToken cancellationToken)
    {
        string answer = await ReadWordAsync(Enabled, cancellationToken).ConfigureAwait(false);
        return answer switch
        {
            "YES" => true,
            "NO" => false,
            _ => throw Session.BadAnswer(answer, Enabled, "YES or NO"),
        };
    }

    /// <summary>Answers without headers, no baseline, and triggering left to this program. A baseline on an enabled output may be
    /// wanted, and opening ends there.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync("HEADER OFF", cancellationToken).ConfigureAwait(false);
        await HoldUnlessRepeatingAsync(cancellationToken).ConfigureAwait(false);
        bool isOn = await ReadWordAsync(Enabled, cancellationToken).ConfigureAwait(false) != "NO";
        await RequireModeAsync(
            "OFFSET?",
            "OFFSET 0",
            answer => Session.ReadNumber(ValueOf(answer), "OFFSET?") == 0,
            isOn,
            "a baseline of zero",
            cancellationToken).ConfigureAwait(false);
    }

    // With headers on, as the instrument wakes up, the value comes after the header and a blank.
    private static string ValueOf(string answer) => answer.Trim().Split(' ')[^1];

    private ValueTask<double> ReadAsync(string query, CancellationToken cancellationToken) =>
        Session.QueryAsync(query, answer => Session.ReadNumber(ValueOf(answer), query), cancellationToken);

    private async ValueTask<string> ReadWordAsync(string query, CancellationToken cancellationToken) =>
        ValueOf(await Session.QueryAsync(query, cancellationToken).ConfigureAwait(false)).ToUpperInvariant();
}
