using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.RotationStages;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.RotationStages.NewportXps>]

namespace Lab.Instruments.Drivers.RotationStages;

/// <summary>One rotary positioner of a Newport XPS motion controller, in a group of its own.</summary>
/// <remarks>The controller answers a movement when it has ended. A wait that is given up leaves the connection, so that the stop
/// goes over a new one: each connection is served by itself.</remarks>
public sealed class NewportXps : MotorStage, IShippedDriver
{
    private const string PositionerKey = "positioner";
    private const string Done = "0";

    private static readonly Duration Initializing = Duration.FromSeconds(30);

    private readonly string positioner;
    private readonly string group;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked for the whole movement before it starts.</param>
    /// <param name="values">The settings of the bench file.</param>
    /// <param name="progressed">Told of the search for the home switch.</param>
    public NewportXps(
        InstrumentSession session, ISafetyGate gate, SettingValues values, Action<BenchProgress>? progressed = null)
        : base(session, gate, values, progressed)
    {
        positioner = values.Get<string>(PositionerKey);
        group = positioner.Split('.')[0];
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "newport-xps",
        Kind = IRotationStage.Kind,
        Summary = "Newport XPS motion controller (C, Q, D or RL), one rotary positioner",
        Settings =
        [
            SettingKey.Text(
                PositionerKey, "Group1.Pos", "The positioner with its group, as the controller's configuration names it.") with
            {
                Read = PositionerIn,
            },
            .. Keys,
        ],
        Manners = new InstrumentManners
        {
            Errors = ErrorReporting.Acknowledgement,
            Completion = Completion.OwnReport,
            Acknowledgement = new CommandAcknowledgement($"{Done},", "-")
            {
                Reasons = new Dictionary<string, InstrumentError>
                {
                    ["1"] = new(-200, "Busy socket"),
                    ["4"] = new(-113, "Unknown command"),
                    ["7"] = new(-102, "Wrong format"),
                    ["8"] = new(-224, "Wrong object type"),
                    ["9"] = new(-109, "Wrong number of parameters"),
                    ["17"] = new(-222, "Parameter out of range"),
                    ["18"] = new(-224, "No such positioner"),
                    ["19"] = new(-224, "No such group"),
                    ["20"] = new(-300, "Fatal error during initialisation"),
                    ["21"] = new(-300, "The controller is in initialisation"),
                    ["22"] = new(-221, "Not allowed in this state"),
                    ["25"] = new(-300, "Following error: the stage does not follow its motor"),
                    ["26"] = new(-300, "Emergency signal"),
                    ["27"] = new(-300, "The movement was aborted"),
                    ["28"] = new(-300, "The search for the home switch took too long"),
                    ["33"] = new(-300, "The stage did not come to rest in time"),
                    ["35"] = new(-222, "Outside the travel limits"),
                    ["45"] = new(-300, "End of run: a limit switch was reached"),
                    ["50"] = new(-300, "The motor could not be initialised"),
                },
            },
            IdentityQuery = "FirmwareVersionGet(char *)",
            HasFreeIdentity = true,
            SocketTerminator = LineTerminator.Bracket,
            SocketAnswerEnd = ",EndOfAPI",
        },
        Models = ["XPS"],
        Beliefs =
        [
            Of("GroupPositionCurrentGet(#,double *)", "The angle"),
            Of("PositionerUserTravelLimitsGet(#,double *,double *)", "The travel limits"),
            Of("PositionerSGammaParametersGet(#,double *,double *,double *,double *)", "Velocity, acceleration and jerk times"),
        ],
        Create = context => new NewportXps(context.Session(), context.Gate, context.Settings, context.Progressed),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string TravelPlace => "user travel limits of the positioner";

    /// <inheritdoc/>
    public override async ValueTask<bool> IsHomedAsync(CancellationToken cancellationToken = default) =>
        StateOf(await ReadStatusAsync(cancellationToken).ConfigureAwait(false))
            is not (XpsGroupState.NotInitialized or XpsGroupState.NotReferenced or XpsGroupState.Homing);

    /// <inheritdoc/>
    /// <remarks>A search for the home switch takes no abort: the group is killed, and has to be searched again. A movement whose
    /// connection was given up may still begin, so that two looks have to find the stage at rest.</remarks>
    public override async ValueTask StopAsync(CancellationToken cancellationToken = default)
    {
        string command = $"GroupMoveAbort({group})";
        Duration giveUp = Session.Clock.Now() + Patience;
        for (int looks = 0; looks < 2; looks++)
        {
            XpsGroupState state = StateOf(await ReadStatusAsync(cancellationToken).ConfigureAwait(false));
            if (state is XpsGroupState.Busy or XpsGroupState.Homing)
            {
                looks = -1;
                command = state == XpsGroupState.Homing ? $"GroupKill({group})" : $"GroupMoveAbort({group})";
                await Session.TryAsync(command, cancellationToken).ConfigureAwait(false); // it may have ended by itself meanwhile
                if (Session.Clock.Now() > giveUp)
                {
                    throw StillMoves(Patience, command);
                }
            }

            await Session.Clock.WaitAsync(PollInterval, cancellationToken).ConfigureAwait(false);
        }

        Gate.EndProgram(Name);
        await ReadAngleAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<InstrumentIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        // '0,XPS-RL V1.0', or '0,XPS-D-N13006'
        InstrumentIdentity answer = await base.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        string[] words = answer.Model.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new InstrumentIdentity("Newport", words[0], "0", words.Length > 1 ? string.Join(' ', words[1..]) : "0");
    }

    /// <summary>The travel limits of the controller. Nothing is set, and a stage that moves is refused.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        if (StateOf(await ReadStatusAsync(cancellationToken).ConfigureAwait(false))
            is XpsGroupState.Busy or XpsGroupState.Homing)
        {
            throw IsMoving();
        }

