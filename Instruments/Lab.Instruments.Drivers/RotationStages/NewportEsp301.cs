using System.Globalization;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.RotationStages;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.RotationStages.NewportEsp301>]

namespace Lab.Instruments.Drivers.RotationStages;

/// <summary>One rotary axis of a Newport ESP300 or ESP301 motion controller (ESP301 user's manual, chapter 3).</summary>
/// <remarks>The controller does not tell whether it was homed: after power-on its angle counts from where the stage
/// stood.</remarks>
public sealed partial class NewportEsp301 : ScpiInstrument, IRotationStage, IShippedDriver
{
    private const string AxisKey = "axis";
    private const string VelocityKey = "velocity";
    private const string ToleranceKey = "tolerance";
    private const string SettlingKey = "settling";
    private const string ReferenceKey = "reference";
    private const string AsItIs = "as-it-is";
    private const string Search = "search";

    /// <summary>The number of the unit degree.</summary>
    private const int Degrees = 7;

    /// <summary>Digits of an angle after the point: finer than the encoders of all stages.</summary>
    private const string AngleForm = "0.#####";

    /// <summary>Time beyond that of the movement in which a stage has to arrive.</summary>
    private static readonly Duration Patience = Duration.FromSeconds(10);

    /// <summary>The longest search for the home switch: a turn at the slow homing speed of stages.</summary>
    private static readonly Duration LongestSearch = Duration.FromSeconds(300);

    private static readonly Duration PollInterval = Duration.FromMilliseconds(50);

    private readonly ISafetyGate gate;
    private readonly Action<BenchProgress>? progressed;
    private readonly int axis;
    private readonly Angle velocity;
    private readonly Angle tolerance;
    private readonly Duration settling;
    private readonly bool searches;
    private bool isHomed;
    private double leastDegrees = double.NegativeInfinity;
    private double mostDegrees = double.PositiveInfinity;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked for the whole movement before it starts.</param>
    /// <param name="values">The settings of the bench file.</param>
    /// <param name="progressed">Told of the search for the home switch.</param>
    public NewportEsp301(
        InstrumentSession session, ISafetyGate gate, SettingValues values, Action<BenchProgress>? progressed = null)
        : base(session)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(values);
        this.gate = gate;
        this.progressed = progressed;
        axis = (int)values.Get<double>(AxisKey);
        tolerance = values.Get<Angle>(ToleranceKey);
        settling = values.Get<Duration>(SettlingKey);
        searches = values.Get<string>(ReferenceKey) == Search;

        // A limit of the bench that is tighter holds instead.
        double perSecond = gate.BoundsOf(session.Name, Channels.Angle).PerSecond;
        velocity = Angle.FromRadians(Math.Min(values.Get<Angle>(VelocityKey).Radians, perSecond));
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "newport-esp301",
        Kind = IRotationStage.Kind,
        Summary = "Newport ESP300 or ESP301 motion controller, one rotary axis",
        Settings =
        [
            SettingKey.Number(AxisKey, 1, 1, 6, "The axis of the controller."),
            SettingKey.Positive<Angle>(VelocityKey, Angle.FromDegrees(10), "Angle per second of a movement."),
            SettingKey.Positive<Angle>(
                ToleranceKey, Angle.FromDegrees(0.02), "How far from its target a stage may stand when its motion is done."),
            SettingKey.NotNegative<Duration>(
                SettlingKey, Duration.FromMilliseconds(200), "Wait after the motion is done, for the stage to come to rest."),
            SettingKey.Choice(
                ReferenceKey,
                AsItIs,
                [AsItIs, Search],
                "Zero of the angle: as the controller has it, or the home switch, which the first movement searches for."),
        ],
        Manners = new InstrumentManners
        {
            ErrorQuery = "TB?",
            IdentityQuery = "VE?",
            HasFreeIdentity = true,
            Completion = Completion.OwnReport,
            TakesClosingQuery = true,
            MaximumMessageLength = 80,
            Serial = new SerialSettings { Baud = 921_600, Flow = "rts-cts", Terminator = "cr" },
        },
        Models = ["ESP301", "ESP300"],
        Beliefs = Beliefs,
        Create = context => new NewportEsp301(context.Session(), context.Gate, context.Settings, context.Progressed),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    public async ValueTask SetAngleAsync(Angle angle, CancellationToken cancellationToken = default)
    {
        string command = $"{axis}PA{Text(angle)}";
        RequireAllowed(angle, command);
        if (searches && !isHomed)
        {
            await SearchHomeAsync(cancellationToken).ConfigureAwait(false);
        }

        Angle start = await ReadAngleAsync(cancellationToken).ConfigureAwait(false);
        double distance = Math.Abs((angle - start).Radians);
        if (distance <= tolerance.Radians / 10)
        {
            return;
        }

        var takes = Duration.FromSeconds(distance / velocity.Radians);
        await MoveAsync([start, angle], takes, [$"{axis}MO", $"{axis}VA{Text(velocity)}", command], cancellationToken)
            .ConfigureAwait(false);
        await RequireDoneAsync(takes + Patience, command, cancellationToken).ConfigureAwait(false);
        await Session.Clock.WaitAsync(settling, cancellationToken).ConfigureAwait(false);
        Angle there = await ReadAngleAsync(cancellationToken).ConfigureAwait(false);
        if (!(Math.Abs((there - angle).Radians) <= tolerance.Radians))
        {
            throw new InstrumentException(
                InstrumentFault.Refused,
                $"The stage stands at {Shown(there)} and not at {Shown(angle)}, though its motion is done",
                $"{Name}, {command}",
                "Look for what blocks it, or for a motor that was switched off; a worm gear may need a wider 'tolerance'.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Angle> ReadAngleAsync(CancellationToken cancellationToken = default)
    {
        var angle = Angle.FromDegrees(await Session.QueryNumberAsync($"{axis}TP?", cancellationToken).ConfigureAwait(false));
        Session.Observe(SetPoint.Of(Channels.Angle, angle));
        return angle;
    }

    /// <inheritdoc/>
    /// <remarks>A controller whose zero is taken as it is counts as homed.</remarks>
    public ValueTask<bool> IsHomedAsync(CancellationToken cancellationToken = default) => new(isHomed || !searches);

    /// <inheritdoc/>
    public async ValueTask StopAsync(CancellationToken cancellationToken = default)
    {
        string command = $"{axis}ST";
        await Session.SendAsync(command, cancellationToken).ConfigureAwait(false);
        await RequireDoneAsync(Patience, command, cancellationToken).ConfigureAwait(false);
        gate.EndProgram(Name);
        await ReadAngleAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default) =>
        await ReadAngleAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Stops where it is: a stage that stands turns nothing, and a way back could wind a cable up.</summary>
    /// <exception cref="InstrumentException">The controller does not answer or refuses.</exception>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => StopAsync(cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask<InstrumentIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        // 'ESP301 Version 3.0.1 6/1/99'
        InstrumentIdentity answer = await base.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        string[] words = answer.Manufacturer.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new InstrumentIdentity("Newport", words[0], "0", string.Join(' ', words.Skip(1)));
    }

    /// <summary>Degrees, and the travel limits of the controller. A stage that moves is refused, since the unit of its target
    /// would change under it.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        isHomed = false;
        string unit = $"{axis}SN";
        if (!await Session.QuerySwitchAsync($"{axis}MD?", cancellationToken).ConfigureAwait(false))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                "The stage is moving",
                $"{Name}, {Session.Address}",
                "Wait until it stands, or stop it at its controller, and open the bench again.");
        }

