using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Wires;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.RotationStages.NewportEsp301Twin>]

namespace Lab.Mocks.RotationStages;

/// <summary>Twin of a Newport ESP301 with one rotary stage at axis 1, which turns the sample.</summary>
/// <remarks>
/// <para>The language is that of the ESP301 user's manual, chapter 3: an axis, two letters, a parameter. Errors wait for
/// <c>TB?</c> or <c>TE?</c>; those of an axis have its number in the hundreds. Units other than degrees scale all angles.</para>
/// <para>A movement has a constant speed [assumption: the time of the two ramps is added at its end]. A search for home goes to
/// zero at a fifth of the speed [assumption]. Programs, groups, jogs and trajectories are not there.</para>
/// </remarks>
public sealed partial class NewportEsp301Twin : ScpiTwin, IShippedTwin
{
    private const int Degrees = 7;
    private const double LargestSpeed = 40;
    private const double HomingPart = 0.2;

    // General errors, and those of axis 1.
    private const int NoSuchCommand = 6;
    private const int OutOfRange = 7;
    private const int AxisOutOfRange = 9;
    private const int MotorOff = 113;
    private const int FollowingError = 103;
    private const int DuringMotion = 27;

    private static readonly Dictionary<int, double> DegreesPerUnit = new()
    {
        [Degrees] = 1,
        [8] = 0.9,
        [9] = 180 / Math.PI,
        [10] = 0.18 / Math.PI,
    };

    private readonly StageMotor motor;
    private double targetDegrees;
    private bool isOn;
    private int unit;
    private double speed;
    private double acceleration;
    private (double Least, double Most) travel;

    /// <summary>Creates the twin.</summary>
    public NewportEsp301Twin(TwinContext context)
        : base(context, "ESP301 Version 3.0.1 6/1/99")
    {
        motor = new StageMotor(context);
        foreach (string other in (string[])["*IDN", "*ESE", "*ESR", "*SRE", "*STB", "*TST", "*OPT", "*OPC", "*WAI"])
        {
            Commands.Remove(other);
        }

        Commands.Query("VE", _ => "ESP301 Version 3.0.1 6/1/99");
        Commands.Query("TB", _ => Status.TakeError() is var (code, text) && code == 0
            ? $"0, {Stamp()}, NO ERROR DETECTED"
            : $"{OwnCode(code)}, {Stamp()}, {(OwnCode(code) == code ? text : OwnText(OwnCode(code)))}");
        Commands.Query("TE", _ => $"{OwnCode(Status.TakeError().Code)}");
        AddSettings();
        AddMotion();
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "newport-esp301",
        Rough = Manners,
        Settings = StageMotor.Keys,
        Create = context => new NewportEsp301Twin(context),
    };

    // CR LF after answers (ESP301 manual, 3.3); units, speed and motor of a user of a goniometer.
    private static RoughManners Manners => new()
    {
        Terminator = "\r\n",
        Latency = Duration.FromMilliseconds(8), // [assumption]
        BeforeAnswer = " ",
        Serial = new SerialSettings { Baud = 921_600, Flow = "rts-cts", Terminator = "cr" },
        EarlierUser = ["1SN10", "1VA5", "1MF", "1XX"],
    };

    private double Scale => DegreesPerUnit[unit];

    /// <inheritdoc/>
    protected override void Reset()
    {
        isOn = true;
        unit = Degrees;
        speed = 20;
        acceleration = 80;
        travel = (-360, 360);
        motor.Stand(motor.Degrees);
        targetDegrees = motor.Degrees;
    }

