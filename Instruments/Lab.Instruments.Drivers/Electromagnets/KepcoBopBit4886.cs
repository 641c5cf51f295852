using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Electromagnets.KepcoBopBit4886>]

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>Kepco BOP power supply with the BIT 4886 interface card, in current mode on a magnet (BIT 4886 operator manual,
/// 243-1303).</summary>
/// <remarks>The card has no ramp: the driver steps the set-point, and every step passes the safety gate.</remarks>
public sealed partial class KepcoBopBit4886 : SteppedMagnetSupply, IShippedDriver
{
    /// <summary>Part of the supply's full scale below which no current counts as flowing:
    /// its reading is no better than this.</summary>
    private const double ZeroOfFullScale = 0.003;

    /// <summary>The least current that counts as flowing, A (read-back accuracy of supplies up to 400 W).</summary>
    private const double LeastZeroAmperes = 0.05;

    private readonly Voltage voltageLimit;
    private double zeroAmperes = LeastZeroAmperes;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked for the end of a ramp before its first step.</param>
    /// <param name="rampRate">The fastest change of the set-point. Positive; a limit of the bench that is tighter holds
    /// instead.</param>
    /// <param name="rampStep">Time between two steps of a ramp. Positive.</param>
    /// <param name="voltageLimit">The voltage that the supply may use to drive the current. Positive.</param>
    public KepcoBopBit4886(
        InstrumentSession session, ISafetyGate gate, CurrentRate rampRate, Duration rampStep, Voltage voltageLimit)
        : base(session, gate, rampRate, rampStep) => this.voltageLimit = voltageLimit;

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "kepco-bop-bit4886",
        Kind = InstrumentKind.MagnetSupply,
        Summary = "Kepco BOP bipolar power supply with BIT 4886 interface card",
        Settings = RampKeys(volts: 20),
        Manners = new InstrumentManners
        {
            // The manual's figures: the card needs 2 ms to put an answer together and holds messages of 253 characters.
            ReplyDelay = Duration.FromMilliseconds(2),
            MaximumMessageLength = 253,

            // The device-dependent bit is set whenever coils lag behind their set-point, which is no error (manual, A.5).
            ErrorEvents = 0b0011_0100,
            Serial = new SerialSettings { Flow = "xon-xoff", Terminator = "crlf" },
            SerialRemoteCommand = ":SYST:REM 1",
        },
        Models = ["BIT 4886", "BIT4886", "BIT 802E", "BIT802E", "BIT 4882", "BIT4882"],
        Beliefs = Beliefs,
        Create = context => new KepcoBopBit4886(
            context.Session(),
            context.Gate,
            PositiveSetting.Of<CurrentRate>(context, RampRateKey),
            PositiveSetting.Of<Duration>(context, RampStepKey),
            PositiveSetting.Of<Voltage>(context, VoltageLimitKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override double ZeroAmperes => zeroAmperes;

    /// <inheritdoc/>
    /// <remarks>The read-back averages sixteen readings (manual, 1.2.1).</remarks>
    protected override Duration ReadBackTime => Duration.FromMilliseconds(320);

    /// <inheritdoc/>
    protected override string OffCommand => ":OUTP 0";

    /// <inheritdoc/>
    protected override string CommandFor(double amperes) => $":CURR {Text(amperes)}";

    /// <inheritdoc/>
    protected override ValueTask<double> ReadSetAmperesAsync(CancellationToken cancellationToken) =>
        Session.QueryNumberAsync(":CURR?", cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<double> ReadFlowingAmperesAsync(CancellationToken cancellationToken) =>
        Session.QueryNumberAsync(":MEAS:CURR?", cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<bool> ReadOutputAsync(CancellationToken cancellationToken) =>
        Session.QuerySwitchAsync(":OUTP?", cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Off keeps the set-point and on would jump to it.</remarks>
    protected override ValueTask SwitchOnAsync(CancellationToken cancellationToken) => Session.ApplyAsync(
        [new SetPoint(Channels.Current, 0), SetPoint.Output(on: true)], ":CURR 0;:OUTP 1", cancellationToken);

    /// <summary>Current mode at full scale, with the voltage limit. Mode and range are switched with the output off only: what
    /// was a limit would become the set-point, and a change of range is a spike. What earlier users left behind is in the README
    /// of this folder.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        bool isOn = await GetOutputAsync(cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            ":FUNC:MODE?", ":FUNC:MODE CURR", answer => answer is "1" or "CURR", isOn, "drive a current", cancellationToken)
            .ConfigureAwait(false);
        await RequireModeAsync(
            ":CURR:MODE?",
            ":CURR:MODE FIX",
            answer => answer.StartsWith("FIX", StringComparison.OrdinalIgnoreCase),
            isOn,
            "a fixed current, without a list",
            cancellationToken).ConfigureAwait(false);
        if (!isOn)
        {
            // The quarter range would refuse currents above a quarter of full scale, and the automatic one switches with a spike.
            await SendIfKnownAsync(cancellationToken, ":CURR:RANG 1").ConfigureAwait(false);
        }

        double? mostAmperes = await MostAsync(":CURR? MAX", cancellationToken).ConfigureAwait(false);
        double? mostVolts = await MostAsync(":VOLT? MAX", cancellationToken).ConfigureAwait(false);
        zeroAmperes = Math.Max(LeastZeroAmperes, ZeroOfFullScale * (mostAmperes ?? 0));
        await Session.SendAsync($":VOLT {Text(Math.Min(voltageLimit.Volts, mostVolts ?? voltageLimit.Volts))}", cancellationToken)
            .ConfigureAwait(false);
    }

    private async ValueTask<double?> MostAsync(string query, CancellationToken cancellationToken) =>
        await Session.QueryIfKnownAsync(query, cancellationToken).ConfigureAwait(false) is { } answer
            ? Session.ReadNumber(answer, query)
            : null;
}
