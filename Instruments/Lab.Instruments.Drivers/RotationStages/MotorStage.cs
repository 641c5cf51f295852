using System.Globalization;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.RotationStages;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.RotationStages;

/// <summary>The part that drivers of rotation stages have in common: gate and travel are asked before anything moves, the home
/// switch is searched only where the bench file asks for it, and an angle counts as set when it was read back.</summary>
public abstract class MotorStage : ScpiInstrument, IRotationStage
{
    private const string VelocityKey = "velocity";
    private const string ToleranceKey = "tolerance";
    private const string SettlingKey = "settling";
    private const string ReferenceKey = "reference";
    private const string AsItIs = "as-it-is";
    private const string Search = "search";

    /// <summary>Digits of an angle after the point: finer than the encoders of all stages.</summary>
    private const string AngleForm = "0.#####";

    private readonly Angle tolerance;
    private readonly Duration settling;
    private readonly Action<BenchProgress>? progressed;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked for the whole movement before it starts.</param>
    /// <param name="values">The settings of the bench file.</param>
    /// <param name="progressed">Told of the search for the home switch.</param>
    protected MotorStage(
        InstrumentSession session, ISafetyGate gate, SettingValues values, Action<BenchProgress>? progressed)
        : base(session)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(values);
        Gate = gate;
        this.progressed = progressed;
        tolerance = values.Get<Angle>(ToleranceKey);
        settling = values.Get<Duration>(SettlingKey);
        Searches = values.Get<string>(ReferenceKey) == Search;