        if (await Session.QueryNumberAsync($"{unit}?", cancellationToken).ConfigureAwait(false) != Degrees)
        {
            await Session.SendAsync($"{unit}{Degrees}", cancellationToken).ConfigureAwait(false);
        }

        leastDegrees = await Session.QueryNumberAsync($"{axis}SL?", cancellationToken).ConfigureAwait(false);
        mostDegrees = await Session.QueryNumberAsync($"{axis}SR?", cancellationToken).ConfigureAwait(false);
    }

    private static string Text(Angle angle) => angle.Degrees.ToString(AngleForm, CultureInfo.InvariantCulture);

    private static string Shown(Angle angle) => $"{Text(angle)} deg";

    private async ValueTask SearchHomeAsync(CancellationToken cancellationToken)
    {
        string command = $"{axis}OR1";
        progressed?.Invoke(new BenchProgress(Name, "searches its home switch", Left: null));
        Angle start = await ReadAngleAsync(cancellationToken).ConfigureAwait(false);

        // Where the switch is, is not known before: the search ends at zero, which has to be allowed.
        await MoveAsync([start, default], LongestSearch, [$"{axis}MO", command], cancellationToken).ConfigureAwait(false);
        await RequireDoneAsync(LongestSearch, command, cancellationToken).ConfigureAwait(false);
        isHomed = true;
        progressed?.Invoke(new BenchProgress(Name, "is homed", Left: null));
    }

    private ValueTask MoveAsync(
        Angle[] path, Duration takes, IReadOnlyList<string> messages, CancellationToken cancellationToken) =>
        Session.ApplyProgramAsync(
            new SetPointProgram(Channels.Angle, [.. path.Select(angle => angle.Radians)], takes.Seconds)
            {
                SlopeSeconds = takes.Seconds,
            },
            messages,
            cancellationToken);

    // An error of the axis, such as a limit switch, ends a motion as well.
    private async ValueTask RequireDoneAsync(Duration longest, string command, CancellationToken cancellationToken)
    {
        Duration giveUp = Session.Clock.Now() + longest;
        while (!await Session.QuerySwitchAsync($"{axis}MD?", cancellationToken).ConfigureAwait(false))
        {
            if (Session.Clock.Now() > giveUp)
            {
                throw new InstrumentException(
                    InstrumentFault.Timeout,
                    $"The stage still moves after {longest}",
                    $"{Name}, {command}",
                    "Look for what slows it down, or correct 'velocity' in the bench file.");
            }

            await Session.Clock.WaitAsync(PollInterval, cancellationToken).ConfigureAwait(false);
        }

        gate.EndProgram(Name);
        if (await Session.ReadErrorsAsync(cancellationToken).ConfigureAwait(false) is [var first, ..])
        {
            throw new InstrumentException(
                InstrumentFault.Refused,
                $"The motion ended with an error: {first}",
                $"{Name}, {command}",
                "Clear its cause at the stage, then open the bench again.");
        }
    }

    private void RequireAllowed(Angle angle, string command)
    {
        gate.CheckTarget(Name, SetPoint.Of(Channels.Angle, angle), command);
        if (!(angle.Degrees >= leastDegrees && angle.Degrees <= mostDegrees))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{Shown(angle)} is outside the travel of the controller, {leastDegrees} deg to {mostDegrees} deg",
                $"{Name}, {command}",
                "Nothing was sent. Choose an angle within it, or widen the software limits at the controller (SL, SR).");
        }
    }
}