        double[] limits = await AskAsync(
            $"PositionerUserTravelLimitsGet({positioner},double *,double *)", 2, cancellationToken).ConfigureAwait(false);
        TravelDegrees = (limits[0], limits[1]);
    }

    /// <inheritdoc/>
    protected override string CommandFor(Angle angle) => $"GroupMoveAbsolute({positioner},{Text(angle)})";

    /// <inheritdoc/>
    protected override async ValueTask<double> ReadDegreesAsync(CancellationToken cancellationToken) =>
        (await AskAsync($"GroupPositionCurrentGet({positioner},double *)", 1, cancellationToken).ConfigureAwait(false))[0];

    /// <inheritdoc/>
    protected override async ValueTask GetReadyAsync(string command, CancellationToken cancellationToken)
    {
        int status = await ReadStatusAsync(cancellationToken).ConfigureAwait(false);
        switch (StateOf(status))
        {
            case XpsGroupState.Ready:
                return;
            case XpsGroupState.Disabled:
                await Session.SendAsync($"GroupMotionEnable({group})", cancellationToken).ConfigureAwait(false);
                return;
            case XpsGroupState.NotInitialized or XpsGroupState.NotReferenced when Searches:
                await SearchHomeAsync(program => SearchAsync(status, program, cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
                return;
            case XpsGroupState.NotInitialized or XpsGroupState.NotReferenced:
                throw await NotReadyAsync(
                    "Nothing was sent. Search its home switch at the controller, or write 'reference: search' in the bench "
                        + "file, with which the first movement does so.").ConfigureAwait(false);
            default:
                throw await NotReadyAsync(
                    "Nothing was sent. Clear its cause at the stage, enable the group at the controller, and open the bench "
                        + "again.").ConfigureAwait(false);
        }

        async ValueTask<InstrumentException> NotReadyAsync(string remedy) => new(
            InstrumentFault.Refused,
            $"The group takes no movement: {await WordsOfAsync(status, cancellationToken).ConfigureAwait(false)} ({status})",
            $"{Name}, {command}",
            remedy);
    }

    /// <inheritdoc/>
    /// <remarks>Acceleration and jerk times stay as the stage's maker or an earlier user set them.</remarks>
    protected override async ValueTask TurnAsync(
        SetPointProgram program, string command, Duration longest, CancellationToken cancellationToken)
    {
        string profile = await Session.QueryAsync(
            $"PositionerSGammaParametersGet({positioner},double *,double *,double *,double *)", cancellationToken)
            .ConfigureAwait(false);
        string[] others = profile.Split(',') is [Done, _, .. string[] { Length: 3 } rest]
            ? rest
            : throw Session.BadAnswer(profile, "PositionerSGammaParametersGet", "velocity, acceleration and two jerk times");
        await Session.ApplyProgramAsync(
            program,
            [$"PositionerSGammaParametersSet({positioner},{Text(Velocity)},{string.Join(',', others)})", command],
            longest,
            cancellationToken).ConfigureAwait(false);
        Gate.EndProgram(Name);
    }

    private static Belief Of(string query, string tells)
    {
        string line = query.Replace("#", "G.P", StringComparison.Ordinal);
        return Belief.Read(query, tells, AnswerForm.Text, line) with { ChannelKey = PositionerKey };
    }

    private static string PositionerIn(string text) =>
        text.Split('.') is [{ Length: > 0 }, { Length: > 0 }]
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-')
            ? text
            : throw new FormatException($"'{text}' is no positioner with its group, such as Group1.Pos.");

    // The numbers of GroupStatusGet as public drivers list them; what none of them lists counts as busy.
    private static XpsGroupState StateOf(int status) => status switch
    {
        >= 0 and <= 9 or 50 or 52 or 60 or 61 or 63 or 66 or 67 or 71 or 72 or 83 or 106 => XpsGroupState.NotInitialized,
        42 => XpsGroupState.NotReferenced,
        >= 10 and <= 19 or 56 or 70 or 77 or 79 => XpsGroupState.Ready,
        20 => XpsGroupState.Disabled,
        >= 21 and <= 39 or 58 or 59 or >= 74 and <= 76 or >= 80 and <= 82 or >= 84 and <= 103 => XpsGroupState.Failed,
        43 => XpsGroupState.Homing,
        _ => XpsGroupState.Busy,
    };

    private async ValueTask SearchAsync(int status, SetPointProgram program, CancellationToken cancellationToken)
    {
        if (StateOf(status) == XpsGroupState.NotInitialized)
        {
            // Some motors turn a little while they are initialised.
            await Session.ApplyProgramAsync(program, [$"GroupInitialize({group})"], Initializing, cancellationToken)
                .ConfigureAwait(false);
            Gate.EndProgram(Name);
            await ReadAngleAsync(cancellationToken).ConfigureAwait(false);
        }

        await Session.ApplyProgramAsync(program, [$"GroupHomeSearch({group})"], LongestSearch, cancellationToken)
            .ConfigureAwait(false);
        Gate.EndProgram(Name);
    }

    private async ValueTask<int> ReadStatusAsync(CancellationToken cancellationToken) =>
        (int)(await AskAsync($"GroupStatusGet({group},int *)", 1, cancellationToken).ConfigureAwait(false))[0];

    private ValueTask<string> WordsOfAsync(int status, CancellationToken cancellationToken) => Session.QueryAsync(
        $"GroupStatusStringGet({status},char *)",
        answer => answer.StartsWith($"{Done},", StringComparison.Ordinal) ? answer[2..].Trim() : answer,
        cancellationToken);

    private ValueTask<double[]> AskAsync(string call, int count, CancellationToken cancellationToken) => Session.QueryAsync(
        call,
        answer => answer.Split(',') is [Done, .. string[] values] && values.Length == count
            ? Array.ConvertAll(values, value => Session.ReadNumber(value, call))
            : throw Session.BadAnswer(answer, call, $"0 and {count} number{(count > 1 ? "s" : string.Empty)}"),
        cancellationToken);
}
