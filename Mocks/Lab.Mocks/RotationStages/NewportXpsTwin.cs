using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.RotationStages.NewportXpsTwin>]

namespace Lab.Mocks.RotationStages;

/// <summary>Twin of a Newport XPS-RL with one rotary positioner in a group of its own, which turns the sample.</summary>
/// <remarks>
/// <para>Messages are calls of functions; the answers hold a code, the values, and after a refusal the call. Movements and
/// searches are answered when they have ended, while other connections are served. The group was searched before the bench
/// begins; after power-on it is not initialised.</para>
/// <para>A movement has a constant speed; jerk times are kept and change nothing. A search goes to zero at a fifth of the speed
/// [assumption]. Jogs, trajectories, events and gatherings are not there.</para>
/// </remarks>
public sealed partial class NewportXpsTwin : ScpiTwin, IShippedTwin
{
    private const string PositionerKey = "positioner";
    private const string Firmware = "XPS-RL V1.0";
    private const double LargestSpeed = 40;
    private const double LargestAcceleration = 160;
    private const double HomingPart = 0.2;

    // Numbers of GroupStatusGet.
    private const int NotInitialized = 0;
    private const int Killed = 7;
    private const int Aborted = 10;
    private const int Homed = 11;
    private const int Moved = 12;
    private const int Enabled = 13;
    private const int Disabled = 20;
    private const int LostInMotion = 22;
    private const int NotReferenced = 42;
    private const int Homing = 43;
    private const int Moving = 44;

    // Codes of refusals.
    private const int UnknownCommand = -4;
    private const int WrongFormat = -7;
    private const int WrongType = -14;
    private const int WrongCount = -9;
    private const int OutOfRange = -17;
    private const int NoPositioner = -18;
    private const int NoGroup = -19;
    private const int NotAllowed = -22;
    private const int FollowingError = -25;
    private const int MoveAborted = -27;

    /// <summary>Time between two looks of the twin at a movement whose answer is waited for.</summary>
    private static readonly Duration Look = Duration.FromMilliseconds(20);

    private static readonly Dictionary<int, string> StatusWords = new()
    {
        [NotInitialized] = "Not initialized state",
        [Killed] = "Not initialized state due to a GroupKill or KillAll command",
        [Aborted] = "Ready state due to an AbortMove command",
        [Homed] = "Ready state from homing",
        [Moved] = "Ready state from motion",
        [Enabled] = "Ready State due to a MotionEnable command",
        [Disabled] = "Disabled state",
        [LostInMotion] = "Disabled state due to a following error during motion",
        [NotReferenced] = "Not referenced state",
        [Homing] = "Homing state",
        [Moving] = "Moving state",
    };

    private static readonly Dictionary<int, string> ErrorWords = new()
    {
        [0] = "Successful command",
        [UnknownCommand] = "Unknown command",
        [WrongFormat] = "Wrong format in the command string",
        [WrongCount] = "Wrong number of parameters in the command string",
        [WrongType] = "Wrong parameter type in the command string: double or double * expected",
        [OutOfRange] = "Parameter out of range",
        [NoPositioner] = "Positioner Name doesn't exist",
        [NoGroup] = "GroupName doesn't exist or unknown command",
        [NotAllowed] = "Not allowed action",
        [FollowingError] = "Following Error",
        [MoveAborted] = "Move Aborted",
    };

    private readonly StageMotor motor;
    private readonly string positioner;
    private readonly string group;
    private readonly string firmware;
    private readonly Dictionary<string, Func<string[], CancellationToken, ValueTask<string>>> functions = [];
    private int status;
    private int movements;
    private double target;
    private double[] profile = [];
    private double[] travel = [];

    /// <summary>Creates the twin.</summary>
    public NewportXpsTwin(TwinContext context)
        : base(context, Firmware, hasScpiTree: false)
    {
        motor = new StageMotor(context);
        positioner = context.Settings.Get<string>(PositionerKey);
        group = positioner.Split('.')[0];
        firmware = context.Rough?.Identity ?? Firmware;
        AddController();
        AddGroup();
        AddPositioner();
        Reset();
        status = Homed;
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "newport-xps",
        Rough = Manners,
        Settings = StageMotor.Keys,
        Create = context => new NewportXpsTwin(context),
    };

