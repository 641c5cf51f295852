using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Electromagnets.RohdeSchwarzHmp>]

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>One channel of a Rohde &amp; Schwarz (Hameg) HMP2020, HMP2030, HMP4030 or HMP4040 as the supply of a small
/// electromagnet: currents of one sign.</summary>
/// <remarks>The supply has one selected channel, to which commands go; another program can change that. The selection is asked
/// for before each use.</remarks>
public sealed class RohdeSchwarzHmp : SteppedMagnetSupply, IShippedDriver
{
    private const string ChannelKey = "channel";
    private const string SelectionQuery = "INST:NSEL?";
    private const string MasterQuery = "OUTP:GEN?";
    private const string ActiveQuery = "OUTP:SEL?";
    private const string FuseQuery = "FUSE?";

    private readonly int channel;
    private readonly Voltage voltageLimit;
    private double leastAmperes;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked for the end of a ramp before its first step.</param>
    /// <param name="rampRate">The fastest change of the set-point. Positive.</param>
    /// <param name="rampStep">Time between two steps of a ramp. Positive.</param>
    /// <param name="voltageLimit">The voltage that the supply may use to drive the current. Positive.</param>
    /// <param name="channel">The channel, from 1.</param>
    public RohdeSchwarzHmp(
        InstrumentSession session, ISafetyGate gate, CurrentRate rampRate, Duration rampStep, Voltage voltageLimit, int channel)
        : base(session, gate, rampRate, rampStep) =>
        (this.voltageLimit, this.channel) = (voltageLimit, channel);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "rohde-schwarz-hmp",
        Kind = InstrumentKind.MagnetSupply,
        Terminals =
        [
            .. InstrumentKind.MagnetSupply.Terminals.Select(terminal => terminal with
            {
                Channels = [.. terminal.Channels.Select(each => each with { Sign = SetPointSign.NotNegative })],
            }),
        ],
        Summary = "Rohde & Schwarz HMP2000 or HMP4000 power supply, one channel on a magnet of one polarity",
        Settings =
        [
            .. RampKeys(volts: 10),
            SettingKey.Number(ChannelKey, 1, 1, 4, "The channel of the supply."),
        ],
        Manners = new InstrumentManners { ErrorQuery = "SYST:ERR?", Completion = Completion.OwnReport },
        Models = ["HMP4040", "HMP4030", "HMP2030", "HMP2020"],
        Beliefs = Beliefs,
        Create = context => new RohdeSchwarzHmp(
            context.Session(),
            context.Gate,
            PositiveSetting.Of<CurrentRate>(context, RampRateKey),
            PositiveSetting.Of<Duration>(context, RampStepKey),
            PositiveSetting.Of<Voltage>(context, VoltageLimitKey),
            (int)context.Settings.Get<double>(ChannelKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    /// <remarks>The least set-point of the supplies is 0.5 mA, and their readings are no better than this.</remarks>
    protected override double ZeroAmperes => 0.01;

    /// <inheritdoc/>
    protected override Duration ReadBackTime => Duration.FromMilliseconds(200);

    /// <inheritdoc/>
    protected override string OffCommand => "OUTP:SEL 0";

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(SelectionQuery, "The selected channel", AnswerForm.Number(string.Empty, 1, 4), "selected channel"),
        Belief.Read(ActiveQuery, "Whether the selected channel is active", AnswerForm.Switch, "output"),
        Belief.Read(MasterQuery, "The master switch", AnswerForm.Switch, "master switch"),
        Belief.Read("CURR?", "The current of the selected channel", AnswerForm.Number("A", 0, 10.1), "CURR x"),
        Belief.Read("VOLT?", "The voltage limit of the selected channel", AnswerForm.Number("V", 0, 33), "voltage limit"),
        Belief.Read(FuseQuery, "The electronic fuse of the selected channel", AnswerForm.Switch, "electronic fuse") with
        {
            Wanted = _ => "0", SetBy = _ => "FUSE OFF", IsOptional = true,
        },
    ];

    private int ChannelCount => Identity.Model is [.., var tens, _] && char.IsAsciiDigit(tens) ? tens - '0' : 4;

    /// <inheritdoc/>
    protected override string CommandFor(double amperes) => $"CURR {Text(Math.Max(amperes, leastAmperes))}";

    /// <inheritdoc/>
    protected override async ValueTask<double> ReadSetAmperesAsync(CancellationToken cancellationToken)
    {
        await SelectAsync(cancellationToken).ConfigureAwait(false);
        return await Session.QueryNumberAsync("CURR?", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<double> ReadFlowingAmperesAsync(CancellationToken cancellationToken)
    {
        await SelectAsync(cancellationToken).ConfigureAwait(false);
        return await Session.QueryNumberAsync("MEAS:CURR?", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> ReadOutputAsync(CancellationToken cancellationToken)
    {
        await SelectAsync(cancellationToken).ConfigureAwait(false);
        return await Session.QuerySwitchAsync(ActiveQuery, cancellationToken).ConfigureAwait(false)
            && await Session.QuerySwitchAsync(MasterQuery, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>The master switch would switch other active channels on as well.</remarks>
    /// <exception cref="InstrumentException">Another channel is active and would be switched on, a limit forbids it, refused, or
    /// no answer.</exception>
    protected override async ValueTask SwitchOnAsync(CancellationToken cancellationToken)
    {
        Gate.CheckTarget(Name, SetPoint.Output(on: true), "OUTP:SEL 1"); // before another channel is selected
        bool isMasterOn = await Session.QuerySwitchAsync(MasterQuery, cancellationToken).ConfigureAwait(false);
        if (!isMasterOn)
        {
            await RequireOthersInactiveAsync(cancellationToken).ConfigureAwait(false);
        }

        SetPoint[] both = [new SetPoint(Channels.Current, 0), SetPoint.Output(on: true)];
        await Session.ApplyAsync(both, CommandFor(0), cancellationToken).ConfigureAwait(false);
        await Session.ApplyAsync(SetPoint.Output(on: true), "OUTP:SEL 1", cancellationToken).ConfigureAwait(false);
        if (!isMasterOn)
        {
            await Session.ApplyAsync(SetPoint.Output(on: true), "OUTP:GEN 1", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override ValueTask SelectAsync(CancellationToken cancellationToken) => SelectAsync(channel, cancellationToken);

    /// <inheritdoc/>
    protected override void RequireReachable(Current current)
    {
        if (current < default(Current))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"The supply gives no negative current, and {current} was asked for",
                $"{Name}, {CommandFor(0)}",
                "Nothing was sent. Choose a current of zero or above, or a bipolar supply.");
        }
    }

    /// <summary>The voltage limit, and no electronic fuse, which would switch the output off as soon as the supply regulates its
    /// current. The fuse is changed with the output off only.</summary>
    /// <exception cref="InstrumentException">The supply has no such channel, the fuse is on while the output is on, refused, or
    /// no answer.</exception>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        if (channel > ChannelCount)
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{Identity.Model} has {ChannelCount} channels, and channel {channel} is asked for",
                $"{Name}, {Session.Address}",
                "Correct 'channel' in the bench file.");
        }

        bool isOn = await GetOutputAsync(cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            FuseQuery, "FUSE OFF", answer => answer is "0" or "OFF", isOn, "regulate its current without a fuse",
            cancellationToken).ConfigureAwait(false);
        leastAmperes = await Session.QueryNumberAsync("CURR? MIN", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"VOLT {Text(voltageLimit.Volts)}", cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SelectAsync(int wanted, CancellationToken cancellationToken)
    {
        if (await Session.QueryNumberAsync(SelectionQuery, cancellationToken).ConfigureAwait(false) != wanted)
        {
            await Session.SendAsync($"INST:NSEL {wanted}", cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask RequireOthersInactiveAsync(CancellationToken cancellationToken)
    {
        foreach (int other in Enumerable.Range(1, ChannelCount).Where(each => each != channel))
        {
            await SelectAsync(other, cancellationToken).ConfigureAwait(false);
            if (await Session.QuerySwitchAsync(ActiveQuery, cancellationToken).ConfigureAwait(false))
            {
                await SelectAsync(channel, cancellationToken).ConfigureAwait(false);
                throw new InstrumentException(
                    InstrumentFault.Limit,
                    $"Channel {other} is active, and the master switch would switch it on together with channel {channel}",
                    $"{Name}, OUTP:GEN 1",
                    $"Nothing was switched. Switch channel {other} off at the front panel, or the master switch on by hand.");
            }
        }

        await SelectAsync(channel, cancellationToken).ConfigureAwait(false);
    }
}
