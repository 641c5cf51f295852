using System.Globalization;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Electromagnets.Ami430>]

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>American Magnetics Model 430 programmer of a superconducting magnet, with or without a persistent switch (Model 430
/// manual, chapter 4).</summary>
/// <remarks>The programmer ramps by itself at the rate that opening sets. The driver moves its target in steps of that rate, each
/// of which passes the safety gate: a program that ends leaves the magnet one step further and no more. With a persistent switch
/// the output is its heater; without one the programmer has no switch, and off means that no ramp is made.</remarks>
public sealed partial class Ami430 : RampedMagnetSupply, IShippedDriver
{
    private const string SwitchKey = "persistent_switch";

    private const string StateQuery = "STATE?";
    private const string HeaterQuery = "PS?";

    // States of the programmer (manual, table of STATE?).
    private const int Ramping = 1;
    private const int QuenchDetected = 7;
    private const int HeatingSwitch = 9;
    private const int CoolingSwitch = 10;

    /// <summary>The least current that counts as flowing, A: the accuracy of the supplies is near it.</summary>
    private const double ZeroAmperes = 0.02;

    /// <summary>The largest current of the segment for which a rate counts, A: beyond that of all supplies.</summary>
    private const int SegmentAmperes = 1000;

    private static readonly Duration PollInterval = Duration.FromMilliseconds(100);

    /// <summary>The longest time that a switch may take to warm up or cool down (manual: 3600 s can be set).</summary>
    private static readonly Duration LongestSwitching = Duration.FromSeconds(3700);

    private readonly Action<BenchProgress>? progressed;
    private readonly Voltage voltageLimit;
    private readonly bool hasSwitch;
    private bool isOn;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked for the end of a ramp before its first step.</param>
    /// <param name="rampRate">The fastest change of the current. A limit of the bench that is tighter holds instead.</param>
    /// <param name="rampStep">Time between two targets of a ramp. Positive.</param>
    /// <param name="voltageLimit">The voltage that the supply may use to drive the current. Positive.</param>
    /// <param name="hasSwitch">Whether the magnet has a persistent switch.</param>
    /// <param name="progressed">Told of the warming and cooling of the switch.</param>
    public Ami430(
        InstrumentSession session,
        ISafetyGate gate,
        CurrentRate rampRate,
        Duration rampStep,
        Voltage voltageLimit,
        bool hasSwitch,
        Action<BenchProgress>? progressed = null)
        : base(session, gate, rampRate, rampStep)
    {
        this.voltageLimit = voltageLimit;
        this.hasSwitch = hasSwitch;
        this.progressed = progressed;
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "ami-430",
        Kind = InstrumentKind.MagnetSupply,
        Summary = "American Magnetics Model 430 programmer of a superconducting magnet",
        Settings =
        [
            SettingKey.Quantity<CurrentRate>(
                RampRateKey,
                CurrentRate.FromAmperesPerSecond(0.05),
                "The fastest change of the current; the magnet's data sheet has it."),
            SettingKey.Quantity<Duration>(RampStepKey, Duration.FromSeconds(1), "Time between two targets of a ramp."),
            SettingKey.Quantity<Voltage>(
                VoltageLimitKey, Voltage.FromVolts(5), "The voltage that the supply may use to drive the current."),
            SettingKey.Switch(
                SwitchKey, defaultValue: false, "Whether the magnet has a persistent switch, whose heater is then the output."),
        ],
        Manners = new InstrumentManners
        {
            Completion = Completion.EventsInOwnMessage,
            ErrorQuery = "SYST:ERR?",
            Greeting = ["American Magnetics Model 430 IP Interface", "Hello."],
            Serial = new SerialSettings { Baud = 115_200, Flow = "rts-cts", Terminator = "crlf" },
            IsSingleClient = true,
        },
        Models = ["MODEL 430"],
        Beliefs = Beliefs,
        Create = context => new Ami430(
            context.Session(),
            context.Gate,
            PositiveSetting.Of<CurrentRate>(context, RampRateKey),
            PositiveSetting.Of<Duration>(context, RampStepKey),
            PositiveSetting.Of<Voltage>(context, VoltageLimitKey),
            context.Settings.Get<bool>(SwitchKey),
            context.Progressed),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    /// <remarks>With a persistent switch it is warmed or cooled, which takes the time that the programmer was set to.</remarks>
    public override async ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default)
    {
        if (on == await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        string command = hasSwitch ? $"PS {(on ? 1 : 0)}" : $"output {(on ? "on" : "off")}";
        Current flowing = await MeasureCurrentAsync(cancellationToken).ConfigureAwait(false);
        if (!on && !(Math.Abs(flowing.Amperes) <= ZeroAmperes))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{flowing} still flows in the coils, and would stay in them without a supply",
                $"{Name}, {command}",
                "Ramp the current to zero before the output is switched off.");
        }

        SetPoint[] setPoints = on ? [new SetPoint(Channels.Current, 0), SetPoint.Output(on)] : [SetPoint.Output(on)];
        if (hasSwitch)
        {
            await Session.ApplyAsync(setPoints, command, cancellationToken).ConfigureAwait(false);
            await WaitForSwitchAsync(on, cancellationToken).ConfigureAwait(false);
            return;
        }

        Gate.Check(Name, setPoints, command);
        Gate.Confirm(Name);
        isOn = on;
    }

    /// <inheritdoc/>
    public override async ValueTask<Current> MeasureCurrentAsync(CancellationToken cancellationToken = default) =>
        Current.FromAmperes(await Session.QueryNumberAsync("CURR:MAG?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public override async ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default)
    {
        isOn = hasSwitch
            ? await Session.QuerySwitchAsync(HeaterQuery, cancellationToken).ConfigureAwait(false)
            : isOn || Math.Abs((await MeasureCurrentAsync(cancellationToken).ConfigureAwait(false)).Amperes) > ZeroAmperes;
        Session.Observe(SetPoint.Output(isOn));
        return isOn;
    }

    /// <summary>Ramps to zero and switches the output off. After a quench nothing flows any more, and nothing is sent.</summary>
    /// <exception cref="InstrumentException">The programmer does not answer or refuses.</exception>
    public override async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        if (await StateAsync(cancellationToken).ConfigureAwait(false) == QuenchDetected)
        {
            await ReadBackAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await RampToAsync(default, cancellationToken).ConfigureAwait(false);
        await SetOutputAsync(on: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Seconds, one segment of the bench file's rate, the voltage limit. A magnet that ramps, quenched, or is persistent
    /// is refused.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        isOn = false;
        if (await RequireNoQuenchAsync(cancellationToken).ConfigureAwait(false) is Ramping or HeatingSwitch or CoolingSwitch)
        {
            throw Refused(
                "The magnet is ramping, or its switch changes, and a new rate would change that",
                StateQuery,
                "Wait until it holds, or pause it at its front panel, and open the bench again.");
        }

        const string persistent = "PERS?";
        if (await Session.QuerySwitchAsync(persistent, cancellationToken).ConfigureAwait(false))
        {
            throw Refused(
                "The magnet is persistent: a current flows in it without its supply",
                persistent,
                "Bring the supply to the same current, switch the heater on, ramp to zero, and open the bench again.");
        }

        const string installed = "PS:INST?";
        if (await Session.QuerySwitchAsync(installed, cancellationToken).ConfigureAwait(false) != hasSwitch)
        {
            throw Refused(
                $"The programmer is set up for a magnet {(hasSwitch ? "without" : "with")} a persistent switch",
                installed,
                "Correct 'persistent_switch' in the bench file, or the set-up of the programmer.");
        }

        await Session.SendAsync("CONF:RAMP:RATE:UNITS 0", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync("CONF:RAMP:RATE:SEG 1", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            $"CONF:RAMP:RATE:CURR 1,{Text(RampRate.AmperesPerSecond)},{SegmentAmperes}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"CONF:VOLT:LIM {Text(voltageLimit.Volts)}", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override string CommandFor(double amperes) => $"CONF:CURR:TARG {Text(amperes)}";

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    protected override async ValueTask StepToAsync(Current current, CancellationToken cancellationToken)
    {
        await RequireNoQuenchAsync(cancellationToken).ConfigureAwait(false);
        double start = (await MeasureCurrentAsync(cancellationToken).ConfigureAwait(false)).Amperes;
        Session.Observe(new SetPoint(Channels.Current, start));
        double distance = current.Amperes - start;
        (int steps, Duration pause) = StepsOf(distance);
        Duration begun = Session.Clock.Now();
        for (int i = 1; i <= steps; i++)
        {
            double next = i == steps ? current.Amperes : start + (distance * i / steps);
            var setPoint = new SetPoint(Channels.Current, next);
            await Session.Clock.WaitAsync(Gate.DelayFor(Name, setPoint), cancellationToken).ConfigureAwait(false);
            await Session.ApplyAsync(setPoint, CommandFor(next), cancellationToken).ConfigureAwait(false);
            await Session.SendAsync("RAMP", cancellationToken).ConfigureAwait(false);
            Duration rest = begun + (pause * i) - Session.Clock.Now();
            await Session.Clock.WaitAsync(rest.Seconds > 0 ? rest : default, cancellationToken).ConfigureAwait(false);
            await RequireNoQuenchAsync(cancellationToken).ConfigureAwait(false);
        }

        Duration giveUp = Session.Clock.Now() + (pause * steps) + RampStep + Duration.FromSeconds(10);
        while (await RequireNoQuenchAsync(cancellationToken).ConfigureAwait(false) == Ramping)
        {
            if (Session.Clock.Now() > giveUp)
            {
                throw new InstrumentException(
                    InstrumentFault.Timeout,
                    $"The magnet still ramps to {current} long after it should be there",
                    $"{Name}, {StateQuery}",
                    "The voltage limit is too low for the rate with this inductance: lower 'ramp_rate', or raise "
                        + "'voltage_limit'.");
            }

            await Session.Clock.WaitAsync(PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask WaitForSwitchAsync(bool on, CancellationToken cancellationToken)
    {
        progressed?.Invoke(
            new BenchProgress(Name, on ? "warms its persistent switch" : "cools its persistent switch", Left: null));
        Duration giveUp = Session.Clock.Now() + LongestSwitching;
        while (await StateAsync(cancellationToken).ConfigureAwait(false) is HeatingSwitch or CoolingSwitch)
        {
            if (Session.Clock.Now() > giveUp)
            {
                throw new InstrumentException(
                    InstrumentFault.Timeout,
                    $"The persistent switch still {(on ? "warms" : "cools")} after {LongestSwitching}",
                    $"{Name}, {StateQuery}",
                    "Read the heater's current and the switch's times at the programmer; leave the current as it is until then.");
            }

            await Session.Clock.WaitAsync(PollInterval * 10, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<int> StateAsync(CancellationToken cancellationToken) =>
        (int)await Session.QueryNumberAsync(StateQuery, cancellationToken).ConfigureAwait(false);

    private async ValueTask<int> RequireNoQuenchAsync(CancellationToken cancellationToken)
    {
        int state = await StateAsync(cancellationToken).ConfigureAwait(false);
        return state != QuenchDetected
            ? state
            : throw Refused(
                "The magnet has quenched: it is no longer superconducting, and its current is gone",
                StateQuery,
                "Let it cool, find out why, and clear the quench at the programmer ('QU 0') before the bench is opened again.");
    }

    private InstrumentException Refused(string what, string command, string remedy) =>
        new(InstrumentFault.Limit, what, $"{Name}, {command}", remedy);
}
