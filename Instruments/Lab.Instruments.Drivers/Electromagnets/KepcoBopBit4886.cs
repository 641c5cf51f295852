using System.Globalization;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Electromagnets.KepcoBopBit4886>]

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>Kepco BOP power supply with the BIT 4886 interface card, in current mode on a magnet (BIT 4886 operator manual,
/// 243-1303).</summary>
/// <remarks>The card has no ramp: the driver steps the set-point, and every step passes the safety gate.</remarks>
public sealed partial class KepcoBopBit4886 : ScpiInstrument, IMagnetSupply, IShippedDriver
{
    private const string RampRateKey = "ramp_rate";
    private const string RampStepKey = "ramp_step";
    private const string VoltageLimitKey = "voltage_limit";

    /// <summary>Part of the supply's full scale below which no current counts as flowing:
    /// its reading is no better than this.</summary>
    private const double ZeroOfFullScale = 0.003;

    /// <summary>The least current that counts as flowing, A (read-back accuracy of supplies up to 400 W).</summary>
    private const double LeastZeroAmperes = 0.05;

    /// <summary>The read-back averages sixteen readings and is valid so long after a change (manual, 1.2.1).</summary>
    private static readonly Duration ReadBackTime = Duration.FromMilliseconds(320);

    /// <summary>Time that coils may take to follow the set-point to zero.</summary>
    private static readonly Duration DecayTime = Duration.FromSeconds(10);

    private readonly ISafetyGate gate;
    private readonly Duration rampStep;
    private readonly Voltage voltageLimit;
    private readonly double largestStepAmperes;
    private double zeroAmperes = LeastZeroAmperes;
    private Duration lastChange = Duration.FromSeconds(double.NegativeInfinity);

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked for the end of a ramp before its first step.</param>
    /// <param name="rampRate">The fastest change of the set-point. Positive; a limit of the bench that is tighter holds
    /// instead.</param>
    /// <param name="rampStep">Time between two steps of a ramp. Positive.</param>
    /// <param name="voltageLimit">The voltage that the supply may use to drive the current. Positive.</param>
    public KepcoBopBit4886(
        InstrumentSession session, ISafetyGate gate, CurrentRate rampRate, Duration rampStep, Voltage voltageLimit)
        : base(session)
    {
        this.gate = gate;
        this.rampStep = rampStep;
        this.voltageLimit = voltageLimit;
        ChangeBounds bounds = gate.BoundsOf(session.Name, Channels.Current);
        RampRate = CurrentRate.FromAmperesPerSecond(Math.Min(rampRate.AmperesPerSecond, bounds.PerSecond));
        largestStepAmperes = bounds.PerStep;
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "kepco-bop-bit4886",
        Kind = InstrumentKind.MagnetSupply,
        Summary = "Kepco BOP bipolar power supply with BIT 4886 interface card",
        Settings =
        [
            SettingKey.Quantity<CurrentRate>(
                RampRateKey, CurrentRate.FromAmperesPerSecond(1), "The fastest change of the current."),
            SettingKey.Quantity<Duration>(RampStepKey, Duration.FromMilliseconds(100), "Time between two steps of a ramp."),
            SettingKey.Quantity<Voltage>(
                VoltageLimitKey, Voltage.FromVolts(20), "The voltage that the supply may use to drive the current."),
        ],
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
    public CurrentRate RampRate { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    public async ValueTask RampToAsync(Current current, CancellationToken cancellationToken = default)
    {
        RequireAllowed(current);
        if (!await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            if (current == default)
            {
                return; // where it is already
            }

            throw new InstrumentException(
                InstrumentFault.Limit,
                $"The output is off, so that no ramp to {current} can be made",
                Name,
                "Switch the output on first.");
        }

        double start = await Session.QueryNumberAsync(":CURR?", cancellationToken).ConfigureAwait(false);
        Session.Observe(new SetPoint(Channels.Current, start));
        double distance = current.Amperes - start;
        int steps = Math.Max(
            1,
            (int)Math.Ceiling(Math.Abs(distance) / Math.Min(RampRate.AmperesPerSecond * rampStep.Seconds, largestStepAmperes)));
        var pause = Duration.FromSeconds(Math.Abs(distance) / steps / RampRate.AmperesPerSecond);
        for (int i = 1; i <= steps; i++)
        {
            double next = i == steps ? current.Amperes : start + (distance * i / steps);
            var setPoint = new SetPoint(Channels.Current, next);
            await Session.Clock.WaitAsync(gate.DelayFor(Name, setPoint), cancellationToken).ConfigureAwait(false);
            await Session.ApplyAsync(setPoint, CommandFor(next), cancellationToken).ConfigureAwait(false);
            lastChange = Session.Clock.Now();
            await Session.Clock.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default)
    {
        if (on == await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        if (on)
        {
            // Off keeps the set-point and on would jump to it.
            await Session.ApplyAsync(
                [new SetPoint(Channels.Current, 0), SetPoint.Output(on)], ":CURR 0;:OUTP 1", cancellationToken)
                .ConfigureAwait(false);
            return;
        }

        Current flowing = await MeasureCurrentAsync(cancellationToken).ConfigureAwait(false);
        if (!(Math.Abs(flowing.Amperes) <= zeroAmperes))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{flowing} still flows in the coils, whose field would collapse",
                $"{Name}, :OUTP 0",
                "Ramp the current to zero before the output is switched off.");
        }

        await Session.ApplyAsync(SetPoint.Output(on), ":OUTP 0", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Waits until the reading is one of after the last change.</remarks>
    public async ValueTask<Current> MeasureCurrentAsync(CancellationToken cancellationToken = default)
    {
        // A clock that was put back since leaves no more than one read-back to wait.
        Duration rest = lastChange + ReadBackTime - Session.Clock.Now();
        await Session.Clock.WaitAsync(rest < ReadBackTime ? rest : ReadBackTime, cancellationToken).ConfigureAwait(false);
        return Current.FromAmperes(await Session.QueryNumberAsync(":MEAS:CURR?", cancellationToken).ConfigureAwait(false));
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
        Session.Observe(SetPoint.Of(Channels.Current, await MeasureCurrentAsync(cancellationToken).ConfigureAwait(false)));
        await GetOutputAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>At the rate of the settings: the recipe's is for sources.</remarks>
    public ValueTask RampToZeroAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        RampToAsync(default, cancellationToken);

    /// <summary>Ramps to zero, waits until the coils have followed, and switches the output off.</summary>
    /// <exception cref="InstrumentException">The supply does not answer or refuses, or a current flows on.</exception>
    public override async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        await RampToAsync(default, cancellationToken).ConfigureAwait(false);
        Duration giveUp = Session.Clock.Now() + DecayTime;
        while (await MeasureCurrentAsync(cancellationToken).ConfigureAwait(false) is var flowing
            && !(Math.Abs(flowing.Amperes) <= zeroAmperes))
        {
            if (Session.Clock.Now() > giveUp)
            {
                throw new InstrumentException(
                    InstrumentFault.Timeout,
                    $"{flowing} still flows in the coils {DecayTime} after the set-point reached zero, and the output stays on",
                    $"{Name}, :MEAS:CURR?",
                    "Check the supply's display and its cables; switch its output off when no current flows.");
            }

            await Session.Clock.WaitAsync(ReadBackTime, cancellationToken).ConfigureAwait(false);
        }

        await SetOutputAsync(on: false, cancellationToken).ConfigureAwait(false);
    }

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

    private static string CommandFor(double amperes) => $":CURR {Text(amperes)}";

    // The card drops numbers with more than eight decimals without an error (manual, B.2); microamperes are far below its
    // resolution.
    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    // The end is checked before the first step, so that nothing is sent on the way to a forbidden current.
    private void RequireAllowed(Current current)
    {
        string command = CommandFor(current.Amperes);
        if (!double.IsFinite(current.Amperes))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{current.Amperes} A is not a current",
                $"{Name}, {command}",
                "Correct what computes the set-point.");
        }

        gate.CheckTarget(Name, SetPoint.Of(Channels.Current, current), command);
    }
}