    /// <summary>The axis comes first: <c>1PA30</c> is the header <c>PA1</c> with the parameter 30, and <c>1TP</c> asks as
    /// <c>1TP?</c> does.</summary>
    protected override ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> message)
    {
        IEnumerable<string> units = Encoding.Latin1.GetString(message.Span).Split(';').Select(unit =>
        {
            Match match = Unit().Match(unit);
            if (!match.Success)
            {
                return unit;
            }

            string name = match.Groups["name"].Value.ToUpperInvariant();
            string rest = match.Groups["rest"].Value;
            string asks = rest == "?" || (rest.Length == 0 && name is "TP" or "TE" or "TB" or "VE") ? "?" : $" {rest}";
            return $"{name}{match.Groups["axis"].Value}{asks}";
        });
        return Encoding.Latin1.GetBytes(string.Join(';', units));
    }

    /// <summary>Looks on the way, so that the sample follows a movement from one look to the next.</summary>
    protected override void CatchUp()
    {
        if (motor.Follow())
        {
            isOn = false;
            Status.Report(FollowingError, OwnText(FollowingError));
        }
    }

    private static int OwnCode(int code) => code switch
    {
        >= 0 => code,
        -222 or -224 or -109 => OutOfRange,
        -114 => AxisOutOfRange,
        _ => NoSuchCommand,
    };

    private static string OwnText(int code) => code switch
    {
        OutOfRange => "PARAMETER OUT OF RANGE",
        AxisOutOfRange => "AXIS NUMBER OUT OF RANGE",
        DuringMotion => "COMMAND NOT ALLOWED",
        MotorOff => "AXIS-1 MOTOR NOT ENABLED",
        FollowingError => "AXIS-1 FOLLOWING ERROR THRESHOLD EXCEEDED",
        _ => "COMMAND DOES NOT EXIST",
    };

    private static ScpiErrorException Error(int code) => new(code, OwnText(code));

    private static string Text(double value) => value.ToString("0.00000", CultureInfo.InvariantCulture);

    // Ticks of a servo clock of 400 microseconds.
    private string Stamp() => $"{Clock.Now().Seconds / 400e-6:0}";

    private void AddSettings()
    {
        Number("SN", () => unit, value => unit = DegreesPerUnit.ContainsKey((int)value) ? (int)value : throw Error(OutOfRange));
        Number("VA", () => speed / Scale, value => speed = value * Scale is > 0 and <= LargestSpeed and var given
            ? given
            : throw Error(OutOfRange));
        Number("AC", () => acceleration / Scale, value => acceleration = value > 0 ? value * Scale : throw Error(OutOfRange));
        Number("SL", () => travel.Least / Scale, value => travel.Least = value * Scale);
        Number("SR", () => travel.Most / Scale, value => travel.Most = value * Scale);
        Commands.Query("VU<1>", _ => Text(LargestSpeed / Scale));
        Commands.Command("MO<1>", _ => isOn = true);
        Commands.Query("MO<1>", _ => isOn ? "1" : "0");
        Commands.Command("MF<1>", _ =>
        {
            motor.Stand(motor.Degrees);
            isOn = false;
        });
        Commands.Query("MF<1>", _ => isOn ? "0" : "1");
    }

    private void AddMotion()
    {
        Commands.Query("TP<1>", _ => Text(motor.EncodedDegrees / Scale));
        Commands.Query("DP<1>", _ => Text(targetDegrees / Scale));
        Commands.Query("PA<1>", _ => Text(targetDegrees / Scale));
        Commands.Query("MD<1>", _ => motor.IsMoving ? "0" : "1");
        Commands.Command("PA<1>", arguments => Move(arguments.Number() * Scale, speed));
        Commands.Command("PR<1>", arguments => Move(targetDegrees + (arguments.Number() * Scale), speed));
        Commands.Command("OR<1>", arguments =>
        {
            _ = arguments.Remaining > 0 ? arguments.Number(string.Empty, 0, 6) : 0;
            Move(0, speed * HomingPart);
        });
        Commands.Command("ST<1>", _ => motor.Stand(motor.Degrees));
        Commands.Command("ST", _ => motor.Stand(motor.Degrees));
        Commands.Command("DH<1>", arguments => motor.Stand(arguments.Remaining > 0 ? arguments.Number() * Scale : 0));
        Commands.Command("WS<1>", (_, cancellationToken) => Clock.WaitAsync(motor.Rest, cancellationToken));
    }

    private void Number(string name, Func<double> get, Action<double> set)
    {
        Commands.Query($"{name}<1>", _ => name == "SN" ? $"{get():0}" : Text(get()));
        Commands.Command($"{name}<1>", arguments => set(arguments.Number()));
    }

    private void Move(double degrees, double degreesPerSecond)
    {
        if (!isOn)
        {
            throw Error(MotorOff);
        }

        if (motor.IsMoving)
        {
            throw Error(DuringMotion);
        }

        if (!(degrees >= travel.Least && degrees <= travel.Most))
        {
            throw Error(OutOfRange);
        }

        targetDegrees = degrees;
        motor.Move(degrees, degreesPerSecond, acceleration);
    }

    [GeneratedRegex(@"^\s*(?<axis>\d*)\s*(?<name>[A-Za-z]{2})\s*(?<rest>\?|[-+0-9.].*)?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unit();
}