    // The identity of a recorded XPS-D (newportxps); speed, limits and motor of a user of a goniometer.
    private static RoughManners Manners => new()
    {
        Identity = "XPS-D-N13006",
        Latency = Duration.FromMilliseconds(3), // [assumption]
        EarlierUser =
        [
            "PositionerSGammaParametersSet(Group1.Pos,2,20,0.005,0.05)",
            "PositionerUserTravelLimitsSet(Group1.Pos,-170,170)",
            "GroupMotionDisable(Group1)",
            "GroupJog()",
        ],
    };

    /// <inheritdoc/>
    protected override void Reset()
    {
        status = NotInitialized;
        profile = [20, 80, 0.005, 0.05];
        travel = [-360, 360];
        motor.Stand(motor.Degrees);
        target = motor.Degrees;
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> TryExecuteAsync(
        ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string text = Encoding.Latin1.GetString(message.Span).Trim();
        string said;
        try
        {
            CatchUp();
            Match call = Call().Match(text);
            string[] arguments = call.Groups["arguments"].Value.Split(',', StringSplitOptions.TrimEntries);
            said = !call.Success ? throw Refused(WrongFormat)
                : !functions.TryGetValue(call.Groups["name"].Value, out var function) ? throw Refused(UnknownCommand)
                : $"0,{await function(arguments, cancellationToken).ConfigureAwait(false)}";
        }
        catch (ScpiErrorException error)
        {
            said = $"{error.Code},{text}";
        }

        answer.Append(said);
        return true;
    }

    /// <summary>Looks on the way, so that the sample follows a movement from one look to the next.</summary>
    protected override void CatchUp()
    {
        if (status is not (Moving or Homing))
        {
            return;
        }

        if (motor.Follow())
        {
            motor.Stand(motor.Degrees);
            status = LostInMotion;
        }
        else if (!motor.IsMoving)
        {
            status = status == Homing ? Homed : Moved;
        }
    }

    private static ScpiErrorException Refused(int code) => new(code, ErrorWords[code]);

    private static string Text(double value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw Refused(WrongType);

    private static int Code(string text) => (int)Number(text);

    private void AddController()
    {
        Add("FirmwareVersionGet", 1, _ => firmware);
        Add("ElapsedTimeGet", 1, _ => Text(Clock.Now().Seconds));
        Add("ObjectsListGet", 1, _ => $"{group};{positioner}");
        Add("Login", 2, _ => string.Empty);
        Add("ErrorStringGet", 2, arguments => ErrorWords.GetValueOrDefault(Code(arguments[0]), "Unknown error"));
        Add("ErrorListGet", 1, _ => string.Join(';', ErrorWords.Select(error => $"Error {error.Key}: {error.Value}")));
        Add("GroupStatusStringGet", 2, arguments => StatusWords.TryGetValue(Code(arguments[0]), out string? words)
            ? words
            : throw Refused(OutOfRange));
    }

    private void AddGroup()
    {
        Add("GroupStatusGet", 2, arguments => Of(arguments[0], $"{status}"));
        OfGroup("GroupInitialize", [NotInitialized, Killed], () => status = NotReferenced);
        OfGroup("GroupMotionEnable", [Disabled, LostInMotion], () => status = Enabled);
        OfGroup("GroupMotionDisable", [Aborted, Homed, Moved, Enabled], () => status = Disabled);
        OfGroup("GroupMoveAbort", [Moving], () => End(Aborted));
        OfGroup("GroupKill", [.. StatusWords.Keys], () => End(Killed));
        Wait("GroupHomeSearch", 1, (arguments, cancellationToken) =>
        {
            Of(arguments[0], string.Empty);
            Require(NotReferenced);
            return MoveAsync(0, profile[0] * HomingPart, Homing, Homed, cancellationToken);
        });
        Wait("GroupMoveAbsolute", 2, (arguments, cancellationToken) =>
            TurnAsync(arguments[0], Number(arguments[1]), cancellationToken));
        Wait("GroupMoveRelative", 2, (arguments, cancellationToken) =>
            TurnAsync(arguments[0], target + Number(arguments[1]), cancellationToken));
        Add("GroupPositionCurrentGet", 2, arguments => Of(arguments[0], Text(motor.EncodedDegrees)));
        Add("GroupPositionSetpointGet", 2, arguments => Of(arguments[0], Text(motor.IsMoving ? motor.Degrees : target)));
        Add("GroupPositionTargetGet", 2, arguments => Of(arguments[0], Text(target)));
        Add("GroupVelocityCurrentGet", 2, arguments => Of(arguments[0], Text(motor.IsMoving ? profile[0] : 0)));
    }

    private void AddPositioner()
    {
        OfPositioner("PositionerSGammaParametersGet", 4, () => string.Join(',', profile.Select(Text)));
        OfPositioner("PositionerMaximumVelocityAndAccelerationGet", 2, () => $"{LargestSpeed},{LargestAcceleration}");
        OfPositioner("PositionerUserTravelLimitsGet", 2, () => string.Join(',', travel.Select(Text)));
        OfPositioner("PositionerErrorGet", 1, () => "0");
        Add("PositionerSGammaParametersSet", 5, arguments =>
        {
            RequirePositioner(arguments[0]);
            double[] wanted = Array.ConvertAll(arguments[1..], Number);
            profile = wanted is [> 0 and <= LargestSpeed, > 0 and <= LargestAcceleration, > 0, > 0]
                ? wanted
                : throw Refused(OutOfRange);
            return string.Empty;
        });
        Add("PositionerUserTravelLimitsSet", 3, arguments =>
        {
            RequirePositioner(arguments[0]);
            double[] wanted = Array.ConvertAll(arguments[1..], Number);
            travel = wanted[0] < wanted[1] ? wanted : throw Refused(OutOfRange);
            return string.Empty;
        });
    }

    private void Add(string name, int count, Func<string[], string> function) =>
        Wait(name, count, (arguments, _) => new ValueTask<string>(function(arguments)));

    private void Wait(string name, int count, Func<string[], CancellationToken, ValueTask<string>> function) =>
        functions[name] = (arguments, cancellationToken) => arguments.Length == count
            ? function(arguments, cancellationToken)
            : throw Refused(WrongCount);

    private void OfGroup(string name, int[] allowed, Action act) => Add(name, 1, arguments =>
    {
        Of(arguments[0], string.Empty);
        Require(allowed);
        act();
        return string.Empty;
    });

    private void OfPositioner(string name, int values, Func<string> get) => Add(name, 1 + values, arguments =>
    {
        RequirePositioner(arguments[0]);
        return get();
    });

    private string Of(string name, string answer) => name == group || name == positioner ? answer
        : throw Refused(name.StartsWith($"{group}.", StringComparison.Ordinal) ? NoPositioner : NoGroup);

    private void RequirePositioner(string name)
    {
        if (name != positioner)
        {
            throw Refused(NoPositioner);
        }
    }

    private void Require(params int[] allowed)
    {
        if (!allowed.Contains(status))
        {
            throw Refused(NotAllowed);
        }
    }

    private void End(int becomes)
    {
        motor.Stand(motor.Degrees);
        target = motor.Degrees;
        status = becomes;
    }

    private ValueTask<string> TurnAsync(string name, double degrees, CancellationToken cancellationToken)
    {
        Of(name, string.Empty);
        Require(Aborted, Homed, Moved, Enabled);
        return degrees >= travel[0] && degrees <= travel[1]
            ? MoveAsync(degrees, profile[0], Moving, Moved, cancellationToken)
            : throw Refused(OutOfRange);
    }

    // Another connection may end the movement, and even begin the next.
    private async ValueTask<string> MoveAsync(
        double degrees, double speed, int during, int after, CancellationToken cancellationToken)
    {
        int movement = ++movements;
        status = during;
        target = degrees;
        motor.Move(degrees, speed, profile[1]);
        while (movement == movements && status == during)
        {
            // A clock counts whole nanoseconds: one more, or the end could lie between two of them.
            Duration rest = motor.Rest + Duration.FromSeconds(1e-9);
            await WaitBesideOthersAsync(Look < rest ? Look : rest, cancellationToken).ConfigureAwait(false);
            CatchUp();
        }

        return movement == movements && status == after ? string.Empty
            : throw Refused(movement == movements && status == LostInMotion ? FollowingError : MoveAborted);
    }

    [GeneratedRegex(@"^(?<name>[A-Za-z]+)\s*\((?<arguments>.*)\)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Call();
}