        // A limit of the bench that is tighter holds instead.
        double perSecond = gate.BoundsOf(session.Name, Channels.Angle).PerSecond;
        Velocity = Angle.FromRadians(Math.Min(values.Get<Angle>(VelocityKey).Radians, perSecond));
    }

    /// <summary>The keys that stages have in common.</summary>
    protected static IReadOnlyList<SettingKey> Keys { get; } =
    [
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
    ];

    /// <summary>Time beyond that of the movement in which a stage has to arrive, and in which it has to stop.</summary>
    protected static Duration Patience { get; } = Duration.FromSeconds(10);

    /// <summary>The longest search for the home switch: a turn at the slow homing speed of stages.</summary>
    protected static Duration LongestSearch { get; } = Duration.FromSeconds(300);

    /// <summary>Time between two looks at a movement.</summary>
    protected static Duration PollInterval { get; } = Duration.FromMilliseconds(50);

    /// <summary>The safety gate.</summary>
    protected ISafetyGate Gate { get; }

    /// <summary>The angle per second of a movement.</summary>
    protected Angle Velocity { get; }

    /// <summary>Whether the bench file asks for the search of the home switch.</summary>
    protected bool Searches { get; }

    /// <summary>The travel limits of the controller, degrees.</summary>
    protected (double Least, double Most) TravelDegrees { get; set; } = (double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Where the travel limits stand at the controller.</summary>
    protected abstract string TravelPlace { get; }

    /// <inheritdoc/>
    public async ValueTask SetAngleAsync(Angle angle, CancellationToken cancellationToken = default)
    {
        string command = CommandFor(angle);
        RequireAllowed(angle, command);
        await GetReadyAsync(command, cancellationToken).ConfigureAwait(false);
        Angle start = await ReadAngleAsync(cancellationToken).ConfigureAwait(false);
        double distance = Math.Abs((angle - start).Radians);
        if (distance <= tolerance.Radians / 10)
        {
            return;
        }

        var takes = Duration.FromSeconds(distance / Velocity.Radians);
        await TurnAsync(Movement(start, angle, takes), command, takes + Patience, cancellationToken).ConfigureAwait(false);
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
        var angle = Angle.FromDegrees(await ReadDegreesAsync(cancellationToken).ConfigureAwait(false));
        Session.Observe(SetPoint.Of(Channels.Angle, angle));
        return angle;
    }

    /// <inheritdoc/>
    public abstract ValueTask<bool> IsHomedAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract ValueTask StopAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default) =>
        await ReadAngleAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Stops where it is: a stage that stands turns nothing, and a way back could wind a cable up.</summary>
    /// <exception cref="InstrumentException">The controller does not answer or refuses.</exception>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => StopAsync(cancellationToken);

    /// <summary>An angle as the controller is told it, degrees.</summary>
    /// <param name="angle">The angle.</param>
    protected static string Text(Angle angle) => angle.Degrees.ToString(AngleForm, CultureInfo.InvariantCulture);

    /// <summary>The program of a movement, for the gate.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="takes">The time that it takes.</param>
    protected static SetPointProgram Movement(Angle start, Angle end, Duration takes) =>
        new(Channels.Angle, [start.Radians, end.Radians], takes.Seconds) { SlopeSeconds = takes.Seconds };

    /// <summary>The command that turns to an angle.</summary>
    /// <param name="angle">The angle.</param>
    protected abstract string CommandFor(Angle angle);

    /// <summary>Makes the stage ready to move, and searches its home switch where the bench file asks for it.</summary>
    /// <param name="command">The command that is to follow, for errors.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">The stage cannot be made ready, refuses, or does not answer.</exception>
    protected abstract ValueTask GetReadyAsync(string command, CancellationToken cancellationToken);

    /// <summary>Turns, and returns when the motion is done.</summary>
    /// <param name="program">The movement, for the gate.</param>
    /// <param name="command">The command.</param>
    /// <param name="longest">The longest time that it may take.</param>
    /// <param name="cancellationToken">Ends the wait; the stage goes on.</param>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), the stage refuses, does not arrive, or does
    /// not answer.</exception>
    protected abstract ValueTask TurnAsync(
        SetPointProgram program, string command, Duration longest, CancellationToken cancellationToken);

    /// <summary>Reads the angle, degrees.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer.</exception>
    protected abstract ValueTask<double> ReadDegreesAsync(CancellationToken cancellationToken);

    /// <summary>Searches the home switch, and tells of it. Where the switch is, is not known before: the search ends at zero,
    /// which has to be allowed.</summary>
    /// <param name="search">Searches by a program of the gate.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected async ValueTask SearchHomeAsync(Func<SetPointProgram, ValueTask> search, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(search);
        progressed?.Invoke(new BenchProgress(Name, "searches its home switch", Left: null));
        Angle start = await ReadAngleAsync(cancellationToken).ConfigureAwait(false);
        await search(Movement(start, default, LongestSearch)).ConfigureAwait(false);
        progressed?.Invoke(new BenchProgress(Name, "is homed", Left: null));
    }

    /// <summary>The error for a stage that moves while it is opened.</summary>
    protected InstrumentException IsMoving() => new(
        InstrumentFault.Limit,
        "The stage is moving",
        $"{Name}, {Session.Address}",
        "Wait until it stands, or stop it at its controller, and open the bench again.");

    /// <summary>The error for a stage that moves for too long.</summary>
    /// <param name="longest">The longest time.</param>
    /// <param name="command">The command that began it.</param>
    protected InstrumentException StillMoves(Duration longest, string command) => new(
        InstrumentFault.Timeout,
        $"The stage still moves after {longest}",
        $"{Name}, {command}",
        "Look for what slows it down, or correct 'velocity' in the bench file.");

    private static string Shown(Angle angle) => $"{Text(angle)} deg";

    private void RequireAllowed(Angle angle, string command)
    {
        Gate.CheckTarget(Name, SetPoint.Of(Channels.Angle, angle), command);
        if (!(angle.Degrees >= TravelDegrees.Least && angle.Degrees <= TravelDegrees.Most))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{Shown(angle)} is outside the travel of the controller, {TravelDegrees.Least} deg to {TravelDegrees.Most} deg",
                $"{Name}, {command}",
                $"Nothing was sent. Choose an angle within it, or widen the software limits at the controller ({TravelPlace}).");
        }
    }
}
