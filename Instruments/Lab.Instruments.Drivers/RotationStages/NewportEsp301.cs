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
public sealed partial class NewportEsp301 : MotorStage, IShippedDriver
{
    private const string AxisKey = "axis";

    /// <summary>The number of the unit degree.</summary>
    private const int Degrees = 7;

    private readonly int axis;
    private bool isHomed;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked for the whole movement before it starts.</param>
    /// <param name="values">The settings of the bench file.</param>
    /// <param name="progressed">Told of the search for the home switch.</param>
    public NewportEsp301(
        InstrumentSession session, ISafetyGate gate, SettingValues values, Action<BenchProgress>? progressed = null)
        : base(session, gate, values, progressed) => axis = (int)values.Get<double>(AxisKey);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "newport-esp301",
        Kind = IRotationStage.Kind,
        Summary = "Newport ESP300 or ESP301 motion controller, one rotary axis",
        Settings = [SettingKey.Number(AxisKey, 1, 1, 6, "The axis of the controller."), .. Keys],
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
    protected override string TravelPlace => "SL, SR";

    /// <inheritdoc/>
    /// <remarks>A controller whose zero is taken as it is counts as homed.</remarks>
    public override ValueTask<bool> IsHomedAsync(CancellationToken cancellationToken = default) => new(isHomed || !Searches);

    /// <inheritdoc/>
    public override async ValueTask StopAsync(CancellationToken cancellationToken = default)
    {
        string command = $"{axis}ST";
        await Session.SendAsync(command, cancellationToken).ConfigureAwait(false);
        await RequireDoneAsync(Patience, command, cancellationToken).ConfigureAwait(false);
        Gate.EndProgram(Name);
        await ReadAngleAsync(cancellationToken).ConfigureAwait(false);
    }

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
            throw IsMoving();
        }

        if (await Session.QueryNumberAsync($"{unit}?", cancellationToken).ConfigureAwait(false) != Degrees)
        {
            await Session.SendAsync($"{unit}{Degrees}", cancellationToken).ConfigureAwait(false);
        }

        TravelDegrees = (
            await Session.QueryNumberAsync($"{axis}SL?", cancellationToken).ConfigureAwait(false),
            await Session.QueryNumberAsync($"{axis}SR?", cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    protected override string CommandFor(Angle angle) => $"{axis}PA{Text(angle)}";

    /// <inheritdoc/>
    protected override ValueTask<double> ReadDegreesAsync(CancellationToken cancellationToken) =>
        Session.QueryNumberAsync($"{axis}TP?", cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask GetReadyAsync(string command, CancellationToken cancellationToken)
    {
        if (Searches && !isHomed)
        {
            string search = $"{axis}OR1";
            await SearchHomeAsync(
                async program =>
                {
                    await Session.ApplyProgramAsync(program, [$"{axis}MO", search], cancellationToken).ConfigureAwait(false);
                    await RequireDoneAsync(LongestSearch, search, cancellationToken).ConfigureAwait(false);
                    isHomed = true;
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask TurnAsync(
        SetPointProgram program, string command, Duration longest, CancellationToken cancellationToken)
    {
        await Session.ApplyProgramAsync(program, [$"{axis}MO", $"{axis}VA{Text(Velocity)}", command], cancellationToken)
            .ConfigureAwait(false);
        await RequireDoneAsync(longest, command, cancellationToken).ConfigureAwait(false);
    }

    // An error of the axis, such as a limit switch, ends a motion as well.
    private async ValueTask RequireDoneAsync(Duration longest, string command, CancellationToken cancellationToken)
    {
        Duration giveUp = Session.Clock.Now() + longest;
        while (!await Session.QuerySwitchAsync($"{axis}MD?", cancellationToken).ConfigureAwait(false))
        {
            if (Session.Clock.Now() > giveUp)
            {
                throw StillMoves(longest, command);
            }

            await Session.Clock.WaitAsync(PollInterval, cancellationToken).ConfigureAwait(false);
        }

        Gate.EndProgram(Name);
        if (await Session.ReadErrorsAsync(cancellationToken).ConfigureAwait(false) is [var first, ..])
        {
            throw new InstrumentException(
                InstrumentFault.Refused,
                $"The motion ended with an error: {first}",
                $"{Name}, {command}",
                "Clear its cause at the stage, then open the bench again.");
        }
    }
}
